-- Whom to ask, before a delivery is written, whether an event means anything to its subscriber.
ALTER TABLE channel_subscription ADD COLUMN interest VARCHAR(80);
