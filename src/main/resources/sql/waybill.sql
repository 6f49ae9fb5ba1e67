-- Waybills: who was asked for a label, what came of it, and what left the warehouse.
-- Rows are locked in the order: order, parcel, fulfillment; whoever decides about an order does the same.

-- name: order-of-parcel
SELECT order_no FROM parcel WHERE parcel_no = :parcel_no

-- name: order-lock
SELECT order_no FROM orders WHERE order_no = :order_no FOR UPDATE

-- name: parcel-lock
SELECT parcel_no FROM parcel WHERE parcel_no = :parcel_no FOR UPDATE

-- name: parcel
SELECT p.parcel_no, p.tenant, p.account, p.order_no, p.fulfillment_no, p.waybill_status, p.waybill_no, p.carrier_name,
       p.asked_at, p.first_scan_at, p.delivered_at, p.weight_g, p.length_mm, p.width_mm, p.height_mm, p.duty_type, p.ioss, p.created_at,
       p.package_no, f.warehouse, f.label_source, f.carrier, f.tracker, f.service, f.status, f.outbound_at, o.state AS order_state
FROM parcel p
JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
LEFT JOIN orders o ON o.order_no = p.order_no
WHERE p.parcel_no = :parcel_no

-- name: parcels
SELECT p.parcel_no, p.tenant, p.account, p.order_no, p.fulfillment_no, p.waybill_status, p.waybill_no, p.carrier_name,
       p.asked_at, p.first_scan_at, p.delivered_at, p.weight_g, p.length_mm, p.width_mm, p.height_mm, p.duty_type, p.ioss, p.created_at,
       p.package_no, f.warehouse, f.label_source, f.carrier, f.tracker, f.service, f.status, f.outbound_at, o.state AS order_state
FROM parcel p
JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
LEFT JOIN orders o ON o.order_no = p.order_no
WHERE p.fulfillment_no = :fulfillment_no
ORDER BY LENGTH(p.parcel_no), p.parcel_no

-- Those of an order whose labels are there.
-- name: labelled-of-order
SELECT p.parcel_no, p.waybill_no
FROM parcel p
WHERE p.order_no = :order_no AND p.waybill_status = 'created' AND p.waybill_no IS NOT NULL
ORDER BY LENGTH(p.parcel_no), p.parcel_no

-- name: parcel-of-fulfillment
SELECT MIN(parcel_no) FROM parcel WHERE fulfillment_no = :fulfillment_no

-- name: fulfillments-of-order
SELECT fulfillment_no, MIN(parcel_no) AS parcel_no FROM parcel WHERE order_no = :order_no GROUP BY fulfillment_no ORDER BY fulfillment_no

-- Whether a parcel is on its way, or there is none that is not delivered.
-- name: undelivered
SELECT COUNT(*) FROM parcel
WHERE fulfillment_no = :fulfillment_no AND waybill_status = 'created' AND COALESCE(milestone, '-') <> 'delivered'

-- name: parcels-unlabelled
SELECT COUNT(*) FROM parcel
WHERE fulfillment_no = :fulfillment_no AND parcel_no <> :parcel_no AND waybill_status NOT IN ('created', 'void')

-- What one of several parcels of a fulfillment holds; nothing where it is the only one.
-- name: parcel-lines
SELECT pl.order_no, pl.line_no, pl.sku, pl.quantity, pl.of_boxes, l.platform_line_id, l.title, l.unit_price, l.ioss, l.customization
FROM parcel_line pl
LEFT JOIN order_line l ON l.order_no = pl.order_no AND l.line_no = pl.line_no
WHERE pl.parcel_no = :parcel_no ORDER BY pl.order_no, pl.line_no

-- Each change of a waybill names the states it leaves; :from is that list.
-- name: waybill-status
UPDATE parcel SET waybill_status = :status, updated_at = :at
WHERE parcel_no = :parcel_no AND waybill_status IN (:from)

-- With the order's address and what is due on delivery as they are then: what the label is asked for with, however the order is edited meanwhile.
-- name: asked
UPDATE parcel SET asked_at = :asked_at, updated_at = :at,
                  asked_ship_to_enc = (SELECT o.ship_to_enc FROM orders o
                      WHERE o.order_no = parcel.order_no AND CAST(:asked_at AS TIMESTAMP WITH TIME ZONE) IS NOT NULL),
                  asked_cod = (SELECT CASE WHEN o.payment_status = 'cod' THEN o.cod_amount END FROM orders o
                      WHERE o.order_no = parcel.order_no AND CAST(:asked_at AS TIMESTAMP WITH TIME ZONE) IS NOT NULL),
                  asked_cod_currency = (SELECT COALESCE(o.cod_currency, o.currency) FROM orders o
                      WHERE o.order_no = parcel.order_no AND CAST(:asked_at AS TIMESTAMP WITH TIME ZONE) IS NOT NULL)
WHERE parcel_no = :parcel_no

-- name: asked-ship-to
SELECT asked_ship_to_enc FROM parcel WHERE parcel_no = :parcel_no AND asked_ship_to_enc IS NOT NULL

-- name: waybill-created
UPDATE parcel SET waybill_status = :status, waybill_no = :waybill_no, live_key = :live_key,
                  carrier_name = COALESCE(CAST(:carrier_name AS VARCHAR(80)), carrier_name), updated_at = :at
WHERE parcel_no = :parcel_no AND waybill_status IN (:from)

-- name: waybill-void
UPDATE parcel SET waybill_status = 'void', live_key = NULL, updated_at = :at
WHERE parcel_no = :parcel_no AND waybill_status IN ('void_requested', 'requested', 'pending', 'unknown', 'failed')

-- name: renumber
UPDATE parcel SET waybill_no = :waybill_no, updated_at = :at WHERE parcel_no = :parcel_no

-- name: live-holder
SELECT parcel_no FROM parcel WHERE live_key = :live_key

-- name: numbers
SELECT role, number, since FROM parcel_number WHERE parcel_no = :parcel_no ORDER BY since, role, number

-- name: number-insert
INSERT INTO parcel_number (parcel_no, role, number, since) VALUES (:parcel_no, :role, :number, :at)
ON CONFLICT DO NOTHING

-- name: label-latest
SELECT parcel_no, version, format, source, waybill_no, document_enc, created_at FROM label
WHERE parcel_no = :parcel_no ORDER BY version DESC FETCH FIRST 1 ROWS ONLY

-- name: label-insert
INSERT INTO label (parcel_no, version, format, source, waybill_no, document_enc, created_at)
VALUES (:parcel_no, :version, :format, :source, :waybill_no, :document, :at)

-- name: fulfillment-advance
UPDATE fulfillment SET status = :status, updated_at = :at
WHERE fulfillment_no = :fulfillment_no AND status IN (:from)

-- name: fulfillment
SELECT fulfillment_no, tenant, account, order_no, warehouse, status, outbound_at FROM fulfillment
WHERE fulfillment_no = :fulfillment_no

-- Also from cancelled: what has left has left, whatever was decided before.
-- name: fulfillment-outbound
UPDATE fulfillment SET status = 'outbound', outbound_at = :outbound_at, updated_at = :at
WHERE fulfillment_no = :fulfillment_no AND status <> 'outbound'

-- Units of it have left the books, and it has not: the warehouse announced that the rest follows.
-- name: fulfillment-rest-follows
SELECT COUNT(*) FROM reservation r JOIN fulfillment f ON f.fulfillment_no = r.fulfillment_no
WHERE r.fulfillment_no = :fulfillment_no AND f.status NOT IN ('outbound', 'cancelled', 'intercepted')
  AND r.state IN ('reserved', 'shipped') AND r.shipped > 0

-- Counted from what stands, so that it is right whoever changed a fulfillment.
-- name: lines-shipped
UPDATE order_line SET shipped = COALESCE((
    SELECT SUM(CASE WHEN f.status = 'outbound' THEN fl.quantity ELSE fl.shipped END)
    FROM fulfillment_line fl JOIN fulfillment f ON f.fulfillment_no = fl.fulfillment_no
    WHERE fl.order_no = order_line.order_no AND fl.line_no = order_line.line_no AND f.status NOT IN ('cancelled', 'intercepted')), 0)
WHERE order_no IN (SELECT fl.order_no FROM fulfillment_line fl WHERE fl.fulfillment_no = :fulfillment_no)

-- name: fulfillment-lines-plain
SELECT order_no, line_no, sku, quantity FROM fulfillment_line WHERE fulfillment_no = :fulfillment_no ORDER BY order_no, line_no

-- name: fulfillment-line-set
UPDATE fulfillment_line SET quantity = :quantity
WHERE fulfillment_no = :fulfillment_no AND order_no = :order_no AND line_no = :line_no

-- name: fulfillment-line-left
UPDATE fulfillment_line SET shipped = :shipped
WHERE fulfillment_no = :fulfillment_no AND order_no = :order_no AND line_no = :line_no AND shipped < :shipped

-- name: fulfillment-line-delete
DELETE FROM fulfillment_line
WHERE fulfillment_no = :fulfillment_no AND order_no = :order_no AND line_no = :line_no AND quantity > :quantity

-- name: orders-of-fulfillment
SELECT DISTINCT order_no FROM fulfillment_line WHERE fulfillment_no = :fulfillment_no ORDER BY order_no

-- name: order
SELECT order_no, tenant, account, platform, platform_order_id, platform_order_no, state, version, currency, total, duties_total, ship_by,
       ship_country, ship_to_enc, cancel_request, buyer_enc, shipping_method, payment_status, cod_amount, cod_currency
FROM orders WHERE order_no = :order_no

-- The first of an order that is not given up.
-- name: first-parcel
SELECT p.parcel_no, p.fulfillment_no FROM parcel p JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
WHERE p.order_no = :order_no AND f.status NOT IN ('cancelled', 'intercepted') AND p.waybill_status <> 'void'
ORDER BY p.created_at, LENGTH(p.parcel_no), p.parcel_no
FETCH FIRST 1 ROWS ONLY

-- Whether an edit of the order waits for what is known by now: no warehouse's answer about the fulfillment is outstanding.
-- name: edit-due
SELECT COUNT(*) FROM fulfillment f JOIN orders o ON o.order_no = f.order_no
WHERE f.fulfillment_no = :fulfillment_no AND o.edit_waits = TRUE
  AND NOT EXISTS (SELECT 1 FROM effect e WHERE e.account = f.warehouse AND e.operation = 'create-outbound'
      AND e.reference = f.fulfillment_no AND e.state = 'asked')

-- name: edit-waits
SELECT COUNT(*) FROM fulfillment f JOIN orders o ON o.order_no = f.order_no
WHERE f.fulfillment_no = :fulfillment_no AND o.edit_waits = TRUE

-- name: order-wanted
SELECT COUNT(*) FROM order_line WHERE order_no = :order_no AND requires_shipping = TRUE AND quantity > cancelled

-- name: order-lines
SELECT line_no, platform_line_id, sku, title, quantity - cancelled AS quantity, unit_price, ioss, customization FROM order_line
WHERE order_no = :order_no AND quantity > cancelled ORDER BY line_no

-- name: fulfillment-lines
SELECT fl.order_no, fl.line_no, fl.sku, fl.quantity, l.platform_line_id, l.title, l.unit_price, l.ioss, l.customization
FROM fulfillment_line fl
LEFT JOIN order_line l ON l.order_no = fl.order_no AND l.line_no = fl.line_no
WHERE fl.fulfillment_no = :fulfillment_no ORDER BY fl.order_no, fl.line_no

-- Lines of an order that a fulfillment carries and that the order still wants a unit of.
-- name: lines-wanted
SELECT COUNT(*) FROM fulfillment_line fl JOIN order_line l ON l.order_no = fl.order_no AND l.line_no = fl.line_no
WHERE fl.fulfillment_no = :fulfillment_no AND fl.order_no = :order_no AND l.quantity > l.cancelled

-- name: fulfillment-sold
SELECT sku, SUM(quantity) AS units FROM fulfillment_line WHERE fulfillment_no = :fulfillment_no GROUP BY sku

-- What was promised of the shelf for it; what it had and gave back is not. Units that left while the rest is to follow are part of it.
-- name: fulfillment-reserved
SELECT p.sku, SUM(p.units) AS units FROM (
    SELECT r.sku, CASE WHEN r.state = 'dropped' OR (r.shipped > 0 AND f.status = 'outbound') THEN r.shipped ELSE r.quantity END AS units
    FROM reservation r JOIN fulfillment f ON f.fulfillment_no = r.fulfillment_no
    WHERE r.fulfillment_no = :fulfillment_no AND r.state IN ('reserved', 'shipped', 'released', 'dropped')) p
GROUP BY p.sku
HAVING SUM(p.units) > 0

-- name: fulfillment-left
SELECT sku, SUM(shipped) AS units FROM reservation WHERE fulfillment_no = :fulfillment_no AND shipped > 0 GROUP BY sku

-- Of what its bundles consist today.
-- name: fulfillment-recipes
SELECT b.sku, b.component, b.quantity
FROM fulfillment f
JOIN bundle_component b ON b.tenant = f.tenant
WHERE f.fulfillment_no = :fulfillment_no
  AND b.sku IN (SELECT fl.sku FROM fulfillment_line fl WHERE fl.fulfillment_no = f.fulfillment_no)

-- name: product-titles
SELECT sku, title FROM product WHERE tenant = :tenant AND sku IN (:skus) AND title IS NOT NULL

-- Parcels whose platform is to be told before the ship-by time, and was not yet.
-- name: ship-by-near
SELECT p.tenant, p.account, p.order_no, p.fulfillment_no, p.parcel_no
FROM orders o
JOIN fulfillment f ON f.order_no = o.order_no AND f.status NOT IN ('cancelled', 'intercepted')
JOIN parcel p ON p.fulfillment_no = f.fulfillment_no AND p.waybill_status = 'created'
WHERE o.tenant = :tenant AND o.account = :account AND o.ship_by > :from AND o.ship_by <= :until AND o.state NOT IN ('cancelled', 'completed')
  AND NOT EXISTS (SELECT 1 FROM effect e WHERE e.account = o.account AND e.operation = :operation AND e.reference = p.parcel_no)
ORDER BY o.ship_by, p.parcel_no
FETCH FIRST :batch ROWS ONLY

-- name: parcels-by-number
SELECT p.parcel_no
FROM parcel p
JOIN (SELECT w.parcel_no FROM parcel w WHERE w.waybill_no = :number
      UNION SELECT n.parcel_no FROM parcel_number n WHERE n.number = :number) found ON found.parcel_no = p.parcel_no
WHERE p.tenant = :tenant
ORDER BY p.created_at DESC, p.parcel_no DESC

-- A further parcel of a fulfillment, like the one beside it.
-- name: parcel-further
INSERT INTO parcel (parcel_no, tenant, fulfillment_no, order_no, account, waybill_status, boxes, duty_type, ioss, leg, rank,
                    created_at, updated_at)
SELECT CAST(:parcel_no AS VARCHAR(36)), tenant, fulfillment_no, order_no, account, CAST(:status AS VARCHAR(20)), 1, duty_type, ioss, 1, 0,
       CAST(:at AS TIMESTAMP WITH TIME ZONE), CAST(:at AS TIMESTAMP WITH TIME ZONE)
FROM parcel WHERE parcel_no = :beside

-- name: parcel-packed
UPDATE parcel SET boxes = 1, package_no = COALESCE(CAST(:package_no AS VARCHAR(80)), package_no),
                  measured_weight_g = COALESCE(CAST(:weight_g AS INT), measured_weight_g), updated_at = :at
WHERE parcel_no = :parcel_no

-- name: parcel-lines-delete
DELETE FROM parcel_line WHERE parcel_no = :parcel_no

-- name: parcel-line-insert
INSERT INTO parcel_line (parcel_no, order_no, line_no, sku, quantity, of_boxes)
VALUES (:parcel_no, :order_no, :line_no, :sku, :quantity, 1)

-- name: return-insert
INSERT INTO return_receipt (tenant, cause, grade, warehouse, sku, quantity, order_no, named, at)
VALUES (:tenant, :cause, :grade, :warehouse, :sku, :quantity, :order_no, :named, :at)
ON CONFLICT DO NOTHING

-- Units that left, with a parcel of the hub or without one.
-- name: return-lines
SELECT line_no, sku, shipped + fulfilled AS left_units FROM order_line WHERE order_no = :order_no ORDER BY line_no

-- name: return-back
SELECT sku, SUM(quantity) AS units FROM return_receipt WHERE order_no = :order_no GROUP BY sku

-- name: return-line-set
UPDATE order_line SET returned = :returned WHERE order_no = :order_no AND line_no = :line_no AND returned <> :returned

-- name: return-account
SELECT account FROM orders WHERE order_no = :order_no

-- name: return-fulfillments
SELECT fulfillment_no FROM fulfillment
WHERE status = 'outbound' AND fulfillment_no IN (SELECT fl.fulfillment_no FROM fulfillment_line fl WHERE fl.order_no = :order_no)
ORDER BY fulfillment_no

-- name: return-by-fulfillment
SELECT order_no FROM fulfillment WHERE tenant = :tenant AND fulfillment_no = :named

-- A number may have been used again: the latest parcel under it is meant.
-- name: return-by-number
SELECT named.order_no FROM (
    SELECT p.order_no, p.created_at, p.parcel_no FROM parcel p WHERE p.tenant = :tenant AND p.waybill_no = :named
    UNION
    SELECT p.order_no, p.created_at, p.parcel_no FROM parcel_number n JOIN parcel p ON p.parcel_no = n.parcel_no
    WHERE n.number = :named AND p.tenant = :tenant
) named
ORDER BY named.created_at DESC, named.parcel_no DESC
FETCH FIRST 1 ROWS ONLY

-- name: return-by-order
SELECT order_no FROM orders WHERE tenant = :tenant AND order_no = :named

-- name: return-by-platform-no
SELECT order_no FROM orders WHERE tenant = :tenant AND platform_order_no = :named ORDER BY order_no FETCH FIRST 10 ROWS ONLY

-- name: return-by-platform-id
SELECT order_no FROM orders WHERE tenant = :tenant AND account IN (:accounts) AND platform_order_id = :named
ORDER BY order_no FETCH FIRST 10 ROWS ONLY

-- Of several orders those of which such goods have left.
-- name: return-had
SELECT DISTINCT l.order_no FROM order_line l
WHERE l.order_no IN (:order_nos) AND l.shipped + l.fulfilled > 0
  AND (l.sku = :sku OR EXISTS (SELECT 1 FROM bundle_component b
      WHERE b.tenant = :tenant AND b.sku = l.sku AND b.component = :sku))
ORDER BY l.order_no
