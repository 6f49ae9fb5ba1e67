-- Sourcing, further: the places of a warehouse's day.

-- How many fulfillments a warehouse with a capacity was given on a day of its own time zone. A place is taken by one conditional
-- update in the transaction that makes the fulfillment, and given back in the one that cancels it. Lock order: an order's row, then
-- stock rows in the order of their keys, then these rows in the order of theirs, as the last of the transaction: whoever holds one
-- waits for nothing but others of these.
CREATE TABLE warehouse_day (
    tenant       VARCHAR(40)  NOT NULL,
    warehouse    VARCHAR(60)  NOT NULL,
    local_day    DATE         NOT NULL,
    taken        INT          NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (tenant, warehouse, local_day)
);

-- The day whose place a fulfillment takes; null where no capacity counted when it was made.
ALTER TABLE fulfillment ADD COLUMN capacity_day DATE;
-- Those that hold no place of a day are counted beside it: a capacity may be set in the middle of a day.
DROP INDEX fulfillment_day;
CREATE INDEX fulfillment_uncounted ON fulfillment (tenant, warehouse, capacity_day, created_at);

-- A product's codes and the bundles it is part of are asked for by its SKU.
CREATE INDEX sku_mapping_sku ON sku_mapping (tenant, sku);
CREATE INDEX bundle_component_component ON bundle_component (tenant, component);

-- What is kept long enough is found by its age.
CREATE INDEX sourcing_decision_age ON sourcing_decision (decided_at);
CREATE INDEX tracking_parked_age ON tracking_parked (parked_at);
