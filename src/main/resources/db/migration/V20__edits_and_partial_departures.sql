-- An order was edited while a warehouse had been asked to ship it and nobody knew whether it had taken the order: what becomes of the
-- edit is decided when that is known.
ALTER TABLE orders ADD COLUMN edit_waits BOOLEAN DEFAULT FALSE NOT NULL;

-- Units of a fulfillment's line that have left while the rest of it is to follow.
ALTER TABLE fulfillment_line ADD COLUMN shipped INT DEFAULT 0 NOT NULL;
