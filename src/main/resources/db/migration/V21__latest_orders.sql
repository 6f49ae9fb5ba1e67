-- The latest orders of a tenant are read from their end of an index: a changed rule file is tried on some of them, however many there are.
CREATE INDEX orders_placed ON orders (tenant, placed_at DESC, order_no DESC);
