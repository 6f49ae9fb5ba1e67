-- Stock that explains itself: units shipped without the hub, withheld and presale promises, inbound lines, campaign locks,
-- what a count found missing.

-- Units that left the shop without a parcel of the hub; nobody waits for them any more.
ALTER TABLE order_line ADD COLUMN fulfilled INT DEFAULT 0 NOT NULL;
