-- What a label was asked for with, so that an edit that is taken back is known as one.

-- The address the label was last asked for with; null: nobody was asked, or before this was kept. Erased with the order's.
ALTER TABLE parcel ADD COLUMN asked_ship_to_enc BYTEA;

-- Whether the order was found to differ from a label of its own, and has not been found to agree with them since.
ALTER TABLE orders ADD COLUMN off_label BOOLEAN DEFAULT FALSE NOT NULL;
UPDATE orders SET off_label = TRUE
WHERE order_no IN (SELECT c.order_no FROM exception_case c WHERE c.cause = 'order_changed_after_label' AND c.status = 'open');
