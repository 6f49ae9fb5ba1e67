-- Rate budgets: the generic cell rate algorithm on one row per budget. tat_us is the theoretical arrival time of the next
-- permit in microseconds since 1970 by the database's clock, the one clock all hubs share.

-- name: budget-take
UPDATE rate_budget
   SET tat_us = GREATEST(tat_us, CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)) + :interval
 WHERE budget = :budget
   AND tat_us - CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT) <= :tolerance

-- How far the budget is ahead of now.
-- name: budget-ahead
SELECT tat_us - CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT) AS ahead
  FROM rate_budget
 WHERE budget = :budget

-- name: budget-create
INSERT INTO rate_budget (budget, tat_us) VALUES (:budget, 0) ON CONFLICT DO NOTHING

-- name: budget-penalise
UPDATE rate_budget
   SET tat_us = GREATEST(tat_us, CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT) + :ahead)
 WHERE budget = :budget

-- name: call-log-insert
INSERT INTO call_log (id, tenant, at, direction, account, operation, order_no, request_id, method, url, status, error_code,
                      duration_ms, request_excerpt, response_excerpt)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: call-log-oldest
SELECT MIN(at) FROM call_log

-- name: call-log-erase
DELETE FROM call_log WHERE at < ?

-- Each begins by what narrows it most, so that its index is used; calls-page goes on.
-- name: calls-of-order
SELECT * FROM call_log WHERE order_no = :order_no

-- name: calls-of-request
SELECT * FROM call_log WHERE request_id = :request_id

-- name: calls-of-account
SELECT * FROM call_log WHERE account = :account AND at >= :since AND at <= :before

-- name: calls-of-time
SELECT * FROM call_log WHERE at >= :since AND at <= :before

-- name: calls-page
AND tenant = :tenant AND at >= :since AND (at < :before OR (at = :before AND (CAST(:before_id AS VARCHAR) IS NULL OR id < :before_id)))
AND (CAST(:account AS VARCHAR) IS NULL OR account = :account)
AND (CAST(:request_id AS VARCHAR) IS NULL OR request_id = :request_id)
AND (CAST(:operation AS VARCHAR) IS NULL OR operation = :operation)
AND (CAST(:direction AS VARCHAR) IS NULL OR direction = :direction)
AND (CAST(:status AS INT) IS NULL OR status = :status)
AND (CAST(:error_code AS VARCHAR) IS NULL OR error_code = :error_code
    OR error_code LIKE CAST(:error_code AS VARCHAR) || ':%' OR error_code LIKE '%:' || CAST(:error_code AS VARCHAR))
AND (CAST(:failed AS BOOLEAN) = FALSE OR error_code IS NOT NULL)
ORDER BY at DESC, id DESC FETCH FIRST :limit ROWS ONLY
