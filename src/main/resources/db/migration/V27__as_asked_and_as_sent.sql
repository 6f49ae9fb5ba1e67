-- What labels were asked for with and messages were sent with, so that another one is known as such.

-- What was to be collected of the order on delivery when its label was last asked for; null: nothing. A label made before this was kept is taken
-- to collect what is due now.
ALTER TABLE parcel ADD COLUMN asked_cod NUMERIC(19,4);
ALTER TABLE parcel ADD COLUMN asked_cod_currency VARCHAR(3);
UPDATE parcel SET
    asked_cod = (SELECT o.cod_amount FROM orders o WHERE o.order_no = parcel.order_no),
    asked_cod_currency = (SELECT COALESCE(o.cod_currency, o.currency) FROM orders o WHERE o.order_no = parcel.order_no)
WHERE asked_at IS NOT NULL
  AND order_no IN (SELECT o.order_no FROM orders o WHERE o.payment_status = 'cod' AND o.cod_amount IS NOT NULL);

-- Length and checksum of the message that was taken under the key; null: it was no push, or came before this was kept.
ALTER TABLE inbox_key ADD COLUMN body_sum BIGINT;

-- What the buyer paid for import duties: such goods go duty paid.
ALTER TABLE orders ADD COLUMN duties_total NUMERIC(19,4);
