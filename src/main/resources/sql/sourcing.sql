-- Sourcing: what an order still needs, and the fulfillments that serve it.

-- An order that the platform was asked to cancel may not be acted on any more, as if it were held.
-- name: order
SELECT o.order_no, o.tenant, o.account, o.state, o.allocation, o.version, o.parent_no, o.ship_country, o.ship_to_enc, o.placed_at,
       o.released_at, o.ship_by, o.deliver_by, o.currency, o.total, o.tags, o.shipping_method, o.payment_status,
       (SELECT COUNT(*) FROM order_hold h WHERE h.order_no = o.order_no)
       + (SELECT COUNT(*) FROM effect e WHERE e.account = o.account AND e.operation = 'cancel-order' AND e.reference = o.order_no
          AND e.state <> 'refused') AS holds
FROM orders o WHERE o.order_no = :order_no

-- Whoever decides about an order holds its row first: decisions about one order happen one after the other.
-- name: order-lock
SELECT order_no FROM orders WHERE order_no = :order_no FOR UPDATE

-- name: off-label
SELECT off_label FROM orders WHERE order_no = :order_no

-- name: off-label-set
UPDATE orders SET off_label = :off_label WHERE order_no = :order_no AND off_label <> :off_label

-- name: edit-waits
SELECT edit_waits FROM orders WHERE order_no = :order_no

-- name: edit-waits-set
UPDATE orders SET edit_waits = :waits WHERE order_no = :order_no AND edit_waits <> :waits

-- name: not-to-leave
SELECT payment_status, payment_detail, test,
       EXISTS (SELECT 1 FROM order_hold h WHERE h.order_no = orders.order_no AND h.code = 'risk') AS doubted,
       EXISTS (SELECT 1 FROM order_hold h WHERE h.order_no = orders.order_no AND h.code = 'merchant_hold') AS held_by_seller
FROM orders WHERE order_no = :order_no

-- With the address each label was asked for with, where one was.
-- name: labels-asked
SELECT p.fulfillment_no, p.asked_ship_to_enc FROM parcel p
WHERE p.fulfillment_no IN (:fulfillments) AND p.waybill_status <> 'void'
  AND NOT (p.waybill_status = 'failed' OR (p.waybill_status = 'requested' AND p.asked_at IS NULL))

-- Of fulfillments that have left, those with a parcel that may yet be turned back.
-- name: on-its-way
SELECT DISTINCT p.fulfillment_no FROM parcel p
WHERE p.fulfillment_no IN (:fulfillments) AND p.waybill_status <> 'void' AND p.delivered_at IS NULL
  AND (p.milestone IS NULL OR p.milestone NOT IN ('delivered', 'returning', 'returned', 'destroyed'))

-- What the label of the order's first parcel, with which all is collected, was asked for with, where one was.
-- name: cash-asked
SELECT p.parcel_no, p.asked_cod, p.asked_cod_currency, CASE WHEN o.payment_status = 'cod' THEN o.cod_amount END AS due,
       COALESCE(o.cod_currency, o.currency) AS due_currency
FROM parcel p JOIN orders o ON o.order_no = p.order_no
WHERE p.fulfillment_no IN (:fulfillments) AND p.asked_at IS NOT NULL AND p.waybill_status NOT IN ('void', 'failed')
  AND p.parcel_no = (SELECT q.parcel_no FROM parcel q JOIN fulfillment f ON f.fulfillment_no = q.fulfillment_no
      WHERE q.order_no = :order_no AND f.status NOT IN ('cancelled', 'intercepted') AND q.waybill_status <> 'void'
      ORDER BY q.created_at, LENGTH(q.parcel_no), q.parcel_no FETCH FIRST 1 ROWS ONLY)

-- name: ship-to
SELECT ship_to_enc FROM orders WHERE order_no = :order_no

-- name: lines
SELECT line_no, platform_sku, sku, CASE WHEN requires_shipping THEN GREATEST(0, quantity - cancelled - fulfilled) ELSE 0 END AS wanted, unit_price,
       ship_together, ioss
FROM order_line WHERE order_no = :order_no ORDER BY line_no

-- name: lines-wanted
SELECT COUNT(*) FROM order_line WHERE order_no = :order_no AND requires_shipping = TRUE AND quantity > cancelled

-- name: live-lines
SELECT fl.fulfillment_no, fl.line_no, fl.quantity, f.status
FROM fulfillment_line fl JOIN fulfillment f ON f.fulfillment_no = fl.fulfillment_no
WHERE fl.order_no = :order_no AND f.status NOT IN ('cancelled', 'intercepted')

-- name: bundles
SELECT sku, component, quantity FROM bundle_component WHERE tenant = :tenant AND sku IN (:skus)

-- name: goods
SELECT sku, weight_g, length_mm, width_mm, height_mm, boxes_per_unit, battery, liquid, magnetic, powder, category, home_warehouse
FROM product WHERE tenant = :tenant AND sku IN (:skus)

-- Labels an order has, or is about to have.
-- name: parcels-live
SELECT COUNT(*) FROM parcel p JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
WHERE f.status NOT IN ('cancelled', 'intercepted') AND p.waybill_status <> 'void'
  AND f.fulfillment_no IN (SELECT fl.fulfillment_no FROM fulfillment_line fl WHERE fl.order_no = :order_no)

-- What a warehouse was given of its day: places taken, and what was planned since the day began while no capacity counted.
-- name: day-taken
SELECT COALESCE((SELECT d.taken FROM warehouse_day d WHERE d.tenant = :tenant AND d.warehouse = :warehouse AND d.local_day = :day), 0)
    + (SELECT COUNT(*) FROM fulfillment f
       WHERE f.tenant = :tenant AND f.warehouse = :warehouse AND f.capacity_day IS NULL AND f.created_at >= :began
         AND f.status NOT IN ('cancelled', 'intercepted')) AS taken

-- The one statement that gives places of a day; it changes no row when the day has fewer left.
-- name: day-take
UPDATE warehouse_day SET taken = taken + :places
WHERE tenant = :tenant AND warehouse = :warehouse AND local_day = :day
  AND taken + :places <= :capacity - (SELECT COUNT(*) FROM fulfillment f
       WHERE f.tenant = :tenant AND f.warehouse = :warehouse AND f.capacity_day IS NULL AND f.created_at >= :began
         AND f.status NOT IN ('cancelled', 'intercepted'))

-- Counted though this rule sets no limit: another one may. Places given back are negative.
-- name: day-count
UPDATE warehouse_day SET taken = GREATEST(0, taken + :places) WHERE tenant = :tenant AND warehouse = :warehouse AND local_day = :day

-- name: day-open
INSERT INTO warehouse_day (tenant, warehouse, local_day, taken) VALUES (:tenant, :warehouse, :day, 0)
ON CONFLICT DO NOTHING

-- name: fulfillment-day
SELECT tenant, warehouse, capacity_day FROM fulfillment WHERE fulfillment_no = :fulfillment_no AND capacity_day IS NOT NULL

-- name: fulfillment-count
SELECT COUNT(*) FROM fulfillment WHERE order_no = :order_no

-- name: fulfillment-insert
INSERT INTO fulfillment (fulfillment_no, tenant, account, order_no, warehouse, label_source, carrier, tracker, service, status,
                         ship_by, decision, capacity_day, created_at, updated_at)
VALUES (:fulfillment_no, :tenant, :account, :order_no, :warehouse, :label_source, :carrier, :tracker, :service, 'planned',
        :ship_by, :decision, :capacity_day, :at, :at)

-- name: fulfillment-line-insert
INSERT INTO fulfillment_line (fulfillment_no, order_no, line_no, sku, quantity)
VALUES (:fulfillment_no, :order_no, :line_no, :sku, :quantity)

-- name: parcel-insert
INSERT INTO parcel (parcel_no, tenant, fulfillment_no, order_no, account, waybill_status, boxes, weight_g, length_mm, width_mm,
                    height_mm, duty_type, ioss, leg, rank, created_at, updated_at)
VALUES (:parcel_no, :tenant, :fulfillment_no, :order_no, :account, 'requested', :boxes, :weight_g, :length_mm, :width_mm,
        :height_mm, :duty_type, :ioss, 1, 0, :at, :at)

-- name: parcel-line-insert
INSERT INTO parcel_line (parcel_no, order_no, line_no, sku, quantity, of_boxes)
VALUES (:parcel_no, :order_no, :line_no, :sku, :quantity, :of_boxes)

-- name: parcels-labelled
SELECT parcel_no FROM parcel WHERE fulfillment_no = :fulfillment_no AND waybill_status <> 'void'
  AND NOT (waybill_status = 'failed' OR (waybill_status = 'requested' AND asked_at IS NULL))
ORDER BY LENGTH(parcel_no), parcel_no

-- name: parcels-labelled-beside
SELECT parcel_no FROM parcel WHERE fulfillment_no = :fulfillment_no AND waybill_status <> 'void'
  AND NOT (waybill_status = 'failed' OR (waybill_status = 'requested' AND asked_at IS NULL))
  AND (SELECT COUNT(*) FROM parcel q WHERE q.fulfillment_no = :fulfillment_no) > 1
ORDER BY LENGTH(parcel_no), parcel_no

-- name: parcels-of-fulfillment
SELECT parcel_no FROM parcel WHERE fulfillment_no = :fulfillment_no ORDER BY LENGTH(parcel_no), parcel_no

-- name: fulfillments-live
SELECT f.*, (SELECT MIN(p.parcel_no) FROM parcel p WHERE p.fulfillment_no = f.fulfillment_no) AS parcel_no
FROM fulfillment f
WHERE f.status NOT IN ('cancelled', 'intercepted')
  AND f.fulfillment_no IN (SELECT fl.fulfillment_no FROM fulfillment_line fl WHERE fl.order_no = :order_no)
ORDER BY f.fulfillment_no

-- name: fulfillment
SELECT f.*, (SELECT MIN(p.parcel_no) FROM parcel p WHERE p.fulfillment_no = f.fulfillment_no) AS parcel_no
FROM fulfillment f WHERE f.fulfillment_no = :fulfillment_no

-- name: fulfillment-orders
SELECT DISTINCT order_no FROM fulfillment_line WHERE fulfillment_no = :fulfillment_no ORDER BY order_no

-- Locked, so that nobody can begin to ask for the label while it is decided.
-- name: parcels-lock
SELECT parcel_no, waybill_status, asked_at FROM parcel WHERE fulfillment_no = :fulfillment_no ORDER BY parcel_no FOR UPDATE

-- name: parcels-asked
SELECT COUNT(*) FROM parcel WHERE fulfillment_no = :fulfillment_no AND waybill_status <> 'void'
  AND NOT (waybill_status = 'failed' OR (waybill_status = 'requested' AND asked_at IS NULL))

-- A warehouse that makes its own label was asked to ship it, and nobody knows whether it took the order.
-- name: outbound-unanswered
SELECT COUNT(*) FROM fulfillment f
JOIN effect e ON e.account = f.warehouse AND e.operation = 'create-outbound' AND e.reference = f.fulfillment_no
WHERE f.fulfillment_no = :fulfillment_no AND f.label_source = 'warehouse' AND f.status IN ('planned', 'released') AND e.state = 'asked'

-- A warehouse that makes its own label has the order and has given no number yet, nothing of it has left, and it did not refuse to drop it.
-- name: retrievable
SELECT COUNT(*) FROM fulfillment f
WHERE f.fulfillment_no = :fulfillment_no AND f.label_source = 'warehouse' AND f.status IN ('planned', 'released', 'accepted')
  AND EXISTS (SELECT 1 FROM effect e WHERE e.account = f.warehouse AND e.operation = 'create-outbound'
      AND e.reference = f.fulfillment_no AND e.state = 'done')
  AND NOT EXISTS (SELECT 1 FROM effect e WHERE e.account = f.warehouse AND e.operation = 'cancel-outbound'
      AND e.reference = f.fulfillment_no AND e.state = 'refused')
  AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.fulfillment_no = f.fulfillment_no AND p.waybill_no IS NOT NULL)

-- name: parcels-being-voided
SELECT COUNT(*) FROM parcel WHERE fulfillment_no = :fulfillment_no AND waybill_status = 'void_requested'

-- Names the states it leaves: a label that was asked for meanwhile is not touched.
-- name: parcels-withdraw
UPDATE parcel SET waybill_status = 'void', updated_at = :at
WHERE fulfillment_no = :fulfillment_no
  AND (waybill_status = 'failed' OR (waybill_status = 'requested' AND asked_at IS NULL))

-- name: fulfillment-cancel
UPDATE fulfillment SET status = 'cancelled', updated_at = :at
WHERE fulfillment_no = :fulfillment_no AND status NOT IN ('outbound', 'cancelled', 'intercepted')

-- name: fulfillment-departed
UPDATE fulfillment SET status = 'outbound', outbound_at = :at, updated_at = :at
WHERE fulfillment_no = :fulfillment_no AND status NOT IN ('outbound', 'cancelled', 'intercepted')

-- name: order-allocation
UPDATE orders SET allocation = :allocation, updated_at = GREATEST(updated_at, :at) WHERE order_no = :order_no

-- name: order-backordered
UPDATE orders SET allocation = 'backordered', updated_at = GREATEST(updated_at, :at)
WHERE order_no = :order_no AND allocation <> 'backordered'

-- name: order-touch
UPDATE orders SET updated_at = GREATEST(updated_at, :at) WHERE order_no = :order_no

-- name: line-allocated
UPDATE order_line SET allocated = allocated + :quantity WHERE order_no = :order_no AND line_no = :line_no

-- Counted anew from what stands, so that it is right whoever changed a fulfillment.
-- name: lines-recount
UPDATE order_line SET
    allocated = COALESCE((SELECT SUM(fl.quantity) FROM fulfillment_line fl
        JOIN fulfillment f ON f.fulfillment_no = fl.fulfillment_no
        WHERE fl.order_no = order_line.order_no AND fl.line_no = order_line.line_no
          AND f.status NOT IN ('cancelled', 'intercepted')), 0),
    shipped = COALESCE((SELECT SUM(CASE WHEN f.status = 'outbound' THEN fl.quantity ELSE fl.shipped END) FROM fulfillment_line fl
        JOIN fulfillment f ON f.fulfillment_no = fl.fulfillment_no
        WHERE fl.order_no = order_line.order_no AND fl.line_no = order_line.line_no
          AND f.status NOT IN ('cancelled', 'intercepted')), 0)
WHERE order_no = :order_no

-- Orders that wait for a SKU, as itself or inside a bundle, oldest first.
-- name: waiting
SELECT w.order_no, w.placed_at, d.cause, d.waits_for
FROM (SELECT o.order_no, o.placed_at FROM orders o
      WHERE o.tenant = :tenant AND o.allocation = 'backordered' AND o.state IN ('open', 'partially_cancelled')
        AND (o.placed_at > :after_placed_at OR (o.placed_at = :after_placed_at AND o.order_no > :after_order_no))
        AND EXISTS (SELECT 1 FROM order_line l WHERE l.order_no = o.order_no AND l.quantity > l.cancelled + l.fulfilled
            AND (l.sku = :sku OR EXISTS (SELECT 1 FROM bundle_component b
                WHERE b.tenant = o.tenant AND b.sku = l.sku AND b.component = :sku)))
      ORDER BY o.placed_at, o.order_no
      FETCH FIRST :batch ROWS ONLY) w
LEFT JOIN sourcing_decision d ON d.order_no = w.order_no
     AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = w.order_no)
ORDER BY w.placed_at, w.order_no

-- Units of a SKU that released orders want and nobody has planned yet. Held ones are not planned, and what is kept for an order is counted
-- as taken already.
-- name: units-about-to-be-taken
SELECT COALESCE(SUM(GREATEST(0, l.quantity - l.cancelled - GREATEST(l.fulfilled, l.allocated))
    * CASE WHEN l.sku = :sku THEN 1 ELSE COALESCE((SELECT b.quantity FROM bundle_component b
          WHERE b.tenant = o.tenant AND b.sku = l.sku AND b.component = :sku), 0) END), 0)
FROM orders o JOIN order_line l ON l.order_no = o.order_no
WHERE o.tenant = :tenant AND o.allocation = 'released' AND o.placed_at <= :until AND o.state IN ('open', 'partially_cancelled')
  AND l.requires_shipping = TRUE
  AND NOT EXISTS (SELECT 1 FROM order_hold h WHERE h.order_no = o.order_no)
  AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.order_no = o.order_no AND r.state IN ('withheld', 'inbound'))

-- Orders that wait for an account though there is stock, oldest first. The latest decision says so.
-- name: waiting-for-account
SELECT o.order_no, o.placed_at, d.cause, d.waits_for
FROM orders o
JOIN sourcing_decision d ON d.order_no = o.order_no
WHERE o.tenant = :tenant AND o.allocation = 'backordered' AND o.state IN ('open', 'partially_cancelled')
  AND (o.placed_at > :after_placed_at OR (o.placed_at = :after_placed_at AND o.order_no > :after_order_no))
  AND d.outcome = 'backordered' AND POSITION(:account IN d.waits_for) > 0
  AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = d.order_no)
ORDER BY o.placed_at, o.order_no
FETCH FIRST :batch ROWS ONLY

-- Whoever waits, oldest first: the rules are others. The page is cut before the decisions are read; the plain bound of placed_at is there for
-- the index.
-- name: waiting-for-rules
SELECT w.order_no, w.placed_at, d.cause, d.waits_for
FROM (SELECT o.order_no, o.placed_at FROM orders o
      WHERE o.tenant = :tenant AND o.allocation = 'backordered' AND o.state IN ('open', 'partially_cancelled')
        AND (o.placed_at > :after_placed_at OR (o.placed_at = :after_placed_at AND o.order_no > :after_order_no))
        AND o.placed_at >= :after_placed_at
      ORDER BY o.placed_at, o.order_no
      FETCH FIRST :batch ROWS ONLY) w
LEFT JOIN sourcing_decision d ON d.order_no = w.order_no
     AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = w.order_no)
ORDER BY w.placed_at, w.order_no

-- Orders that a warehouse refused because its day was full, oldest first.
-- name: waiting-for-day
SELECT o.order_no, o.placed_at, d.cause, d.waits_for
FROM orders o
JOIN sourcing_decision d ON d.order_no = o.order_no
WHERE o.tenant = :tenant AND o.allocation = 'backordered' AND o.state IN ('open', 'partially_cancelled')
  AND (o.placed_at > :after_placed_at OR (o.placed_at = :after_placed_at AND o.order_no > :after_order_no))
  AND o.placed_at >= :after_placed_at
  AND d.outcome = 'backordered' AND POSITION(:warehouse IN d.full_days) > 0
  AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = d.order_no)
ORDER BY o.placed_at, o.order_no
FETCH FIRST :batch ROWS ONLY

-- Of the orders that were marked, those nobody has planned yet.
-- name: still-released
SELECT COUNT(*) FROM orders WHERE order_no IN (:order_nos) AND allocation = 'released' AND state IN ('open', 'partially_cancelled')

-- Orders are held in the order of their numbers by whoever holds several.
-- name: re-release
UPDATE orders SET allocation = 'released', updated_at = GREATEST(updated_at, :at) WHERE order_no = :order_no AND allocation = 'backordered'
  AND NOT EXISTS (SELECT 1 FROM effect e WHERE e.account = orders.account AND e.operation = 'cancel-order'
      AND e.reference = orders.order_no AND e.state <> 'refused')

-- name: may-be-re-released
SELECT COUNT(*) FROM orders WHERE order_no = :order_no AND allocation = 'backordered'
  AND NOT EXISTS (SELECT 1 FROM effect e WHERE e.account = orders.account AND e.operation = 'cancel-order'
      AND e.reference = orders.order_no AND e.state <> 'refused')

-- Orders that have waited as long as their rule allows, of accounts whose orders the hub cancels itself. Who was asked before, whose
-- goods are promised or kept for them already, or who waits for something else than goods, is not in it.
-- name: given-up
SELECT o.tenant, o.account, o.order_no, d.cancel_at
FROM sourcing_decision d
JOIN orders o ON o.order_no = d.order_no
WHERE d.cancel_at < :now AND d.outcome = 'backordered' AND o.allocation = 'backordered'
  AND d.cause = 'stock_shortage'
  AND o.state IN ('open', 'partially_cancelled') AND o.test = FALSE AND o.account IN (:accounts)
  AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = d.order_no)
  AND NOT EXISTS (SELECT 1 FROM effect e WHERE e.account = o.account AND e.operation = 'cancel-order' AND e.reference = o.order_no)
  AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.order_no = o.order_no AND r.state IN ('withheld', 'inbound'))
ORDER BY d.cancel_at, o.order_no
FETCH FIRST 200 ROWS ONLY

-- Whether an order may still be cancelled whole, looked at while its row is held.
-- name: giving-up
SELECT o.tenant, o.account, o.platform_order_id, o.platform_order_no,
       (SELECT COUNT(*) FROM order_line l WHERE l.order_no = o.order_no AND (l.shipped > 0 OR l.fulfilled > 0)) AS shipped_lines,
       (SELECT COUNT(*) FROM fulfillment f WHERE f.status NOT IN ('cancelled', 'intercepted')
          AND f.fulfillment_no IN (SELECT fl.fulfillment_no FROM fulfillment_line fl WHERE fl.order_no = o.order_no)) AS fulfillments,
       (SELECT COUNT(*) FROM reservation r WHERE r.order_no = o.order_no AND r.state IN ('withheld', 'inbound')) AS kept
FROM sourcing_decision d
JOIN orders o ON o.order_no = d.order_no
WHERE o.order_no = :order_no AND d.cancel_at < :now AND d.outcome = 'backordered' AND o.allocation = 'backordered'
  AND d.cause = 'stock_shortage'
  AND o.state IN ('open', 'partially_cancelled')
  AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = d.order_no)

-- An order that somebody wants cancelled, what it waits for, and how much of it has left.
-- name: cancelling
SELECT o.account, o.platform_order_id, o.platform_order_no, o.state,
       (SELECT d.cause FROM sourcing_decision d WHERE o.allocation = 'backordered' AND d.order_no = o.order_no
          AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = o.order_no)) AS waits_for,
       (SELECT COUNT(*) FROM order_line l WHERE l.order_no = o.order_no AND (l.shipped > 0 OR l.fulfilled > 0))
       + (SELECT COUNT(*) FROM fulfillment f WHERE f.status = 'outbound'
          AND f.fulfillment_no IN (SELECT fl.fulfillment_no FROM fulfillment_line fl WHERE fl.order_no = o.order_no)) AS gone
FROM orders o WHERE o.order_no = :order_no

-- A request to cancel whose answer is not known.
-- name: cancellation-asked
SELECT o.account, o.platform_order_id, o.platform_order_no
FROM orders o
JOIN effect e ON e.account = o.account AND e.operation = 'cancel-order' AND e.reference = o.order_no
WHERE o.order_no = :order_no AND e.state = 'asked'

-- The same, of orders that nobody is at work on any more: they would wait for ever, neither served nor cancelled.
-- name: cancellation-forgotten
SELECT o.tenant, o.account, o.order_no, e.asked_at AS cancel_at
FROM effect e
JOIN orders o ON o.order_no = e.reference AND o.account = e.account
WHERE e.account IN (:accounts) AND e.operation = 'cancel-order' AND e.state = 'asked' AND e.asked_at < :now
ORDER BY e.asked_at, o.order_no
FETCH FIRST 200 ROWS ONLY

-- An order that was paid for, wholly or in part, and not all of it given back.
-- name: cancelled-paid
SELECT tenant, platform_order_no, payment_status FROM orders
WHERE order_no = :order_no AND payment_status IN ('paid', 'partially_refunded')

-- name: shadow-update
UPDATE shadow_decision SET decided_at = :at, decision = :decision WHERE order_no = :order_no AND step = :step

-- name: shadow-insert
INSERT INTO shadow_decision (order_no, step, decided_at, decision) VALUES (:order_no, :step, :at, :decision)
ON CONFLICT DO NOTHING

-- The order's row is locked by whoever decides, so two decisions do not take one number.
-- name: decision-insert
INSERT INTO sourcing_decision (order_no, seq, tenant, version, decided_at, looked_at, outcome, queue, cancel_at, cause, waits_for, full_days,
                               explanation)
VALUES (:order_no, (SELECT COALESCE(MAX(d.seq), 0) + 1 FROM sourcing_decision d WHERE d.order_no = :order_no), :tenant, :version,
        :at, :at, :outcome, :queue, :cancel_at, :cause, :waits_for, :full_days, :explanation)

-- An order that waits and is looked at again has one decision, the latest, as long as nothing else became of it.
-- name: decision-renew
UPDATE sourcing_decision SET version = :version, decided_at = :at, looked_at = :at, queue = :queue, cancel_at = :cancel_at,
    cause = :cause, waits_for = :waits_for, full_days = :full_days, explanation = :explanation
WHERE order_no = :order_no AND outcome = :outcome
  AND seq = (SELECT MAX(d.seq) FROM sourcing_decision d WHERE d.order_no = :order_no)

-- name: decision-waits-for
SELECT cause, waits_for FROM sourcing_decision
WHERE order_no = :order_no AND seq = (SELECT MAX(d.seq) FROM sourcing_decision d WHERE d.order_no = :order_no)

-- name: decisions
SELECT d.order_no, d.seq, d.version, d.decided_at, d.outcome, d.queue, d.cancel_at, d.cause, d.explanation
FROM sourcing_decision d WHERE d.tenant = :tenant AND d.order_no = :order_no ORDER BY d.seq DESC

-- Orders that wait and were not looked at for a while, the oldest first. What they lack may be there though no stock came: a new
-- day's capacity, other rules, other rates.
-- name: waiting-unseen
SELECT d.order_no, d.seq, d.tenant, d.cause, d.waits_for
FROM sourcing_decision d
JOIN orders o ON o.order_no = d.order_no
WHERE o.allocation = 'backordered' AND o.state IN ('open', 'partially_cancelled') AND d.outcome = 'backordered'
  AND d.looked_at < :before
  AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = d.order_no)
ORDER BY o.placed_at, o.order_no
FETCH FIRST :batch ROWS ONLY

-- Which accounts are waited for: one may be back and nobody was told, because the hub was down meanwhile.
-- name: waited-for
SELECT DISTINCT d.waits_for
FROM orders o
JOIN sourcing_decision d ON d.order_no = o.order_no
WHERE o.allocation = 'backordered' AND o.state IN ('open', 'partially_cancelled') AND d.outcome = 'backordered'
  AND d.cause = 'account_not_live'
  AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = d.order_no)

-- name: waiting-for-accounts
SELECT d.order_no, d.seq, d.tenant, d.cause, d.waits_for
FROM orders o
JOIN sourcing_decision d ON d.order_no = o.order_no
WHERE o.allocation = 'backordered' AND o.state IN ('open', 'partially_cancelled') AND d.outcome = 'backordered'
  AND d.cause = 'account_not_live' AND d.waits_for = :waits_for
  AND d.seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = d.order_no)
ORDER BY o.placed_at, o.order_no
FETCH FIRST :batch ROWS ONLY

-- name: decision-seen
UPDATE sourcing_decision SET looked_at = :at WHERE order_no = :order_no AND seq = :seq

-- name: latest-decision-seen
UPDATE sourcing_decision SET looked_at = :at
WHERE order_no = :order_no AND outcome = 'backordered'
  AND seq = (SELECT MAX(l.seq) FROM sourcing_decision l WHERE l.order_no = sourcing_decision.order_no)

-- Goods on their way that are promised to an order which waits.
-- name: promised-ahead
SELECT warehouse, sku, SUM(quantity) AS units, MAX(promised_for) AS expected FROM reservation
WHERE order_no = :order_no AND state = 'inbound' GROUP BY warehouse, sku ORDER BY warehouse, sku

-- Units an order has without a fulfillment for them.
-- name: withheld-of
SELECT warehouse, sku, SUM(quantity) AS units, MAX(expires_at) AS ends FROM reservation
WHERE order_no = :order_no AND state = 'withheld' GROUP BY warehouse, sku ORDER BY warehouse, sku

-- name: undecided
SELECT account, state, allocation, version, fulfilled_by, cancel_request FROM orders WHERE tenant = :tenant AND order_no = :order_no

-- name: holds-of
SELECT DISTINCT code FROM order_hold WHERE order_no = :order_no ORDER BY code

-- name: order-account
SELECT account FROM orders WHERE tenant = :tenant AND order_no = :order_no

-- The last orders that were to be served, the latest first: what a changed rule file is tried on.
-- name: last-orders
SELECT o.order_no, o.tenant, o.account, o.state, o.allocation, o.version, o.parent_no, o.ship_country, o.ship_to_enc, o.placed_at,
       o.released_at, o.ship_by, o.deliver_by, o.currency, o.total, o.tags, o.shipping_method, o.payment_status, 0 AS holds
FROM orders o
WHERE o.tenant = :tenant AND o.allocation <> 'none' AND o.state IN ('open', 'partially_cancelled', 'completed')
  AND o.fulfilled_by = 'merchant'
ORDER BY o.tenant, o.placed_at DESC, o.order_no DESC
FETCH FIRST :last ROWS ONLY

-- name: lines-of-orders
SELECT order_no, line_no, platform_sku, sku, CASE WHEN requires_shipping THEN GREATEST(0, quantity - cancelled - fulfilled) ELSE 0 END AS wanted, unit_price,
       ship_together, ioss
FROM order_line WHERE order_no IN (:order_nos) ORDER BY order_no, line_no

-- What these orders have taken themselves, whether it is still there or has left.
-- name: reserved-by-orders
SELECT warehouse, sku, SUM(quantity) AS units FROM reservation
WHERE order_no IN (:order_nos) AND state IN ('reserved', 'shipped') GROUP BY warehouse, sku

-- name: fulfillment-parts
SELECT order_no, line_no, sku, quantity FROM fulfillment_line WHERE fulfillment_no = :fulfillment_no ORDER BY order_no, line_no

-- name: fulfillment-lines-delete
DELETE FROM fulfillment_line WHERE fulfillment_no = :fulfillment_no

-- Declared again while nobody was asked for its label.
-- name: parcel-refit
UPDATE parcel SET weight_g = :weight_g, length_mm = :length_mm, width_mm = :width_mm, height_mm = :height_mm, updated_at = :at
WHERE fulfillment_no = :fulfillment_no AND asked_at IS NULL

-- name: withholding
SELECT account, state, allocation, payment_status, payment_detail, fulfilled_by, test, cancel_request, placed_at FROM orders WHERE order_no = :order_no

-- name: order-type
SELECT order_type FROM orders WHERE order_no = :order_no

-- Orders whose goods have come and are withheld for them; they are planned before anybody else.
-- name: waiting-kept
SELECT DISTINCT o.order_no, o.placed_at FROM orders o
JOIN reservation r ON r.order_no = o.order_no AND r.state = 'withheld' AND r.sku = :sku
WHERE o.tenant = :tenant AND o.allocation = 'backordered' AND o.state IN ('open', 'partially_cancelled')
ORDER BY o.placed_at, o.order_no
FETCH FIRST 200 ROWS ONLY

-- Decisions that another has taken the place of, and the last ones of orders that are over. The last decision about an order that is
-- not over stays, however old it is. An order whose personal data was erased is over, whether its platform said so or not.
-- name: delete-old-decisions
DELETE FROM sourcing_decision WHERE (order_no, seq) IN (SELECT d.order_no, d.seq FROM sourcing_decision d
    LEFT JOIN orders o ON o.order_no = d.order_no
    WHERE d.decided_at < ?
      AND (o.order_no IS NULL
        OR EXISTS (SELECT 1 FROM sourcing_decision l WHERE l.order_no = d.order_no AND l.seq > d.seq)
        OR (o.updated_at < ? AND (o.state IN ('cancelled', 'completed') OR o.erased_at IS NOT NULL)))
    ORDER BY d.decided_at FETCH FIRST 5000 ROWS ONLY)

-- name: delete-old-days
DELETE FROM warehouse_day WHERE local_day < ?
