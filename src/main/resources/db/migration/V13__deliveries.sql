-- Whom to ask, before a delivery is written, whether an event means anything to its subscriber.
ALTER TABLE channel_subscription ADD COLUMN interest VARCHAR(80);

-- What waits is taken lane by lane, oldest first: in the order of this index, so that a look costs what it takes and not what waits.
DROP INDEX delivery_due;
CREATE INDEX delivery_waiting ON delivery (owner, subscriber, lane, seq);
