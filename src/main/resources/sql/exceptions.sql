-- name: open-of-order
SELECT id, tenant, account, order_no, fulfillment_no, parcel_no, subject, cause, reason, severity, status, live_key, message, allowed_actions
FROM exception_case
WHERE order_no = :order AND status = 'open'
ORDER BY id

-- name: count-open-of-order
SELECT COUNT(*) FROM exception_case WHERE order_no = :order AND status = 'open'

-- name: open-of-account
SELECT id, tenant, account, order_no, fulfillment_no, parcel_no, subject, cause, reason, severity, status, live_key, message, allowed_actions
FROM exception_case
WHERE tenant = :tenant AND status = 'open' AND account = :account AND order_no IS NULL
ORDER BY id

-- name: open-of-causes
SELECT tenant, account, opened_at
FROM exception_case
WHERE status = 'open' AND cause IN (:causes) AND order_no IS NULL
ORDER BY id

-- name: last-resolved-of-order
SELECT MAX(resolved_at)
FROM exception_case
WHERE order_no = :order AND cause = :cause AND status = 'resolved' AND COALESCE(fulfillment_no, '') = :fulfillment

-- name: last-resolved-of-account
SELECT MAX(resolved_at)
FROM exception_case
WHERE tenant = :tenant AND status = 'resolved' AND account = :account AND order_no IS NULL AND cause = :cause
  AND COALESCE(subject, '') = :subject

-- name: add
INSERT INTO exception_case (id, tenant, account, order_no, fulfillment_no, parcel_no, subject, cause, reason, severity, status, live_key,
                            message, allowed_actions, owner, opened_at, due_at, opened_by)
VALUES (:id, :tenant, :account, :order, :fulfillment, :parcel, :subject, :cause, :reason, :severity, 'open', :liveKey,
        :message, :actions, :owner, :openedAt, :dueAt, :openedBy)
ON CONFLICT DO NOTHING

-- name: resolve
UPDATE exception_case
SET status = 'resolved', live_key = NULL, resolved_at = :now, resolution = :resolution, resolved_by = :resolvedBy
WHERE id = :id AND status = 'open'

-- name: lock-case
SELECT id, tenant, account, order_no, fulfillment_no, parcel_no, subject, cause, reason, severity, status, live_key, message, allowed_actions
FROM exception_case
WHERE id = :id AND tenant = :tenant
FOR UPDATE

-- name: action-add
INSERT INTO case_action (id, case_id, action, effect, taken_at, taken_by, app, note_enc)
VALUES (:id, :case, :action, :effect, :at, :by, :app, :note)

-- The last time it was taken to the same effect.
-- name: action-last
SELECT taken_at, taken_by, app, note_enc
FROM case_action
WHERE case_id = :case AND action = :action AND effect = :effect
ORDER BY taken_at DESC, id DESC
FETCH FIRST 1 ROWS ONLY

-- name: actions-of-cases
SELECT case_id, action, effect, taken_at, taken_by, app, note_enc
FROM case_action
WHERE case_id IN (:cases)
ORDER BY case_id, taken_at, id

-- name: list
SELECT c.id, c.account, c.order_no, o.platform_order_no, c.fulfillment_no, c.parcel_no, c.subject, c.cause, c.reason, c.severity,
       c.status, c.message, c.allowed_actions, c.owner, c.opened_at, c.due_at, c.resolved_at, c.resolution
FROM exception_case c
LEFT JOIN orders o ON o.order_no = c.order_no
WHERE c.tenant = :tenant
  AND (CAST(:status AS VARCHAR) IS NULL OR c.status = :status)
  AND (CAST(:reason AS VARCHAR) IS NULL OR c.reason = :reason)
  AND (CAST(:account AS VARCHAR) IS NULL OR c.account = :account)
  AND (CAST(:order AS VARCHAR) IS NULL OR c.order_no = :order)
  AND (CAST(:id AS VARCHAR) IS NULL OR c.id = :id)
  AND (CAST(:after AS VARCHAR) IS NULL OR c.id > :after)
ORDER BY c.id
FETCH FIRST :limit ROWS ONLY

-- name: learn
UPDATE exception_case
SET reason = :reason, message = :message, allowed_actions = :actions,
    subject = COALESCE(CAST(:subject AS VARCHAR(200)), subject)
WHERE id = :id AND status = 'open'

-- name: known
SELECT reason, message FROM exception_case WHERE id = :id

-- name: report
SELECT c.reason, c.severity, c.message, c.allowed_actions, o.platform_order_no,
       CASE WHEN o.allocation IS NULL OR o.allocation = 'none' THEN FALSE ELSE TRUE END AS released,
       (SELECT COUNT(*) FROM effect e
        WHERE e.order_no = c.order_no AND e.account = CAST(:erp AS VARCHAR(60)) AND e.operation = 'push-order' AND e.state = 'done') AS told
FROM exception_case c
LEFT JOIN orders o ON o.order_no = c.order_no
WHERE c.id = :id

-- name: lock-order
SELECT order_no FROM orders WHERE order_no = :order FOR UPDATE

-- {clock} is one of the statements below.
-- name: clock-first
SELECT d.* FROM ({clock}) d ORDER BY d.since FETCH FIRST 200 ROWS ONLY

-- name: clock-of-order
SELECT d.* FROM ({clock}) d WHERE d.order_no = :order

-- Clocks. Each answers (tenant, account, order_no, fulfillment_no, parcel_no, since, detail, reason): what has been waiting since before :before and has
-- no case that was opened after it began to wait.

-- Of the holds the clock passes over, those count for which nobody will pay any more: the subject of an unpaid order's hold says why it is not
-- paid. Of an order from before its account's time nothing is asked. Accounts are compared as an expression, or H2 would start from all
-- orders they have.
-- name: due-hold_too_long
SELECT o.tenant, o.account, o.order_no, CAST(NULL AS VARCHAR(32)) AS fulfillment_no, CAST(NULL AS VARCHAR(36)) AS parcel_no,
       MIN(h.since) AS since, MIN(CASE WHEN h.code IN (:except) THEN h.code || ' ' || h.subject ELSE h.code END) AS detail,
       CAST(NULL AS VARCHAR(60)) AS reason
FROM order_hold h
JOIN orders o ON o.order_no = h.order_no
WHERE h.since < :before
  AND (h.code NOT IN (:except)
       OR h.code = 'unpaid' AND h.subject IN ('voided', 'expired', 'refunded') AND h.code || '.' || h.subject NOT IN (:except)
          AND NOT EXISTS (SELECT 1 FROM order_hold b WHERE b.order_no = h.order_no AND b.code = 'before_act_from'))
  AND o.state NOT IN ('cancelled', 'completed') AND o.test = FALSE
  AND o.fulfilled_by = 'merchant' AND COALESCE(o.account, '') IN (:accounts)
  AND NOT EXISTS (SELECT 1 FROM exception_case c
                  WHERE c.order_no = o.order_no AND c.cause = 'hold_too_long' AND (c.status = 'open' OR c.opened_at >= h.since))
GROUP BY o.tenant, o.account, o.order_no

-- The latest decision says until when an order may wait; later decisions about the same waiting keep that time.
-- name: due-waited_too_long
SELECT o.tenant, o.account, o.order_no, CAST(NULL AS VARCHAR(32)) AS fulfillment_no, CAST(NULL AS VARCHAR(36)) AS parcel_no,
       d.cancel_at AS since,
       CASE d.cause WHEN 'account_not_live' THEN 'waits for ' || TRIM(BOTH ',' FROM d.waits_for)
            WHEN 'no_cod_service' THEN 'waits for a service that collects cash on delivery' WHEN 'no_service' THEN 'waits for a service that takes it'
            WHEN 'capacity_full' THEN 'waits for a day with a place left'
            WHEN 'no_routing' THEN 'waits for a routing that takes it' WHEN 'sku_unmapped' THEN 'waits for the SKU that the platform''s code means' ELSE d.queue END AS detail,
       d.cause AS reason
FROM sourcing_decision d
JOIN orders o ON o.order_no = d.order_no
WHERE d.cancel_at < :before AND d.outcome = 'backordered' AND o.allocation = 'backordered'
  AND o.state NOT IN ('cancelled', 'completed') AND o.test = FALSE AND o.account IN (:accounts)
  AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = d.order_no)
  AND NOT EXISTS (SELECT 1 FROM exception_case c
                  WHERE c.order_no = o.order_no AND c.cause = 'waited_too_long' AND (c.status = 'open' OR c.opened_at >= d.cancel_at))

-- Overdue at import is history, not risk: such an order was late before the hub knew it.
-- name: due-ship_by_risk
SELECT o.tenant, o.account, o.order_no, CAST(NULL AS VARCHAR(32)) AS fulfillment_no, CAST(NULL AS VARCHAR(36)) AS parcel_no,
       o.ship_by AS since, 'ship_by' AS detail, CAST(NULL AS VARCHAR(60)) AS reason
FROM orders o
JOIN (SELECT w.order_no FROM orders w WHERE w.allocation IN ('none', 'released', 'backordered') AND w.ship_by < :ahead
      UNION SELECT f.order_no FROM fulfillment f WHERE f.status IN ('planned', 'released', 'accepted', 'picking', 'packed')) at_work ON at_work.order_no = o.order_no
WHERE o.ship_by < :ahead AND o.ship_by > o.created_at AND o.state NOT IN ('cancelled', 'completed') AND o.test = FALSE
  AND o.fulfilled_by = 'merchant' AND (o.payment_status IN ('paid', 'cod') OR o.payment_detail = 'on_terms') AND COALESCE(o.account, '') IN (:accounts)
  AND (NOT EXISTS (SELECT 1 FROM fulfillment f WHERE f.order_no = o.order_no AND f.status NOT IN ('cancelled', 'intercepted'))
       OR EXISTS (SELECT 1 FROM fulfillment f
                  WHERE f.order_no = o.order_no AND f.status NOT IN ('cancelled', 'intercepted', 'outbound')))
  AND NOT EXISTS (SELECT 1 FROM order_hold h WHERE h.order_no = o.order_no AND h.code IN (:except))
  AND NOT EXISTS (SELECT 1 FROM exception_case c WHERE c.order_no = o.order_no AND c.cause = 'ship_by_risk')

-- name: due-no_first_scan
SELECT p.tenant, p.account, p.order_no, p.fulfillment_no, p.parcel_no,
       COALESCE(f.outbound_at, p.asked_at, p.created_at) AS since, p.waybill_no AS detail, CAST(NULL AS VARCHAR(60)) AS reason
FROM parcel p
JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
WHERE p.waybill_status = 'created' AND p.first_scan_at IS NULL AND p.waybill_no IS NOT NULL
  AND f.status NOT IN ('cancelled', 'intercepted') AND p.account IN (:accounts)
  AND COALESCE(f.outbound_at, p.asked_at, p.created_at) < :before
  AND NOT EXISTS (SELECT 1 FROM exception_case c
                  WHERE c.order_no = p.order_no AND c.fulfillment_no = p.fulfillment_no AND c.cause = 'no_first_scan'
                    AND (c.status = 'open' OR c.opened_at >= COALESCE(f.outbound_at, p.asked_at, p.created_at)))

-- Asked for, and no answer: one that was sure to have made nothing takes the asking back, one that promises a label makes it pending.
-- name: due-label_outcome_unknown
SELECT p.tenant, p.account, p.order_no, p.fulfillment_no, p.parcel_no, p.asked_at AS since,
       CASE WHEN f.label_source = 'carrier' THEN f.carrier ELSE f.warehouse END || ', parcel ' || p.parcel_no AS detail,
       CAST(NULL AS VARCHAR(60)) AS reason
FROM parcel p
JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
WHERE p.first_scan_at IS NULL AND p.waybill_status IN ('requested', 'unknown') AND p.asked_at < :before
  AND f.status NOT IN ('cancelled', 'intercepted') AND p.account IN (:accounts)
  AND NOT EXISTS (SELECT 1 FROM exception_case c
                  WHERE c.order_no = p.order_no AND c.fulfillment_no = p.fulfillment_no AND c.cause = 'label_outcome_unknown'
                    AND (c.status = 'open' OR c.opened_at >= p.asked_at))

-- Silence is counted from when the hub last heard something new, not from what was said: carriers report late.
-- name: due-tracking_silent
SELECT p.tenant, p.account, p.order_no, p.fulfillment_no, p.parcel_no, p.last_event_at AS since, p.milestone AS detail, CAST(NULL AS VARCHAR(60)) AS reason
FROM parcel p
JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
WHERE p.milestone = :milestone AND p.last_event_at < :before
  AND f.status NOT IN ('cancelled', 'intercepted') AND p.account IN (:accounts)
  AND NOT EXISTS (SELECT 1 FROM exception_case c
                  WHERE c.order_no = p.order_no AND c.fulfillment_no = p.fulfillment_no AND c.cause = 'tracking_silent'
                    AND (c.status = 'open' OR c.opened_at >= p.last_event_at))
