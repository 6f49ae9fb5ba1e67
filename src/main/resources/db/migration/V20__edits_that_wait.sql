-- An order was edited while a warehouse had been asked to ship it and nobody knew whether it had taken the order: what becomes of the
-- edit is decided when that is known.
ALTER TABLE orders ADD COLUMN edit_waits BOOLEAN DEFAULT FALSE NOT NULL;
