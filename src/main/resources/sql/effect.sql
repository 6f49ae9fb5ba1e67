-- Statements made to partners: what was asked, and what came of it.

-- name: claim
INSERT INTO effect (account, operation, reference, order_no, state, asked_at)
VALUES (:account, :operation, :reference, :order_no, 'asked', :at)
ON CONFLICT DO NOTHING

-- name: look
SELECT state, asked_at, done_at, partner_ref FROM effect
WHERE account = :account AND operation = :operation AND reference = :reference

-- name: again
UPDATE effect SET state = 'asked', asked_at = :at, done_at = NULL, detail = NULL
WHERE account = :account AND operation = :operation AND reference = :reference AND state <> 'done'

-- name: renew
UPDATE effect SET state = 'asked', asked_at = :at, done_at = NULL, detail = NULL
WHERE account = :account AND operation = :operation AND reference = :reference

-- name: withdraw
DELETE FROM effect
WHERE account = :account AND operation = :operation AND reference = :reference AND state = 'asked'

-- name: done
UPDATE effect SET state = 'done', done_at = :at, partner_ref = COALESCE(CAST(:partner_ref AS VARCHAR(200)), partner_ref)
WHERE account = :account AND operation = :operation AND reference = :reference AND state <> 'done'

-- name: refused
UPDATE effect SET state = 'refused', done_at = :at, detail = :detail
WHERE account = :account AND operation = :operation AND reference = :reference AND state = 'asked'

-- name: asked-for-order
SELECT COUNT(*) FROM effect
WHERE account = :account AND operation = :operation AND order_no = :order_no AND state <> 'refused'

-- name: done-for-order
SELECT COUNT(*) FROM effect
WHERE account = :account AND operation = :operation AND order_no = :order_no AND state = 'done'

-- name: open-for-order
SELECT reference FROM effect
WHERE order_no = :order_no AND account = :account AND operation = :operation AND state = 'asked'
ORDER BY reference

-- name: refused-for-order
SELECT reference FROM effect
WHERE order_no = :order_no AND account = :account AND operation = :operation AND state = 'refused'
ORDER BY reference

-- name: latest-of
SELECT reference, state, asked_at, done_at, partner_ref FROM effect
WHERE order_no = :order_no AND account = :account AND operation = :operation AND reference LIKE :prefix || '%'
  AND state <> 'refused'
ORDER BY asked_at DESC, reference DESC
FETCH FIRST 1 ROWS ONLY

-- name: partner-ref-of
SELECT partner_ref FROM effect
WHERE order_no = :order_no AND account = :account AND operation = :operation AND reference LIKE :prefix || '%'
  AND partner_ref IS NOT NULL
ORDER BY asked_at DESC, reference DESC
FETCH FIRST 1 ROWS ONLY

-- name: refusal
SELECT done_at, detail FROM effect
WHERE account = :account AND operation = :operation AND reference = :reference AND state = 'refused'
