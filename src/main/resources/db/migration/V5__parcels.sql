-- A fulfillment that goes in several parcels: a warehouse names its packages, and a platform has one shipment of all of them.

-- What the warehouse that packed it calls this package; with it a changed number is told from a further package.
ALTER TABLE parcel ADD COLUMN package_no VARCHAR(80);

-- Platforms are told of fulfillments, no longer of parcels: what they were told before counts for the fulfillment. Parcel numbers
-- are the fulfillment's with -P and a count. Of several that come to one name the one that got farthest is it. A table of its own,
-- not a subquery over effect: no row of effect is ever deleted, and each is to be looked at once.
CREATE TABLE effect_renamed (
    account   VARCHAR(60)  NOT NULL,
    reference VARCHAR(200) NOT NULL,
    name      VARCHAR(200) NOT NULL,
    place     BIGINT       NOT NULL,
    PRIMARY KEY (account, reference)
);

INSERT INTO effect_renamed (account, reference, name, place)
SELECT told.account, told.reference, told.name,
       ROW_NUMBER() OVER (PARTITION BY told.account, told.name
                          ORDER BY CASE WHEN told.reference = told.name THEN 0 ELSE 1 END,
                                   CASE told.state WHEN 'done' THEN 0 WHEN 'asked' THEN 1 ELSE 2 END, told.reference)
FROM (SELECT account, reference, state, REGEXP_REPLACE(reference, '^([A-Z0-9-]+-F[0-9]+)-P[0-9]+/', '\1/') AS name
      FROM effect WHERE operation = 'confirm-shipment') told;

UPDATE effect SET reference = (SELECT r.name FROM effect_renamed r
                               WHERE r.account = effect.account AND r.reference = effect.reference)
WHERE operation = 'confirm-shipment'
  AND EXISTS (SELECT 1 FROM effect_renamed r
              WHERE r.account = effect.account AND r.reference = effect.reference AND r.place = 1 AND r.name <> r.reference);

DROP TABLE effect_renamed;

-- Of milestones, the first parcel's stand for the fulfillment. A failed attempt or a hold, whose reference ends with its moment,
-- stays the parcel's own.
UPDATE effect SET reference = REGEXP_REPLACE(reference, '^([A-Z0-9-]+-F[0-9]+)-P1/([a-z_]+(/leg[0-9]+)?)$', '\1/\2')
WHERE operation = 'post-tracking-event' AND reference LIKE '%-P1/%';
