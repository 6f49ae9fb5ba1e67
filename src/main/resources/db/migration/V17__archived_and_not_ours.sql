-- Put away at the platform with units unfulfilled: tidying up there is no shipping.
ALTER TABLE orders ADD COLUMN archived BOOLEAN DEFAULT FALSE NOT NULL;

-- Why a line that is still wanted is not for the hub to ship.
ALTER TABLE order_line ADD COLUMN no_shipping_reason VARCHAR(40);
