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

-- name: stock-of-sku
SELECT * FROM stock WHERE tenant = :tenant AND sku = :sku ORDER BY warehouse

-- name: stock-of-skus
SELECT * FROM stock WHERE tenant = :tenant AND sku IN (:skus) ORDER BY warehouse, sku

-- name: movements-of-sku
SELECT * FROM stock_movement WHERE tenant = :tenant AND sku = :sku ORDER BY seq DESC FETCH FIRST :limit ROWS ONLY

-- name: skus-checked
SELECT COUNT(DISTINCT sku) FROM stock WHERE tenant = :tenant

-- One statement, so that all rules see the same instant however busy the hub is.
-- name: ledger-check
WITH moved AS (
    SELECT tenant, warehouse, sku, counter, SUM(quantity) AS total
    FROM stock_movement WHERE tenant = :tenant GROUP BY tenant, warehouse, sku, counter
), held AS (
    SELECT tenant, warehouse, sku, counter, value FROM (
        SELECT tenant, warehouse, sku, 'on_hand' AS counter, on_hand AS value FROM stock WHERE tenant = :tenant
        UNION ALL SELECT tenant, warehouse, sku, 'reserved', reserved FROM stock WHERE tenant = :tenant
        UNION ALL SELECT tenant, warehouse, sku, 'withheld', withheld FROM stock WHERE tenant = :tenant
        UNION ALL SELECT tenant, warehouse, sku, 'campaign_locked', campaign_locked FROM stock WHERE tenant = :tenant
        UNION ALL SELECT tenant, warehouse, sku, 'quarantine', quarantine FROM stock WHERE tenant = :tenant
        UNION ALL SELECT tenant, warehouse, sku, 'unsellable', unsellable FROM stock WHERE tenant = :tenant
        UNION ALL SELECT tenant, warehouse, sku, 'safety_stock', safety_stock FROM stock WHERE tenant = :tenant
        UNION ALL SELECT tenant, warehouse, sku, 'in_transit', in_transit FROM stock WHERE tenant = :tenant
        UNION ALL SELECT tenant, warehouse, sku, 'reserved_inbound', reserved_inbound FROM stock WHERE tenant = :tenant
    ) counters
), promised AS (
    SELECT tenant, warehouse, sku, state, SUM(quantity - shipped) AS total
    FROM reservation WHERE tenant = :tenant AND state IN ('reserved', 'withheld') GROUP BY tenant, warehouse, sku, state
), left_us AS (
    SELECT tenant, warehouse, sku, SUM(shipped) AS total
    FROM reservation WHERE tenant = :tenant GROUP BY tenant, warehouse, sku
), sent AS (
    SELECT tenant, warehouse, sku, -SUM(quantity) AS total
    FROM stock_movement WHERE tenant = :tenant AND kind = 'ship' AND counter = 'on_hand' GROUP BY tenant, warehouse, sku
)
SELECT 'counter' AS rule, h.warehouse, h.sku, h.counter AS subject, CAST(h.value AS BIGINT) AS found, CAST(COALESCE(m.total, 0) AS BIGINT) AS expected
FROM held h LEFT JOIN moved m ON m.warehouse = h.warehouse AND m.sku = h.sku AND m.counter = h.counter
WHERE h.value <> COALESCE(m.total, 0)
UNION ALL
SELECT 'no_stock_row', m.warehouse, m.sku, m.counter, CAST(0 AS BIGINT), CAST(m.total AS BIGINT)
FROM moved m LEFT JOIN stock s ON s.tenant = m.tenant AND s.warehouse = m.warehouse AND s.sku = m.sku
WHERE s.sku IS NULL AND m.total <> 0
UNION ALL
SELECT 'promised', h.warehouse, h.sku, h.counter, CAST(h.value AS BIGINT), CAST(COALESCE(p.total, 0) AS BIGINT)
FROM held h LEFT JOIN promised p ON p.warehouse = h.warehouse AND p.sku = h.sku AND p.state = h.counter
WHERE h.counter IN ('reserved', 'withheld') AND h.value <> COALESCE(p.total, 0)
UNION ALL
SELECT 'oversold', s.warehouse, s.sku, 'on_hand', CAST(s.reserved + s.withheld AS BIGINT), CAST(s.on_hand AS BIGINT)
FROM stock s WHERE s.tenant = :tenant AND s.reserved + s.withheld > s.on_hand
UNION ALL
SELECT 'orphan', r.warehouse, r.sku, r.id, CAST(r.quantity - r.shipped AS BIGINT), CAST(0 AS BIGINT)
FROM reservation r LEFT JOIN fulfillment f ON f.fulfillment_no = r.fulfillment_no
WHERE r.tenant = :tenant AND r.state IN ('reserved', 'withheld') AND (f.fulfillment_no IS NULL OR f.status = 'cancelled')
UNION ALL
SELECT 'shipped', COALESCE(l.warehouse, s.warehouse), COALESCE(l.sku, s.sku), 'shipped',
       CAST(COALESCE(l.total, 0) AS BIGINT), CAST(COALESCE(s.total, 0) AS BIGINT)
FROM left_us l FULL JOIN sent s ON s.warehouse = l.warehouse AND s.sku = l.sku
WHERE COALESCE(l.total, 0) <> COALESCE(s.total, 0)
