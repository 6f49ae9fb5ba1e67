-- Edits that come late: what a label was asked for with, so that one that is taken back is known as such, and which orders are delivered.

-- The address the label was last asked for with; null: nobody was asked, or before this was kept. Erased with the order's.
ALTER TABLE parcel ADD COLUMN asked_ship_to_enc BYTEA;

-- Whether the order was found to differ from a label of its own, and has not been found to agree with them since.
ALTER TABLE orders ADD COLUMN off_label BOOLEAN DEFAULT FALSE NOT NULL;
UPDATE orders SET off_label = TRUE
WHERE order_no IN (SELECT c.order_no FROM exception_case c WHERE c.cause = 'order_changed_after_label' AND c.status = 'open');

-- Whether order.delivered was told of it. The key of that telling is cleaned up by age, and an order may be edited long after.
ALTER TABLE orders ADD COLUMN delivered_told BOOLEAN DEFAULT FALSE NOT NULL;
UPDATE orders SET delivered_told = TRUE
WHERE order_no IN (SELECT o.order_no FROM outbox o WHERE o.type = 'order.delivered')
   -- Events are cleaned up too: what was delivered so long ago was told.
   OR order_no IN (SELECT p.order_no FROM parcel p WHERE p.delivered_at < CURRENT_TIMESTAMP - INTERVAL '60' DAY);
