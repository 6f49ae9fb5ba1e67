-- The order document of the open API: the pool's tables and those of the rooms that work on orders, read only. What belongs to many orders
-- is asked for by their numbers, never by a subquery: H2 works that out anew for every row whenever somebody writes meanwhile.

-- name: one
SELECT o.order_no FROM orders o WHERE o.tenant = :tenant AND o.order_no = :order_no

-- A page is put together from these parts, in this sequence.
-- name: page
SELECT o.order_no, o.updated_at FROM orders o WHERE o.tenant = :tenant

-- name: accounts
AND o.account IN (:accounts)

-- name: account
AND o.account = :account

-- name: platform_order_id
AND o.platform_order_id = :platform_order_id

-- name: platform_order_no
AND o.platform_order_no = :platform_order_no

-- name: updated_after
AND o.updated_at > :updated_after

-- name: cursor_at
AND o.updated_at >= :cursor_at AND (o.updated_at > :cursor_at OR o.order_no > :cursor_no)

-- In the sequence of an index from its first column on, so that no more is read than the page holds: H2 sorts all there are otherwise.
-- name: page-end
ORDER BY o.tenant, o.updated_at, o.order_no LIMIT :limit

-- Where few can fit, they are found by what they have in common, and sorted.
-- name: page-end-of-few
ORDER BY o.updated_at, o.order_no LIMIT :limit

-- What must be true of an order for a status to be possible at all. The status itself is decided by one rule alone, in OrderStatus;
-- these keep a page from reading every order there is.
-- name: status-imported
AND o.allocation IN ('none', 'released') AND o.state <> 'cancelled'

-- name: status-on_hold
AND o.order_no IN (SELECT h.order_no FROM order_hold h)

-- name: status-backordered
AND o.allocation = 'backordered'

-- name: status-allocated
AND EXISTS (SELECT 1 FROM fulfillment_line l JOIN fulfillment f ON f.fulfillment_no = l.fulfillment_no
    WHERE l.order_no = o.order_no AND f.status NOT IN ('cancelled', 'intercepted', 'outbound'))

-- name: status-labelled
AND EXISTS (SELECT 1 FROM fulfillment_line l JOIN parcel p ON p.fulfillment_no = l.fulfillment_no
    WHERE l.order_no = o.order_no AND p.waybill_status IN ('created', 'void_requested'))

-- name: status-partially_shipped
AND EXISTS (SELECT 1 FROM fulfillment_line l JOIN fulfillment f ON f.fulfillment_no = l.fulfillment_no
    WHERE l.order_no = o.order_no AND f.status NOT IN ('cancelled', 'intercepted'))

-- name: status-shipped
AND EXISTS (SELECT 1 FROM fulfillment_line l JOIN fulfillment f ON f.fulfillment_no = l.fulfillment_no
    WHERE l.order_no = o.order_no AND f.status NOT IN ('cancelled', 'intercepted'))

-- name: status-delivered
AND EXISTS (SELECT 1 FROM fulfillment_line l JOIN parcel p ON p.fulfillment_no = l.fulfillment_no
    WHERE l.order_no = o.order_no AND p.milestone = 'delivered')

-- name: status-returned
AND (EXISTS (SELECT 1 FROM order_line l WHERE l.order_no = o.order_no AND l.returned > 0)
    OR EXISTS (SELECT 1 FROM fulfillment_line l JOIN parcel p ON p.fulfillment_no = l.fulfillment_no
        WHERE l.order_no = o.order_no AND p.milestone = 'returned'))

-- name: status-cancelled
AND (o.state = 'cancelled' OR NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_no = o.order_no AND l.quantity > l.cancelled))

-- name: facts-orders
SELECT o.order_no, o.state, o.allocation FROM orders o WHERE o.order_no IN (:order_nos)

-- What is served of each line is joined to it, not worked out beside it: H2 works a derived table out anew for every row it is joined to.
-- name: facts-lines
SELECT l.order_no, l.line_no, l.quantity - l.cancelled AS wanted, l.fulfilled, l.shipped, l.returned, l.requires_shipping,
       COALESCE(SUM(CASE WHEN f.status NOT IN ('cancelled', 'intercepted') THEN fl.quantity ELSE 0 END), 0) AS served
FROM order_line l
LEFT JOIN fulfillment_line fl ON fl.order_no = l.order_no AND fl.line_no = l.line_no
LEFT JOIN fulfillment f ON f.fulfillment_no = fl.fulfillment_no
WHERE l.order_no IN (:order_nos)
GROUP BY l.order_no, l.line_no, l.quantity, l.cancelled, l.fulfilled, l.shipped, l.returned, l.requires_shipping

-- name: facts-holds
SELECT DISTINCT order_no, code FROM order_hold WHERE order_no IN (:order_nos)

-- name: facts-fulfillments
SELECT l.order_no, f.fulfillment_no, f.status, SUM(l.shipped) AS left_units, p.parcel_no, p.waybill_status, p.milestone, p.first_scan_at
FROM fulfillment_line l
JOIN fulfillment f ON f.fulfillment_no = l.fulfillment_no
LEFT JOIN parcel p ON p.fulfillment_no = f.fulfillment_no
WHERE l.order_no IN (:order_nos)
GROUP BY l.order_no, f.fulfillment_no, f.status, p.parcel_no, p.waybill_status, p.milestone, p.first_scan_at
ORDER BY f.fulfillment_no, p.parcel_no

-- name: orders
SELECT * FROM orders WHERE order_no IN (:order_nos)

-- name: lines
SELECT l.*, o.currency FROM order_line l JOIN orders o ON o.order_no = l.order_no
WHERE l.order_no IN (:order_nos) ORDER BY l.order_no, l.line_no

-- Units kept for orders beside their fulfillments. Of an order that is paid they are free no more at the time they would have been.
-- name: kept
SELECT r.order_no, r.warehouse, r.sku, r.quantity, r.state, r.created_at, r.promised_for,
       (SELECT MIN(i.source_document) FROM inbound_line i WHERE r.state = 'inbound' AND i.tenant = r.tenant AND i.warehouse = r.warehouse
          AND i.sku = r.sku AND i.confidence > 0 AND (r.promised_for IS NULL OR i.eta = r.promised_for)) AS source_document,
       CASE WHEN o.payment_status = 'unpaid' THEN r.expires_at END AS expires_at,
       CASE WHEN r.state = 'inbound' THEN 'presale' WHEN o.payment_status = 'unpaid' THEN 'unpaid'
            WHEN o.allocation = 'planned' THEN 'after_label' ELSE 'waiting' END AS why
FROM reservation r JOIN orders o ON o.order_no = r.order_no
WHERE r.order_no IN (:order_nos) AND r.state IN ('withheld', 'inbound')
ORDER BY r.order_no, r.warehouse, r.sku, r.id

-- name: holds
SELECT * FROM order_hold WHERE order_no IN (:order_nos) ORDER BY order_no, since, code, subject

-- The latest decision about each order that waits to be served.
-- name: backorders
SELECT d.order_no, d.decided_at, d.queue, d.cancel_at, d.cause, d.waits_for, d.explanation
FROM orders o JOIN sourcing_decision d ON d.order_no = o.order_no
WHERE o.order_no IN (:order_nos) AND o.allocation = 'backordered' AND d.outcome = 'backordered'
  AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = d.order_no)

-- name: fulfillments
SELECT DISTINCT l.order_no, f.fulfillment_no, f.warehouse, f.label_source, f.carrier, f.service, f.status, f.decision, f.created_at
FROM fulfillment_line l
JOIN fulfillment f ON f.fulfillment_no = l.fulfillment_no
WHERE l.order_no IN (:order_nos)
ORDER BY l.order_no, f.created_at, f.fulfillment_no

-- name: fulfillment-lines
SELECT * FROM fulfillment_line WHERE fulfillment_no IN (:fulfillment_nos) ORDER BY fulfillment_no, order_no, line_no

-- name: parcels
SELECT p.*, (SELECT COUNT(*) FROM label b WHERE b.parcel_no = p.parcel_no) AS labels FROM parcel p
WHERE p.fulfillment_no IN (:fulfillment_nos)
ORDER BY p.parcel_no

-- name: numbers
SELECT * FROM parcel_number WHERE parcel_no IN (:parcel_nos) ORDER BY parcel_no, since, role, number

-- name: events
SELECT * FROM tracking_event WHERE parcel_no IN (:parcel_nos) ORDER BY parcel_no, occurred_at, seq

-- name: cases
SELECT * FROM exception_case WHERE order_no IN (:order_nos) ORDER BY order_no, opened_at, id

-- name: timeline
SELECT order_no, type, occurred_at, body FROM outbox WHERE order_no IN (:order_nos) ORDER BY order_no, seq

-- name: pending
SELECT d.order_key AS order_no, d.subscriber AS step, d.lane, o.type AS event, o.occurred_at AS since, d.attempt AS attempts,
       CASE WHEN d.attempt > 0 THEN d.next_at END AS next_at, d.last_error, CAST(NULL AS VARCHAR(40)) AS dead_letter
FROM delivery d JOIN outbox o ON o.seq = d.seq
WHERE d.order_key IN (:order_nos)
ORDER BY d.order_key, d.seq, d.subscriber

-- name: given-up
SELECT l.order_no, l.subscriber AS step, l.lane, l.type AS event, l.first_failed_at AS since, l.attempts,
       CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS next_at, COALESCE(l.message, l.reason) AS last_error, l.id AS dead_letter
FROM dead_letter l
WHERE l.order_no IN (:order_nos) AND l.status = 'open'
ORDER BY l.order_no, l.id
