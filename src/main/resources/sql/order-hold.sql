-- What holds an order, and who may be waiting for its cause to go. Holds are few and orders are many: the statements start from the holds and
-- ask of each whether its order is meant, since H2 takes a tenant and an account for as good as a key where it may start from the orders.

-- name: of-order
SELECT code, subject, held_by, since, note FROM order_hold WHERE order_no = :order_no ORDER BY since, code, subject;

-- name: insert
INSERT INTO order_hold (order_no, code, subject, since, held_by, note)
VALUES (:order_no, :code, :subject, :since, :held_by, :note)
ON CONFLICT DO NOTHING;

-- name: delete
DELETE FROM order_hold WHERE order_no = :order_no AND code = :code AND subject = :subject;

-- name: waived
SELECT code FROM order_waiver WHERE order_no = :order_no;

-- name: waive
INSERT INTO order_waiver (order_no, code, waived_by, note, waived_at) VALUES (:order_no, :code, :waived_by, :note, :now)
ON CONFLICT DO NOTHING;

-- name: warehouses-of-skus
SELECT sku, warehouse FROM stock WHERE tenant = :tenant AND sku IN (:skus);

-- The one place where an order is released: whoever changes the row tells of it.
-- name: release
UPDATE orders SET allocation = 'released', released_at = :now, updated_at = GREATEST(updated_at, :now)
WHERE order_no = :order_no AND allocation = 'none';

-- name: take-back
UPDATE orders SET allocation = 'none', updated_at = GREATEST(updated_at, :now)
WHERE order_no = :order_no AND allocation IN ('released', 'backordered');

-- name: set-state
UPDATE orders SET state = :state, updated_at = GREATEST(updated_at, :now) WHERE order_no = :order_no;

-- Orders waiting for one product: its own data, or a code that is now mapped to it.
-- name: waiting-for-sku
SELECT h.order_no FROM order_hold h
WHERE h.code = 'product_data_missing'
    AND EXISTS (SELECT 1 FROM order_line l WHERE l.order_no = h.order_no AND l.sku = :sku)
    AND EXISTS (SELECT 1 FROM orders o WHERE o.order_no = h.order_no AND o.tenant = :tenant)
UNION
SELECT h.order_no FROM sku_mapping m
JOIN order_hold h ON h.code = 'sku_unmapped' AND h.subject = m.platform_sku
WHERE m.tenant = :tenant AND m.sku = :sku
    AND EXISTS (SELECT 1 FROM orders o WHERE o.order_no = h.order_no AND o.tenant = m.tenant AND (m.account = '*' OR m.account = o.account))
ORDER BY order_no;

-- Held orders of an account, page by page: its mode, its act_from and its policies may have changed.
-- name: held-of-account
SELECT DISTINCT h.order_no FROM order_hold h
WHERE h.order_no > :after AND h.held_by = 'gate'
    AND EXISTS (SELECT 1 FROM orders o WHERE o.order_no = h.order_no AND o.account = :account)
ORDER BY h.order_no LIMIT :page;

-- Orders whose cool-off is over.
-- name: held-to-cool-off
SELECT h.order_no, h.note FROM order_hold h WHERE h.code = 'cool_off' ORDER BY h.note, h.order_no LIMIT :page;

-- By the country they go to: what goes to none of these is passed over.
-- name: held-for-cash
SELECT h.order_no, o.tenant, o.ship_country FROM order_hold h JOIN orders o ON o.order_no = h.order_no
WHERE h.code = 'no_cod_service' ORDER BY h.order_no LIMIT :page;

-- A mapping or a product that came while an order was on its way into the pool: neither of the two saw the other.
-- name: lately-solved
SELECT h.order_no FROM order_hold h
WHERE h.code = 'sku_unmapped' AND EXISTS (SELECT 1 FROM orders o
    JOIN sku_mapping m ON m.tenant = o.tenant AND (m.account = '*' OR m.account = o.account) AND m.platform_sku = h.subject
    WHERE o.order_no = h.order_no)
UNION
SELECT h.order_no FROM order_hold h
WHERE h.code = 'product_data_missing' AND EXISTS (SELECT 1 FROM order_line l
    JOIN orders o ON o.order_no = l.order_no
    JOIN product p ON p.tenant = o.tenant AND p.sku = l.sku AND p.updated_at > :lately
    WHERE l.order_no = h.order_no)
ORDER BY order_no LIMIT :page;

-- Orders held for a mode their account is no longer in.
-- name: held-for-other-mode
SELECT h.order_no FROM order_hold h
WHERE h.code IN (:codes) AND EXISTS (SELECT 1 FROM orders o WHERE o.order_no = h.order_no AND o.account = :account)
ORDER BY h.order_no LIMIT :page;

-- name: held-before-act-from
SELECT h.order_no FROM order_hold h
WHERE h.code = 'before_act_from'
    AND EXISTS (SELECT 1 FROM orders o WHERE o.order_no = h.order_no AND o.account = :account AND o.placed_at >= :act_from)
ORDER BY h.order_no LIMIT :page;
