-- Whom to ask, before a delivery is written, whether an event means anything to its subscriber.
ALTER TABLE channel_subscription ADD COLUMN interest VARCHAR(80);

-- What waits is taken lane by lane, oldest first: in the order of this index, so that a look costs what it takes and not what waits.
DROP INDEX delivery_due;
CREATE INDEX delivery_waiting ON delivery (owner, subscriber, lane, seq);

-- What the clocks look for is a small part of what a hub has seen in a year: each finds it along an index.
CREATE INDEX orders_ship_by ON orders (allocation, ship_by);
CREATE INDEX orders_account_ship_by ON orders (account, ship_by);
CREATE INDEX orders_erasure ON orders (erased_at, updated_at);
CREATE INDEX dead_letter_order ON dead_letter (order_no);
CREATE INDEX fulfillment_at_work ON fulfillment (status, order_no);
CREATE INDEX parcel_unscanned ON parcel (first_scan_at, waybill_status);
CREATE INDEX parcel_silence ON parcel (milestone, last_event_at);

-- When a parcel that is under way was last asked about; null where there is nothing more to ask.
ALTER TABLE parcel ADD COLUMN poll_after TIMESTAMP WITH TIME ZONE GENERATED ALWAYS AS (
    CASE WHEN waybill_status = 'created' AND waybill_no IS NOT NULL
            AND (milestone IS NULL OR milestone NOT IN ('delivered', 'returned', 'destroyed', 'cancelled'))
        THEN COALESCE(last_polled_at, TIMESTAMP WITH TIME ZONE '2000-01-01 00:00:00+00:00') END) ${stored};
CREATE INDEX parcel_poll ON parcel (poll_after, parcel_no);
