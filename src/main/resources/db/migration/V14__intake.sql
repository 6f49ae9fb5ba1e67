-- What a push says beside its order's contents: what dead letters are about, why an order is not paid, and whose data is to go early.

-- The order of the platform a dead letter is about, as far as its document can be read: somebody has to find it.
ALTER TABLE dead_letter ADD COLUMN push_type VARCHAR(120);          -- the vendor's word for the push: orders/create
ALTER TABLE dead_letter ADD COLUMN platform_order_id VARCHAR(120);
ALTER TABLE dead_letter ADD COLUMN platform_order_no VARCHAR(200);

-- Why an order is not paid, and what is still open of one that is paid in part.
ALTER TABLE orders ADD COLUMN payment_detail VARCHAR(30);           -- of unpaid: pending authorized partially_paid voided expired
ALTER TABLE orders ADD COLUMN outstanding NUMERIC(19, 4);

-- A platform asked for a buyer's sake that the order's personal data be erased: they go as soon as it is over.
ALTER TABLE orders ADD COLUMN erasure_asked_at TIMESTAMP WITH TIME ZONE;
