-- A number belongs to the newest parcel that bears it, one with a live waybill before any other: carriers use numbers again.
-- A bag's number is shared by many parcels and says nothing of one.
-- name: find-parcel
SELECT p.parcel_no
FROM parcel p
JOIN (SELECT parcel_no FROM parcel WHERE parcel_no = :number
      UNION SELECT parcel_no FROM parcel WHERE waybill_no = :number
      UNION SELECT parcel_no FROM parcel_number WHERE number = :number AND role <> 'bag') found ON found.parcel_no = p.parcel_no
WHERE p.tenant = :tenant
ORDER BY CASE WHEN p.waybill_status IN ('created', 'void_requested') THEN 0 ELSE 1 END, p.created_at DESC, p.parcel_no DESC
FETCH FIRST 1 ROW ONLY

-- name: lock-parcel
SELECT parcel_no FROM parcel WHERE parcel_no = :parcel FOR UPDATE

-- name: parcel
SELECT p.parcel_no, p.tenant, p.order_no, p.fulfillment_no, p.account, p.waybill_no, p.leg, p.milestone, p.rank,
       f.warehouse, f.carrier, f.tracker, p.waybill_status, f.status AS fulfillment_status,
       CASE WHEN f.label_source = 'carrier' OR f.created_at < o.placed_at THEN f.created_at ELSE o.placed_at END AS since
FROM parcel p
JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
JOIN orders o ON o.order_no = p.order_no
WHERE p.parcel_no = :parcel

-- name: last-heard
SELECT last_event_at FROM parcel WHERE parcel_no = :parcel

-- name: add-number
INSERT INTO parcel_number (parcel_no, role, number, since)
VALUES (:parcel, :role, :number, :since)
ON CONFLICT DO NOTHING

-- name: history
SELECT seq, event_key, source, leg, occurred_at, time_source, milestone, reason, code, code_known, flags, description, country_code,
       twin_source, twin_code
FROM tracking_event
WHERE parcel_no = :parcel
ORDER BY seq

-- name: add-event
INSERT INTO tracking_event (tenant, parcel_no, event_key, source, leg, occurred_at, time_source, raw_time, milestone, rank, reason,
                            code, code_known, flags, description, location, country_code, recorded_at)
VALUES (:tenant, :parcel, :key, :source, :leg, :occurred, :timeSource, :rawTime, :milestone, :rank, :reason,
        :code, :codeKnown, :flags, :description, :location, :country, :now)

-- name: set-moment
UPDATE tracking_event SET occurred_at = :at WHERE seq = :seq

-- name: set-leg
UPDATE tracking_event SET leg = :leg WHERE seq = :seq

-- name: set-meaning
UPDATE tracking_event
SET milestone = :milestone, rank = :rank, reason = :reason, flags = :flags, code_known = code_known OR :known
WHERE seq = :seq

-- The first account that makes the same statement in a code its table has not; it may say several.
-- name: set-twin
UPDATE tracking_event SET twin_source = :source, twin_code = :code WHERE seq = :seq AND twin_code IS NULL

-- The state left is named: leg and rank as they were read.
-- name: move-parcel
UPDATE parcel
SET leg = :leg, milestone = :milestone, milestone_at = :milestoneAt, rank = :rank, sub_status = :subStatus, reason = :reason,
    first_scan_at = :firstScanAt, delivered_at = :deliveredAt,
    last_event_at = COALESCE(CAST(:heard AS TIMESTAMP WITH TIME ZONE), last_event_at), updated_at = :now
WHERE parcel_no = :parcel AND leg = :legBefore AND rank = :rankBefore

-- The order first, as every room does that holds both.
-- name: lock-order-of
SELECT order_no FROM orders WHERE order_no = (SELECT order_no FROM parcel WHERE parcel_no = :parcel) FOR UPDATE

-- Parcels that are not there yet, and lines of which no fulfillment carries all that is still to be sent.
-- name: undelivered
SELECT (SELECT COUNT(*)
    FROM fulfillment f
    LEFT JOIN parcel p ON p.fulfillment_no = f.fulfillment_no AND p.waybill_status NOT IN ('void', 'failed')
    WHERE f.order_no = :order AND f.status NOT IN ('cancelled', 'intercepted') AND (p.parcel_no IS NULL OR p.delivered_at IS NULL))
  + (SELECT COUNT(*)
    FROM order_line l JOIN orders o ON o.order_no = l.order_no
    WHERE o.order_no = :order AND o.state NOT IN ('cancelled', 'completed') AND l.requires_shipping = TRUE
      AND l.quantity - l.cancelled - l.fulfilled > (SELECT COALESCE(SUM(fl.quantity), 0)
        FROM fulfillment_line fl JOIN fulfillment f ON f.fulfillment_no = fl.fulfillment_no
        WHERE fl.order_no = l.order_no AND fl.line_no = l.line_no AND f.status NOT IN ('cancelled', 'intercepted')))

-- Of an order that was not told to be delivered.
-- name: last-delivery
SELECT p.tenant, p.account, p.order_no, p.fulfillment_no, p.parcel_no, p.waybill_no, p.delivered_at
FROM parcel p JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no AND f.status NOT IN ('cancelled', 'intercepted')
JOIN orders o ON o.order_no = p.order_no AND o.delivered_told = FALSE
WHERE p.order_no = :order AND p.waybill_status NOT IN ('void', 'failed') AND p.delivered_at IS NOT NULL
ORDER BY p.delivered_at DESC, p.parcel_no DESC
FETCH FIRST 1 ROW ONLY

-- name: first-delivered
UPDATE orders SET delivered_told = TRUE WHERE order_no = :order AND delivered_told = FALSE

-- name: lock-order
SELECT order_no FROM orders WHERE order_no = :order FOR UPDATE

-- name: last-delivery-beside
SELECT p.tenant, p.account, p.order_no, p.fulfillment_no, p.parcel_no, p.waybill_no, p.delivered_at
FROM parcel ended
JOIN fulfillment f ON f.fulfillment_no = ended.fulfillment_no AND f.status = 'outbound'
JOIN parcel p ON p.order_no = ended.order_no AND p.waybill_status NOT IN ('void', 'failed') AND p.delivered_at IS NOT NULL
WHERE ended.parcel_no = :parcel AND ended.waybill_status = 'void' AND ended.delivered_at IS NULL
ORDER BY p.delivered_at DESC, p.parcel_no DESC
FETCH FIRST 1 ROW ONLY

-- name: park
INSERT INTO tracking_parked (tenant, number, inbox_id, account, parked_at)
VALUES (:tenant, :number, :inbox, :account, :now)
ON CONFLICT DO NOTHING

-- Parked messages about numbers that by now belong to a parcel, also where they were said in small letters. One comparison each: of
-- alternatives in one no index is used.
-- name: parked-found
SELECT k.id, k.tenant, k.account, k.inbox_id
FROM tracking_parked k
WHERE EXISTS (SELECT 1 FROM parcel p WHERE p.waybill_no = k.number AND p.tenant = k.tenant)
   OR EXISTS (SELECT 1 FROM parcel p WHERE p.waybill_no = UPPER(k.number) AND p.tenant = k.tenant)
   OR EXISTS (SELECT 1 FROM parcel p WHERE p.parcel_no = UPPER(k.number) AND p.tenant = k.tenant)
   OR EXISTS (SELECT 1 FROM parcel_number n JOIN parcel p ON p.parcel_no = n.parcel_no
              WHERE n.number = k.number AND n.role <> 'bag' AND p.tenant = k.tenant)
   OR EXISTS (SELECT 1 FROM parcel_number n JOIN parcel p ON p.parcel_no = n.parcel_no
              WHERE n.number = UPPER(k.number) AND n.role <> 'bag' AND p.tenant = k.tenant)
ORDER BY k.id
FETCH FIRST 200 ROWS ONLY

-- name: parked-of-parcel
SELECT k.id, k.tenant, k.account, k.inbox_id
FROM tracking_parked k
WHERE k.number IN (SELECT waybill_no FROM parcel WHERE parcel_no = :parcel
                   UNION SELECT parcel_no FROM parcel WHERE parcel_no = :parcel
                   UNION SELECT number FROM parcel_number WHERE parcel_no = :parcel AND role <> 'bag')
ORDER BY k.id

-- name: unpark
DELETE FROM tracking_parked WHERE id = :id

-- name: parked-count
SELECT account, COUNT(*) AS messages, MIN(parked_at) AS oldest FROM tracking_parked GROUP BY account ORDER BY account

-- name: delete-old-parked
DELETE FROM tracking_parked WHERE id IN (SELECT k.id FROM tracking_parked k WHERE k.parked_at < ?
    ORDER BY k.parked_at FETCH FIRST 5000 ROWS ONLY)

-- Parcels whose carrier or aggregator is to be asked again, the longest unasked first. One account asks for a parcel: its carrier
-- where that one polls (:pollers), else its aggregator. A carrier is asked by its own number, also when the last mile's has taken its place.
-- name: due-polls
SELECT p.parcel_no, p.last_polled_at, CASE WHEN f.carrier = :account THEN COALESCE(
           (SELECT MIN(n.number) FROM parcel_number n WHERE n.parcel_no = p.parcel_no AND n.role = 'waybill'), p.waybill_no)
       ELSE p.waybill_no END AS waybill_no
FROM parcel p
JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
WHERE p.tenant = :tenant AND (f.carrier = :account OR f.tracker = :account AND (f.carrier IS NULL OR f.carrier NOT IN (:pollers)))
  AND p.poll_after < :before
  AND f.status NOT IN ('cancelled', 'intercepted')
  AND p.created_at > :since
ORDER BY p.poll_after, p.parcel_no
FETCH FIRST :batch ROWS ONLY

-- Whoever moves last_polled_at asks: two hubs never ask for one parcel at once. Parcels are taken as they fall due, without their orders:
-- one that somebody holds is not waited for.
-- name: claim-poll
UPDATE parcel SET last_polled_at = :now
WHERE parcel_no = :parcel AND parcel_no IN (SELECT p.parcel_no FROM parcel p
    WHERE p.parcel_no = :parcel AND (p.last_polled_at IS NULL OR p.last_polled_at < :before) FOR UPDATE SKIP LOCKED)

-- A delivery in a leg that is a return is the return's end (Journey).
-- name: node
SELECT CASE WHEN e.milestone = 'delivered' AND EXISTS (SELECT 1 FROM tracking_event b WHERE b.parcel_no = e.parcel_no AND b.leg = e.leg
           AND b.milestone IN ('returning', 'returned') AND b.time_source <> 'received') THEN 'returned' ELSE e.milestone END AS milestone, e.occurred_at, e.description, e.location, e.country_code, e.leg, o.platform_order_id, o.order_no, p.fulfillment_no
FROM tracking_event e
JOIN parcel p ON p.parcel_no = e.parcel_no
JOIN orders o ON o.order_no = p.order_no
WHERE e.seq = :seq

-- The earliest statement of the parcel's milestone in its current leg.
-- name: milestone-event
SELECT e.seq
FROM tracking_event e
JOIN parcel p ON p.parcel_no = e.parcel_no AND p.leg = e.leg
  AND (p.milestone = e.milestone OR p.milestone = 'returned' AND e.milestone = 'delivered')
WHERE p.parcel_no = :parcel
ORDER BY e.occurred_at, e.seq
FETCH FIRST 1 ROW ONLY

-- The parcels of a parcel's fulfillment, itself among them, that go or will go to the buyer.
-- name: shipment
SELECT p.parcel_no, p.milestone, p.delivered_at
FROM parcel p
JOIN parcel own ON own.fulfillment_no = p.fulfillment_no
WHERE own.parcel_no = :parcel AND p.waybill_status NOT IN ('void', 'failed')
ORDER BY p.parcel_no

-- What the platform was told of a fulfillment's way.
-- name: nodes-told
SELECT reference
FROM effect
WHERE order_no = :order AND account = :account AND operation = 'post-tracking-event' AND reference LIKE :fulfillment || '/%'
  AND state <> 'refused'

-- The platform's own id of the fulfillment's confirmed shipment; a correction of its numbers is the same shipment.
-- name: confirmation
SELECT partner_ref
FROM effect
WHERE order_no = :order AND account = :account AND operation = 'confirm-shipment'
  AND reference LIKE :fulfillment || '/%' AND partner_ref IS NOT NULL
ORDER BY asked_at DESC
FETCH FIRST 1 ROW ONLY

-- Who follows a parcel under which number.
-- name: followed
SELECT p.tenant, p.account, p.order_no, p.fulfillment_no, p.waybill_no, f.tracker, f.carrier
FROM parcel p JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
WHERE p.parcel_no = :parcel
