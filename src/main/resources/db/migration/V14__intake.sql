-- What a push says beside its order's contents: what dead letters are about, why an order is not paid, and whose data is to go early.

-- The order of the platform a dead letter is about, as far as its document can be read: somebody has to find it.
ALTER TABLE dead_letter ADD COLUMN push_type VARCHAR(120);          -- the vendor's word for the push: orders/create
ALTER TABLE dead_letter ADD COLUMN platform_order_id VARCHAR(120);
ALTER TABLE dead_letter ADD COLUMN platform_order_no VARCHAR(200);
