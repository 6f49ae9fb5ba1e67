-- Events and their deliveries. A delivery with an owner is held by that hub; without one it waits to be claimed.

-- name: insert-event
INSERT INTO outbox (id, type, tenant, account, order_no, occurred_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)

-- name: find-events
SELECT seq, id, type, tenant, account, order_no, occurred_at, body FROM outbox WHERE seq IN (:seqs)

-- name: events-of-order
SELECT seq, id, type, tenant, account, order_no, occurred_at, body FROM outbox WHERE order_no = ? ORDER BY seq

-- name: delete-old-events
DELETE FROM outbox WHERE seq IN (SELECT o.seq FROM outbox o WHERE o.occurred_at < ?
    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.seq = o.seq)
    AND NOT EXISTS (SELECT 1 FROM dead_letter l WHERE l.seq = o.seq AND l.status = 'open')
    ORDER BY o.seq FETCH FIRST 1000 ROWS ONLY)

-- name: insert-held
INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at, owner, lease_until, token)
VALUES (?, ?, ?, ?, 0, CURRENT_TIMESTAMP, ?, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND, ?)

-- name: insert-waiting
INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at)
VALUES (?, ?, ?, ?, 0, CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND)

-- name: insert-replay
INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at)
VALUES (?, ?, ?, ?, 0, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING

-- Subscribers for which an earlier event of the order is not in this hub's hands: a new one must queue behind it.
-- name: foreign-subscribers
SELECT DISTINCT subscriber FROM delivery
WHERE order_key = ? AND (owner IS NULL OR owner <> ?) AND (attempt > 0 OR next_at <= CURRENT_TIMESTAMP)

-- name: count-outstanding
SELECT COUNT(*) FROM delivery WHERE order_key = ? AND subscriber = ?

-- Lanes where rows wait, one after the other in the order of their index: however many wait, each costs one row.
-- name: first-waiting-subscriber
SELECT subscriber FROM delivery WHERE owner IS NULL AND subscriber > ?
ORDER BY owner, subscriber FETCH FIRST 1 ROWS ONLY

-- name: first-waiting-lane
SELECT lane FROM delivery WHERE owner IS NULL AND subscriber = ? AND lane > ?
ORDER BY owner, subscriber, lane FETCH FIRST 1 ROWS ONLY

-- name: waits-in-lane
SELECT lane FROM delivery WHERE owner IS NULL AND subscriber = ? AND lane = ? AND (next_at <= CURRENT_TIMESTAMP OR attempt > 0)
FETCH FIRST 1 ROWS ONLY

-- name: is-held
SELECT COUNT(*) FROM delivery WHERE subscriber = ? AND seq = ? AND token = ?

-- The head of each order's line, in the order of the index delivery_waiting. An event that is delayed and not due yet holds back nobody.
-- name: claim
SELECT d.subscriber, d.seq, d.order_key, d.lane, d.attempt, d.first_failed_at FROM delivery d
WHERE d.owner IS NULL AND d.subscriber = :subscriber AND d.lane = :lane AND d.next_at <= CURRENT_TIMESTAMP
    AND NOT EXISTS (SELECT 1 FROM delivery e
        WHERE e.order_key = d.order_key AND e.subscriber = d.subscriber AND e.seq <> d.seq
            AND (e.seq < d.seq AND (e.attempt > 0 OR e.next_at <= CURRENT_TIMESTAMP)
                OR e.owner IS NOT NULL AND e.owner <> :owner))
ORDER BY d.owner, d.subscriber, d.lane, d.seq FETCH FIRST :batch ROWS ONLY

-- Where other hubs take from the same lanes.
-- name: claim-shared
FOR UPDATE SKIP LOCKED

-- name: hold
UPDATE delivery SET owner = ?, token = ?, lease_until = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
WHERE subscriber = ? AND seq = ? AND owner IS NULL

-- name: settle
DELETE FROM delivery WHERE subscriber = ? AND seq = ? AND token = ?

-- name: put-off
UPDATE delivery SET attempt = ?, first_failed_at = ?, last_error = ?,
    next_at = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
WHERE subscriber = ? AND seq = ? AND token = ?

-- What is being settled this moment is not waited for: rows are settled in the order in which they are done.
-- name: renew
UPDATE delivery SET lease_until = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
WHERE owner = ? AND (subscriber, seq) IN (SELECT d.subscriber, d.seq FROM delivery d WHERE d.owner = ? FOR UPDATE SKIP LOCKED)

-- Nor is what a hub settles late.
-- name: void-expired
UPDATE delivery SET owner = NULL, token = NULL, lease_until = NULL
WHERE owner IS NOT NULL AND (subscriber, seq) IN (SELECT d.subscriber, d.seq FROM delivery d
    WHERE d.owner IS NOT NULL AND d.owner <> ? AND d.lease_until < CURRENT_TIMESTAMP FOR UPDATE SKIP LOCKED)

-- name: void-others
UPDATE delivery SET owner = NULL, token = NULL, lease_until = NULL WHERE owner IS NOT NULL AND owner <> ?

-- name: release
UPDATE delivery SET owner = NULL, token = NULL, lease_until = NULL WHERE subscriber = ? AND owner = ?

-- name: discard
DELETE FROM delivery WHERE subscriber = ? AND NOT EXISTS (SELECT 1 FROM channel_subscription s WHERE s.subscriber = delivery.subscriber)

-- name: release-lane
UPDATE delivery SET owner = NULL, token = NULL, lease_until = NULL WHERE subscriber = ? AND lane = ? AND owner = ?

-- name: hurry
UPDATE delivery SET next_at = CURRENT_TIMESTAMP
WHERE lane = ? AND owner IS NULL AND attempt > 0 AND next_at > CURRENT_TIMESTAMP

-- name: note
UPDATE delivery SET last_error = ? WHERE subscriber = ? AND seq = ? AND token = ?

-- name: discard-lane
DELETE FROM delivery WHERE lane = ? AND owner IS NULL

-- name: release-all
UPDATE delivery SET owner = NULL, token = NULL, lease_until = NULL WHERE owner = ?

-- name: depths
SELECT d.subscriber, d.lane, COUNT(*) AS depth, MIN(o.occurred_at) AS oldest,
    SUM(CASE WHEN d.attempt >= 3 THEN 1 ELSE 0 END) AS failing
FROM delivery d JOIN outbox o ON o.seq = d.seq
GROUP BY d.subscriber, d.lane ORDER BY d.subscriber, d.lane

-- name: failing
SELECT d.subscriber, d.seq, d.order_key, d.lane, d.attempt, d.first_failed_at, d.next_at, d.last_error, o.type
FROM delivery d JOIN outbox o ON o.seq = d.seq WHERE d.attempt >= ? ORDER BY d.seq FETCH FIRST 200 ROWS ONLY

-- name: subscriptions
SELECT subscriber, types, lane, interest FROM channel_subscription

-- name: update-subscription
UPDATE channel_subscription SET types = ?, lane = ?, interest = ? WHERE subscriber = ?

-- name: insert-subscription
INSERT INTO channel_subscription (subscriber, types, lane, interest) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING

-- name: delete-subscription
DELETE FROM channel_subscription WHERE subscriber = ?

-- name: insert-dead-letter
INSERT INTO dead_letter (id, tenant, subscriber, seq, inbox_id, type, account, order_no, order_key, lane, push_type,
    platform_order_id, platform_order_no, attempts, reason, field, message, hint, first_failed_at, dead_at, status)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')

-- A push names the order by the platform's words, work on an order by the hub's: each finds the other in the pool.
-- name: dead-letter
SELECT d.*, COALESCE(d.order_no, p.order_no) AS its_order_no,
    COALESCE(d.platform_order_id, o.platform_order_id) AS its_platform_order_id,
    COALESCE(d.platform_order_no, p.platform_order_no, o.platform_order_no) AS its_platform_order_no
FROM dead_letter d
LEFT JOIN orders o ON o.order_no = d.order_no
LEFT JOIN orders p ON p.tenant = d.tenant AND p.account = d.account AND p.platform_order_id = d.platform_order_id
WHERE d.id = ?

-- name: dead-letters
SELECT d.*, COALESCE(d.order_no, p.order_no) AS its_order_no,
    COALESCE(d.platform_order_id, o.platform_order_id) AS its_platform_order_id,
    COALESCE(d.platform_order_no, p.platform_order_no, o.platform_order_no) AS its_platform_order_no
FROM dead_letter d
LEFT JOIN orders o ON o.order_no = d.order_no
LEFT JOIN orders p ON p.tenant = d.tenant AND p.account = d.account AND p.platform_order_id = d.platform_order_id
WHERE d.tenant = :tenant AND (CAST(:status AS VARCHAR) IS NULL OR d.status = :status)
    AND (CAST(:subscriber AS VARCHAR) IS NULL OR d.subscriber = :subscriber)
    AND (CAST(:account AS VARCHAR) IS NULL OR d.account = :account)
    AND (CAST(:platform_order AS VARCHAR) IS NULL
        OR :platform_order IN (d.platform_order_id, d.platform_order_no, p.platform_order_no, o.platform_order_id, o.platform_order_no))
    AND (CAST(:before AS VARCHAR) IS NULL OR d.id < :before)
ORDER BY d.id DESC FETCH FIRST :limit ROWS ONLY

-- name: order-of-fulfillment
SELECT order_no FROM fulfillment WHERE tenant = :tenant AND warehouse = :warehouse AND fulfillment_no = :fulfillment_no

-- name: open-dead-letters
SELECT id FROM dead_letter WHERE subscriber = ? AND status = 'open' ORDER BY id

-- name: count-dead-letters
SELECT subscriber, COUNT(*) FROM dead_letter WHERE status = 'open' GROUP BY subscriber

-- name: mark-replayed
UPDATE dead_letter SET status = 'replayed', replayed_at = ?, replayed_by = ? WHERE id = ? AND status = 'open'

-- name: oldest-key
SELECT MIN(processed_at) FROM processed_key

-- name: delete-old-keys
DELETE FROM processed_key WHERE processed_at < ?

-- name: delete-old-dead-letters
DELETE FROM dead_letter WHERE dead_at < ? AND status = 'replayed'

-- name: add-key
INSERT INTO processed_key (scope, message_key, processed_at) VALUES (?, ?, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING

-- name: has-key
SELECT COUNT(*) FROM processed_key WHERE scope = ? AND message_key = ?
