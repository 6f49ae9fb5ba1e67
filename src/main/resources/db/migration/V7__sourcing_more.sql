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

-- Alerts that come in numbers: the first of a kind goes out at once and opens a window, further ones are counted in it and told as one
-- when it is over.
CREATE TABLE alert_window (
    tenant       VARCHAR(40)  NOT NULL,
    event_type   VARCHAR(40)  NOT NULL,             -- exception.opened exception.resolved
    severity     VARCHAR(10)  NOT NULL,
    reason       VARCHAR(60)  NOT NULL,
    subject      VARCHAR(200) NOT NULL,             -- a SKU, a listing, or the account
    account      VARCHAR(60),
    first_event  VARCHAR(40)  NOT NULL,             -- the alert that went out
    began_at     TIMESTAMP WITH TIME ZONE NOT NULL,
    until_at     TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (tenant, event_type, severity, reason, subject)
);
CREATE INDEX alert_window_over ON alert_window (until_at);

CREATE TABLE alert_counted (
    tenant       VARCHAR(40)  NOT NULL,
    event_type   VARCHAR(40)  NOT NULL,
    severity     VARCHAR(10)  NOT NULL,
    reason       VARCHAR(60)  NOT NULL,
    subject      VARCHAR(200) NOT NULL,
    event_id     VARCHAR(40)  NOT NULL,
    order_no     VARCHAR(26),
    case_id      VARCHAR(40),
    counted_at   TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (tenant, event_type, severity, reason, subject, event_id)
);
