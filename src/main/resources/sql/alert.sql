-- Windows in which alerts of one kind are counted instead of sent.

-- Held until the transaction ends: whoever counts and whoever closes the window come one after the other.
-- name: hold
SELECT first_event FROM alert_window
WHERE tenant = :tenant AND event_type = :event_type AND severity = :severity AND reason = :reason AND subject = :subject FOR UPDATE

-- name: open
INSERT INTO alert_window (tenant, event_type, severity, reason, subject, account, first_event, began_at, until_at)
VALUES (:tenant, :event_type, :severity, :reason, :subject, :account, :event_id, :now, :until)
ON CONFLICT DO NOTHING

-- name: count
INSERT INTO alert_counted (tenant, event_type, severity, reason, subject, event_id, order_no, case_id, counted_at)
VALUES (:tenant, :event_type, :severity, :reason, :subject, :event_id, :order_no, :case_id, :now)
ON CONFLICT DO NOTHING

-- Whoever else closes windows at the same time takes others.
-- name: over
SELECT tenant, event_type, severity, reason, subject, account, began_at, until_at FROM alert_window
WHERE until_at <= :now ORDER BY until_at, subject
FETCH FIRST 200 ROWS ONLY FOR UPDATE SKIP LOCKED

-- name: counted
SELECT COUNT(*) FROM alert_counted
WHERE tenant = :tenant AND event_type = :event_type AND severity = :severity AND reason = :reason AND subject = :subject

-- name: first-counted
SELECT order_no, case_id FROM alert_counted
WHERE tenant = :tenant AND event_type = :event_type AND severity = :severity AND reason = :reason AND subject = :subject
ORDER BY counted_at, event_id
FETCH FIRST :numbers ROWS ONLY

-- name: forget-counted
DELETE FROM alert_counted
WHERE tenant = :tenant AND event_type = :event_type AND severity = :severity AND reason = :reason AND subject = :subject

-- name: close
DELETE FROM alert_window
WHERE tenant = :tenant AND event_type = :event_type AND severity = :severity AND reason = :reason AND subject = :subject
