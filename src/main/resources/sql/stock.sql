-- The stock ledger: counters per (tenant, warehouse, sku), reservations, append-only movements.

-- name: reservation-insert
INSERT INTO reservation (id, tenant, order_no, fulfillment_no, warehouse, sku, quantity, shipped, state, created_at)
VALUES (:id, :tenant, :order_no, :fulfillment_no, :warehouse, :sku, :quantity, 0, 'reserved', :at)
ON CONFLICT DO NOTHING

-- name: movement-insert
INSERT INTO stock_movement (tenant, warehouse, sku, kind, counter, quantity, cause, order_no, note, at)
VALUES (:tenant, :warehouse, :sku, :kind, :counter, :quantity, :cause, :order_no, :note, :at)
ON CONFLICT DO NOTHING

-- The one statement that promises units: it changes no row when less than :quantity can be sold.
-- name: reserve
UPDATE stock SET reserved = reserved + :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku
  AND on_hand - reserved - withheld - campaign_locked - safety_stock >= :quantity

-- name: available
SELECT on_hand - reserved - withheld - campaign_locked - safety_stock
FROM stock WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: reservations-of-fulfillment
SELECT * FROM reservation WHERE fulfillment_no = :fulfillment_no ORDER BY warehouse, sku

-- name: reservations-live-of-order
SELECT * FROM reservation WHERE order_no = :order_no AND state = 'reserved' ORDER BY warehouse, sku

-- Fenced by everything the caller saw: whoever settles a reservation first wins, the other changes nothing.
-- name: reservation-release
UPDATE reservation SET state = 'released', settled_at = :at
WHERE id = :id AND state = 'reserved' AND quantity = :quantity AND shipped = :shipped

-- name: reservation-shrink
UPDATE reservation SET quantity = quantity - :less
WHERE id = :id AND state = 'reserved' AND quantity = :quantity AND shipped = :shipped

-- name: reservation-ship
UPDATE reservation SET state = :new_state, shipped = shipped + :units, settled_at = :settled_at
WHERE id = :id AND state = :state AND quantity = :quantity AND shipped = :shipped

-- name: unreserve
UPDATE stock SET reserved = reserved - :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: ship
UPDATE stock SET reserved = reserved - :quantity, on_hand = on_hand - :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: ship-unreserved
UPDATE stock SET on_hand = on_hand - :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND on_hand - :quantity >= reserved + withheld

-- name: as-of
SELECT as_of FROM stock WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: stock-insert
INSERT INTO stock (tenant, warehouse, sku, on_hand, reserved, withheld, campaign_locked, quarantine, unsellable,
                   safety_stock, in_transit, reserved_inbound, as_of)
VALUES (:tenant, :warehouse, :sku, 0, 0, 0, 0, 0, 0, 0, 0, 0, :at)
ON CONFLICT DO NOTHING

-- name: stock-lock
SELECT * FROM stock WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku FOR UPDATE

-- name: adjust
UPDATE stock SET on_hand = on_hand + :on_hand, safety_stock = safety_stock + :safety_stock,
                 in_transit = in_transit + :in_transit, as_of = :as_of
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: on-hand-moved-since
SELECT COALESCE(SUM(quantity), 0) FROM stock_movement
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku
  AND counter = 'on_hand' AND kind IN ('ship', 'return') AND at > :since

-- name: on-hand-stated-since
SELECT COUNT(*) FROM stock_movement
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku
  AND counter = 'on_hand' AND kind = 'adjust' AND at > :since

-- name: stock-of-sku
SELECT * FROM stock WHERE tenant = :tenant AND sku = :sku ORDER BY warehouse

-- name: stock-of-skus
SELECT * FROM stock WHERE tenant = :tenant AND sku IN (:skus) ORDER BY warehouse, sku

-- name: movements-of-sku
SELECT * FROM stock_movement WHERE tenant = :tenant AND sku = :sku ORDER BY seq DESC FETCH FIRST :limit ROWS ONLY

-- name: skus-checked
SELECT COUNT(DISTINCT sku) FROM stock WHERE tenant = :tenant

-- One statement, so that all rules see the same instant however busy the hub is; each rule is one pass over its rows.
-- name: ledger-check
SELECT 'counter' AS rule, warehouse, sku, subject, SUM(found) AS found, SUM(expected) AS expected FROM (
    SELECT warehouse, sku, 'on_hand' AS subject, on_hand AS found, 0 AS expected FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'reserved', reserved, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'withheld', withheld, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'campaign_locked', campaign_locked, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'quarantine', quarantine, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'unsellable', unsellable, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'safety_stock', safety_stock, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'in_transit', in_transit, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'reserved_inbound', reserved_inbound, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, counter, 0, quantity FROM stock_movement WHERE tenant = :tenant
) books GROUP BY warehouse, sku, subject HAVING SUM(found) <> SUM(expected)
UNION ALL
SELECT 'promised', warehouse, sku, subject, SUM(found), SUM(expected) FROM (
    SELECT warehouse, sku, 'reserved' AS subject, reserved AS found, 0 AS expected FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'withheld', withheld, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, state, 0, quantity - shipped FROM reservation
        WHERE tenant = :tenant AND state IN ('reserved', 'withheld')
) promises GROUP BY warehouse, sku, subject HAVING SUM(found) <> SUM(expected)
UNION ALL
SELECT 'shipped', warehouse, sku, 'shipped', SUM(found), SUM(expected) FROM (
    SELECT warehouse, sku, shipped AS found, 0 AS expected FROM reservation WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 0, -quantity FROM stock_movement
        WHERE tenant = :tenant AND kind = 'ship' AND counter = 'on_hand'
) shipments GROUP BY warehouse, sku HAVING SUM(found) <> SUM(expected)
UNION ALL
SELECT 'oversold', warehouse, sku, 'on_hand', reserved + withheld, on_hand
FROM stock WHERE tenant = :tenant AND reserved + withheld > on_hand
UNION ALL
SELECT 'orphan', r.warehouse, r.sku, r.id, r.quantity - r.shipped, 0
FROM reservation r LEFT JOIN fulfillment f ON f.fulfillment_no = r.fulfillment_no
WHERE r.tenant = :tenant AND r.state IN ('reserved', 'withheld') AND (f.fulfillment_no IS NULL OR f.status = 'cancelled')
