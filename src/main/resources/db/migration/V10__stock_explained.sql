-- Stock that gives a campaign back what was its own, and says of every figure why it changed.

-- What a campaign's lock was last stated with, and the how manyth statement that was: units go back to the lock they came from, not to
-- a later one.
ALTER TABLE campaign_lock ADD COLUMN stated INT DEFAULT 0 NOT NULL;
ALTER TABLE campaign_lock ADD COLUMN term INT DEFAULT 1 NOT NULL;
UPDATE campaign_lock SET stated = quantity;
-- Units of a promise that came from its account's lock: those that left and those that are still promised.
ALTER TABLE reservation ADD COLUMN from_lock INT DEFAULT 0 NOT NULL;
ALTER TABLE reservation ADD COLUMN lock_account VARCHAR(60);
ALTER TABLE reservation ADD COLUMN lock_term INT;
