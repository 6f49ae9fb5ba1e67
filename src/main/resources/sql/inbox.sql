-- What partners said, and the keys under which each of it is taken once.

-- name: add-key
INSERT INTO inbox_key (tenant, account, push_key, received_at, body_sum) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING

-- Asked of repetitions alone.
-- name: key-sum
SELECT body_sum FROM inbox_key WHERE tenant = ? AND account = ? AND push_key = ? AND body_sum IS NOT NULL

-- name: has-key
SELECT COUNT(*) FROM inbox_key WHERE tenant = ? AND account = ? AND push_key = ?

-- name: insert
INSERT INTO inbox (tenant, account, kind, origin, push_key, push_type, request_id, received_at, headers, content_type, body_enc,
    handling)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: find
SELECT tenant, account, kind, origin, push_key, push_type, request_id, headers, content_type, body_enc, handling
FROM inbox WHERE id = ?

-- name: delete-old
DELETE FROM inbox WHERE id IN (SELECT i.id FROM inbox i WHERE i.received_at < ?
    AND NOT EXISTS (SELECT 1 FROM dead_letter l WHERE l.inbox_id = i.id AND l.status = 'open')
    ORDER BY i.id FETCH FIRST 1000 ROWS ONLY)

-- name: oldest-key
SELECT MIN(received_at) FROM inbox_key

-- name: delete-old-keys
DELETE FROM inbox_key WHERE received_at < ?
