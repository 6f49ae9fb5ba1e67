-- Why the shop itself has put what is to be shipped of an order on hold: JSON {reason, note}; null where it has not.
ALTER TABLE orders ADD COLUMN merchant_hold VARCHAR(2000);
