-- A fulfillment that goes in several parcels: a warehouse names its packages, and a platform has one shipment of all of them.

-- What the warehouse that packed it calls this package; with it a changed number is told from a further package.
ALTER TABLE parcel ADD COLUMN package_no VARCHAR(80);

-- Platforms are told of fulfillments, no longer of parcels: what they were told before counts for the fulfillment. Parcel numbers
-- are the fulfillment's with -P and a count.
UPDATE effect SET reference = REGEXP_REPLACE(reference, '^([A-Z0-9-]+-F[0-9]+)-P[0-9]+/', '\1/')
WHERE operation = 'confirm-shipment'
  AND NOT EXISTS (SELECT 1 FROM effect other
                  WHERE other.account = effect.account AND other.operation = effect.operation
                    AND other.reference <> effect.reference
                    AND REGEXP_REPLACE(other.reference, '^([A-Z0-9-]+-F[0-9]+)-P[0-9]+/', '\1/')
                      = REGEXP_REPLACE(effect.reference, '^([A-Z0-9-]+-F[0-9]+)-P[0-9]+/', '\1/'));

-- Of nodes, the first parcel's stand for the fulfillment.
UPDATE effect SET reference = REGEXP_REPLACE(reference, '^([A-Z0-9-]+-F[0-9]+)-P1/', '\1/')
WHERE operation = 'post-tracking-event';
