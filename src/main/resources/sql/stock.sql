-- The stock ledger: counters per (tenant, warehouse, sku), reservations, append-only movements.

-- name: reservation-insert
INSERT INTO reservation (id, tenant, order_no, fulfillment_no, warehouse, sku, quantity, shipped, state, expires_at, promised_for,
                         created_at)
VALUES (:id, :tenant, :order_no, :fulfillment_no, :warehouse, :sku, :quantity, 0, :state, :expires_at, :promised_for, :at)
ON CONFLICT DO NOTHING

-- name: movement-insert
INSERT INTO stock_movement (tenant, warehouse, sku, kind, counter, quantity, cause, order_no, note, at)
VALUES (:tenant, :warehouse, :sku, :kind, :counter, :quantity, :cause, :order_no, :note, :at)
ON CONFLICT DO NOTHING

-- The one statement that promises units: it changes no row when less than :quantity can be sold. What can be sold leaves out the
-- policy's safety stock, where nobody stated one, and the buffer of warehouses others sell from too.
-- name: reserve
UPDATE stock SET reserved = reserved + :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku
  AND on_hand - missing - reserved - withheld - campaign_locked - GREATEST(safety_stock, CASE WHEN safety_stated THEN 0 ELSE :safety END)
      - GREATEST(:buffer_units, (on_hand * :buffer_percent + 99) / 100) >= :quantity

-- The same for an account whose campaign has locked units: they are its own to take, and taken first.
-- name: reserve-locked
UPDATE stock SET reserved = reserved + :quantity, campaign_locked = campaign_locked - :own
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND campaign_locked >= :lock
  AND on_hand - missing - reserved - withheld - campaign_locked - GREATEST(safety_stock, CASE WHEN safety_stated THEN 0 ELSE :safety END)
      - GREATEST(:buffer_units, (on_hand * :buffer_percent + 99) / 100) + :lock >= :quantity

-- name: withhold
UPDATE stock SET withheld = withheld + :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku
  AND on_hand - missing - reserved - withheld - campaign_locked - GREATEST(safety_stock, CASE WHEN safety_stated THEN 0 ELSE :safety END)
      - GREATEST(:buffer_units, (on_hand * :buffer_percent + 99) / 100) >= :quantity

-- name: withhold-locked
UPDATE stock SET withheld = withheld + :quantity, campaign_locked = campaign_locked - :own
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND campaign_locked >= :lock
  AND on_hand - missing - reserved - withheld - campaign_locked - GREATEST(safety_stock, CASE WHEN safety_stated THEN 0 ELSE :safety END)
      - GREATEST(:buffer_units, (on_hand * :buffer_percent + 99) / 100) + :lock >= :quantity

-- Goods of a presale have come: what was promised of them on their way is withheld for it now.
-- name: arrive
UPDATE stock SET withheld = withheld + :quantity, reserved_inbound = reserved_inbound - :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku
  AND on_hand - missing - reserved - withheld - campaign_locked - GREATEST(safety_stock, CASE WHEN safety_stated THEN 0 ELSE :safety END)
      - GREATEST(:buffer_units, (on_hand * :buffer_percent + 99) / 100) >= :quantity

-- name: unwithhold
UPDATE stock SET withheld = withheld - :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: promise-inbound
UPDATE stock SET reserved_inbound = reserved_inbound + :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND inbound_trusted - reserved_inbound >= :quantity

-- name: unpromise-inbound
UPDATE stock SET reserved_inbound = reserved_inbound - :quantity
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: reservations-of-fulfillment
SELECT * FROM reservation WHERE fulfillment_no = :fulfillment_no

-- name: reservations-kept
SELECT * FROM reservation WHERE order_no = :order_no AND state IN ('withheld', 'inbound')

-- Rows of stock an order has units of.
-- name: rows-promised
SELECT DISTINCT tenant, warehouse, sku FROM reservation
WHERE order_no = :order_no AND state IN ('reserved', 'withheld', 'inbound')

-- The same, and every row of what its lines are of.
-- name: rows-wanted
SELECT tenant, warehouse, sku FROM reservation
WHERE order_no = :order_no AND state IN ('reserved', 'withheld', 'inbound')
UNION
SELECT s.tenant, s.warehouse, s.sku FROM orders o
JOIN order_line l ON l.order_no = o.order_no
JOIN stock s ON s.tenant = o.tenant AND s.sku = l.sku
WHERE o.order_no = :order_no
UNION
SELECT s.tenant, s.warehouse, s.sku FROM orders o
JOIN order_line l ON l.order_no = o.order_no
JOIN bundle_component c ON c.tenant = o.tenant AND c.sku = l.sku
JOIN stock s ON s.tenant = o.tenant AND s.sku = c.component
WHERE o.order_no = :order_no

-- name: kept-names
SELECT COUNT(DISTINCT fulfillment_no) FROM reservation WHERE order_no = :order_no AND fulfillment_no LIKE :names

-- Locks nothing: who lets units go locks their stock row first. An order that was paid meanwhile keeps its units until it is planned.
-- name: reservations-expired
SELECT * FROM reservation r WHERE r.state = 'withheld' AND r.expires_at <= :now
  AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.order_no = r.order_no
      AND (o.payment_status IN ('paid', 'cod', 'partially_refunded') OR (o.payment_detail = 'on_terms' AND o.allocation <> 'none'))
      AND o.state NOT IN ('cancelled', 'completed'))
ORDER BY r.expires_at, r.id
FETCH FIRST :batch ROWS ONLY

-- name: reservation
SELECT * FROM reservation WHERE id = :id

-- name: reservations-inbound
SELECT * FROM reservation
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND state = 'inbound' ORDER BY created_at, id

-- The orders that were promised last go without first. One state after the other: for a list of them H2 reads what was ever reserved of the SKU.
-- name: reservations-latest
SELECT * FROM reservation WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND state = 'reserved'
UNION ALL
SELECT * FROM reservation WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND state = 'withheld'
ORDER BY created_at DESC, id DESC

-- Fenced by everything the caller saw: whoever settles a reservation first wins, the other changes nothing.
-- name: reservation-release
UPDATE reservation SET state = :new_state, settled_at = :at
WHERE id = :id AND state = :state AND quantity = :quantity AND shipped = :shipped

-- name: reservation-shrink
UPDATE reservation SET quantity = quantity - :less, changes = changes + 1
WHERE id = :id AND state IN ('reserved', 'withheld') AND quantity = :quantity AND shipped = :shipped

-- name: reservation-grow
UPDATE reservation SET quantity = quantity + :more, changes = changes + 1
WHERE id = :id AND state = 'reserved' AND quantity = :quantity AND shipped = :shipped

-- What was given back is wanted again.
-- name: reservation-revive
UPDATE reservation SET state = 'reserved', quantity = shipped + :wanted, changes = changes + 1, settled_at = NULL
WHERE id = :id AND state = 'dropped' AND quantity = :quantity AND shipped = :shipped

-- name: reservation-arrive
UPDATE reservation SET state = 'withheld', expires_at = NULL, changes = changes + 1
WHERE id = :id AND state = 'inbound' AND quantity = :quantity AND shipped = :shipped

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

-- Of a fulfillment that left: where units are or were missing, and nobody goes short any more. A movement is found by its cause.
-- One cause after the other: in a list that is not of constants H2 finds nothing by an index.
-- name: shortage-ended
SELECT s.* FROM reservation r JOIN stock s ON s.tenant = r.tenant AND s.warehouse = r.warehouse AND s.sku = r.sku
WHERE r.fulfillment_no = :fulfillment_no AND r.shipped > 0 AND s.reserved + s.withheld <= s.on_hand - s.missing
  AND (s.missing > 0
    OR EXISTS (SELECT 1 FROM stock_movement m
        WHERE m.cause = r.id AND m.warehouse = r.warehouse AND m.sku = r.sku AND m.kind = 'ship' AND m.counter = 'missing')
    OR EXISTS (SELECT 1 FROM stock_movement m WHERE m.cause = r.id || '#' || CAST(r.changes AS VARCHAR(12)) || '/end'
        AND m.warehouse = r.warehouse AND m.sku = r.sku AND m.kind = 'ship' AND m.counter = 'missing')
    OR EXISTS (SELECT 1 FROM stock_movement m WHERE m.cause = r.fulfillment_no || '#left'
        AND m.warehouse = r.warehouse AND m.sku = r.sku AND m.kind = 'ship' AND m.counter = 'missing'))
ORDER BY s.warehouse, s.sku

-- name: stock-insert
INSERT INTO stock (tenant, warehouse, sku, on_hand, reserved, withheld, campaign_locked, quarantine, unsellable,
                   safety_stock, in_transit, reserved_inbound, as_of)
VALUES (:tenant, :warehouse, :sku, 0, 0, 0, 0, 0, 0, 0, 0, 0, :at)
ON CONFLICT DO NOTHING

-- name: stock-lock
SELECT * FROM stock WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku FOR UPDATE

-- name: stock-row
SELECT * FROM stock WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: adjust
UPDATE stock SET on_hand = on_hand + :on_hand, missing = missing + :missing, safety_stock = safety_stock + :safety_stock,
                 in_transit = in_transit + :in_transit, quarantine = quarantine + :quarantine,
                 unsellable = unsellable + :unsellable, as_of = :as_of,
                 counted_at = COALESCE(CAST(:counted_at AS TIMESTAMP WITH TIME ZONE), counted_at)
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: put-back
UPDATE stock SET on_hand = on_hand + :on_hand WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- What a departure says of the last count.
-- name: reconcile
UPDATE stock SET on_hand = on_hand + :on_hand, missing = missing - :missing
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: safety-stated
UPDATE stock SET safety_stated = TRUE WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: drift
UPDATE stock SET drift = :drift WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: category
SELECT category FROM product WHERE tenant = :tenant AND sku = :sku

-- name: on-hand-moved-since
SELECT COALESCE(SUM(quantity), 0) FROM stock_movement
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku
  AND counter = 'on_hand' AND kind IN ('ship', 'return', 'receive', 'regrade') AND at > :since

-- Of a count whose moment is not known exactly: what came in since may be in it.
-- name: on-hand-taken-since
SELECT COALESCE(SUM(quantity), 0) FROM stock_movement
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku
  AND counter = 'on_hand' AND kind IN ('ship', 'return', 'receive', 'regrade') AND at > :since AND quantity < 0

-- name: counted-after
SELECT COUNT(*) FROM stock WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND counted_at > :moment

-- name: on-hand-stated-since
SELECT COUNT(*) FROM stock_movement
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku
  AND counter = 'on_hand' AND kind = 'adjust' AND at > :since

-- name: stock-of-sku
SELECT * FROM stock WHERE tenant = :tenant AND sku = :sku ORDER BY warehouse

-- name: stock-of-skus
SELECT * FROM stock WHERE tenant = :tenant AND sku IN (:skus) ORDER BY warehouse, sku

-- name: skus-checked
SELECT COUNT(DISTINCT sku) FROM stock WHERE tenant = :tenant

-- One statement, so that all rules see the same instant however busy the hub is; each rule is one pass over its rows.
-- name: ledger-check
SELECT 'counter' AS rule, warehouse, sku, subject, SUM(found) AS found, SUM(expected) AS expected FROM (
    SELECT warehouse, sku, 'on_hand' AS subject, on_hand AS found, 0 AS expected FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'missing', missing, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'reserved', reserved, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'withheld', withheld, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'campaign_locked', campaign_locked, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'quarantine', quarantine, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'unsellable', unsellable, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'safety_stock', safety_stock, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'in_transit', in_transit, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'reserved_inbound', reserved_inbound, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'inbound_trusted', inbound_trusted, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, counter, 0, quantity FROM stock_movement WHERE tenant = :tenant
) books GROUP BY warehouse, sku, subject HAVING SUM(found) <> SUM(expected)
UNION ALL
SELECT 'promised', warehouse, sku, subject, SUM(found), SUM(expected) FROM (
    SELECT warehouse, sku, 'reserved' AS subject, reserved AS found, 0 AS expected FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'withheld', withheld, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 'reserved_inbound', reserved_inbound, 0 FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, CASE state WHEN 'inbound' THEN 'reserved_inbound' ELSE state END, 0, quantity - shipped
        FROM reservation WHERE tenant = :tenant AND state IN ('reserved', 'withheld', 'inbound')
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
SELECT 'locked', warehouse, sku, 'campaign_locked', SUM(found), SUM(expected) FROM (
    SELECT warehouse, sku, campaign_locked AS found, 0 AS expected FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 0, quantity FROM campaign_lock WHERE tenant = :tenant
) locks GROUP BY warehouse, sku HAVING SUM(found) <> SUM(expected)
UNION ALL
SELECT 'campaign', warehouse, sku, account, SUM(found), SUM(expected) FROM (
    SELECT warehouse, sku, account, quantity AS found, stated AS expected FROM campaign_lock WHERE tenant = :tenant
    UNION ALL SELECT r.warehouse, r.sku, r.lock_account, r.from_lock, 0 FROM reservation r
        JOIN campaign_lock l ON l.tenant = r.tenant AND l.account = r.lock_account AND l.warehouse = r.warehouse AND l.sku = r.sku
            AND l.term = r.lock_term
        WHERE r.tenant = :tenant AND r.from_lock > 0
) campaigns GROUP BY warehouse, sku, account HAVING SUM(found) <> SUM(expected)
UNION ALL
SELECT 'trusted', warehouse, sku, 'inbound_trusted', SUM(found), SUM(expected) FROM (
    SELECT warehouse, sku, inbound_trusted AS found, 0 AS expected FROM stock WHERE tenant = :tenant
    UNION ALL SELECT warehouse, sku, 0, CAST(FLOOR(quantity * confidence) AS INT) FROM inbound_line WHERE tenant = :tenant
) trust GROUP BY warehouse, sku HAVING SUM(found) <> SUM(expected)
UNION ALL
SELECT 'orphan', r.warehouse, r.sku, r.id, r.quantity - r.shipped, 0
FROM reservation r LEFT JOIN fulfillment f ON f.fulfillment_no = r.fulfillment_no
WHERE r.tenant = :tenant AND r.state = 'reserved' AND (f.fulfillment_no IS NULL OR f.status = 'cancelled')
UNION ALL
SELECT 'unowned', r.warehouse, r.sku, r.id, r.quantity - r.shipped, 0
FROM reservation r LEFT JOIN orders o ON o.order_no = r.order_no
WHERE r.tenant = :tenant AND r.state IN ('withheld', 'inbound')
  AND (o.order_no IS NULL
    -- It is served, or nothing is wanted of it. Units kept beside its fulfillments are its own while a line wants more than those carry, or
    -- the word of an edit, on which they are fitted, is under way.
    OR NOT (
        EXISTS (SELECT 1 FROM order_line l WHERE l.order_no = o.order_no AND l.requires_shipping = TRUE
            AND l.quantity - l.cancelled - l.fulfilled > (SELECT COALESCE(SUM(fl.quantity), 0)
                FROM fulfillment_line fl JOIN fulfillment f ON f.fulfillment_no = fl.fulfillment_no
                WHERE fl.order_no = l.order_no AND fl.line_no = l.line_no AND f.status NOT IN ('cancelled', 'intercepted')))
        OR EXISTS (SELECT 1 FROM delivery d WHERE d.order_key = o.order_no AND d.subscriber = 'stock-deduction'))
    -- The order ended, and the word of it, on which the units are given back, is under way no more.
    OR o.state IN ('cancelled', 'completed') AND NOT EXISTS (SELECT 1 FROM delivery d
        WHERE d.order_key = o.order_no AND d.subscriber = 'stock-deduction'))

-- name: lock-own
SELECT quantity, stated, term FROM campaign_lock WHERE tenant = :tenant AND account = :account AND warehouse = :warehouse AND sku = :sku

-- name: lock-insert
INSERT INTO campaign_lock (tenant, account, warehouse, sku, quantity, updated_at)
VALUES (:tenant, :account, :warehouse, :sku, 0, :at)
ON CONFLICT DO NOTHING

-- name: lock-change
UPDATE campaign_lock SET quantity = quantity + :change, updated_at = :at
WHERE tenant = :tenant AND account = :account AND warehouse = :warehouse AND sku = :sku

-- A lock that is stated is another one than before.
-- name: lock-stated
UPDATE campaign_lock SET stated = :stated, term = term + 1
WHERE tenant = :tenant AND account = :account AND warehouse = :warehouse AND sku = :sku

-- name: lock-took
UPDATE reservation SET from_lock = CASE WHEN lock_account = :account AND lock_term = :term THEN from_lock ELSE 0 END + :units,
                       lock_account = :account, lock_term = :term
WHERE id = :id

-- name: lock-kept
UPDATE reservation SET from_lock = :units WHERE id = :id

-- Units others are kept from; what a campaign may lock are units that could be sold.
-- name: lock-stock
UPDATE stock SET campaign_locked = campaign_locked + :change
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: locks-of-account
SELECT COUNT(*) FROM campaign_lock WHERE tenant = :tenant AND account = :account AND quantity > 0

-- name: locks-of-skus
SELECT warehouse, sku, account, quantity FROM campaign_lock WHERE tenant = :tenant AND sku IN (:skus) AND quantity > 0

-- name: inbound-lines
SELECT * FROM inbound_line WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku ORDER BY eta NULLS LAST, id

-- Presales in the order in which they were promised, which is the order in which they are served. An order that ended waits for nothing,
-- though its promise stands until the word of its end is worked.
-- name: presales-open
SELECT r.order_no, r.quantity - r.shipped AS open_units, r.promised_for FROM reservation r
WHERE r.tenant = :tenant AND r.warehouse = :warehouse AND r.sku = :sku AND r.state = 'inbound'
  AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.order_no = r.order_no AND o.state IN ('cancelled', 'completed'))
ORDER BY r.created_at, r.id

-- name: presale-short
SELECT presale_short FROM stock WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: presale-note
UPDATE stock SET presale_short = :units WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- Rows whose presales may be covered otherwise than was said: orders come and go without a word about goods on their way.
-- name: presales-to-judge
SELECT tenant, warehouse, sku FROM stock WHERE presale_short > 0
UNION
SELECT tenant, warehouse, sku FROM stock WHERE reserved_inbound > 0

-- name: inbound-of-sku
SELECT * FROM inbound_line WHERE tenant = :tenant AND sku = :sku ORDER BY warehouse, eta NULLS LAST, id

-- name: inbound-delete
DELETE FROM inbound_line WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- name: inbound-insert
INSERT INTO inbound_line (id, tenant, warehouse, sku, kind, quantity, eta, confidence, source_document)
VALUES (:id, :tenant, :warehouse, :sku, :kind, :quantity, :eta, :confidence, :source_document)

-- name: inbound-counters
UPDATE stock SET inbound_trusted = inbound_trusted + :trusted, in_transit = in_transit + :in_transit
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- What changed since a moment, each kind of movement summed: what happened since, and what was heard of since and had happened before.
-- The subject is whose campaign it was, or whether a safety stock was stated for the first time; a statement of goods on their way stands
-- by itself, because it says what is different about them.
-- name: moved-since
SELECT warehouse, sku, kind, counter, subject, SUM(quantity) AS quantity, COUNT(*) AS times, COUNT(DISTINCT order_no) AS orders,
       MAX(note) AS note, MAX(cause) AS cause, MAX(at) AS at
FROM (
    SELECT m.warehouse, m.sku, m.kind, m.counter, m.quantity, m.order_no, m.note, m.cause, m.at,
           CASE WHEN m.counter IN ('campaign_locked', 'safety_stock') THEN m.note WHEN m.kind = 'inbound' THEN m.cause END AS subject
    FROM stock s JOIN stock_movement m
        ON m.tenant = s.tenant AND m.warehouse = s.warehouse AND m.sku = s.sku AND m.at > :since
    WHERE s.tenant = :tenant AND s.sku IN (:skus)
    UNION ALL
    SELECT m.warehouse, m.sku, m.kind, m.counter, m.quantity, m.order_no, m.note, m.cause, l.heard_at,
           CASE WHEN m.counter IN ('campaign_locked', 'safety_stock') THEN m.note WHEN m.kind = 'inbound' THEN m.cause END
    FROM stock_movement_late l JOIN stock_movement m
        ON m.cause = l.cause AND m.warehouse = l.warehouse AND m.sku = l.sku AND m.kind = l.kind AND m.counter = l.counter
    WHERE l.tenant = :tenant AND l.sku IN (:skus) AND l.heard_at > :since AND m.at <= :since
) moved
GROUP BY warehouse, sku, kind, counter, subject ORDER BY warehouse, sku, kind, counter, subject

-- Rows in which nothing had moved by then, and when something did first.
-- name: began-since
SELECT s.warehouse, s.sku, MIN(m.at) AS began
FROM stock s JOIN stock_movement m ON m.tenant = s.tenant AND m.warehouse = s.warehouse AND m.sku = s.sku AND m.at > :since
WHERE s.tenant = :tenant AND s.sku IN (:skus)
  AND NOT EXISTS (SELECT 1 FROM stock_movement e
                  WHERE e.tenant = s.tenant AND e.warehouse = s.warehouse AND e.sku = s.sku AND e.at <= :since)
GROUP BY s.warehouse, s.sku

-- name: components
SELECT component, quantity FROM bundle_component WHERE tenant = :tenant AND sku = :sku

-- name: reservation-fresh
INSERT INTO reservation (id, tenant, order_no, fulfillment_no, warehouse, sku, quantity, shipped, state, created_at)
VALUES (:id, :tenant, :order_no, :fulfillment_no, :warehouse, :sku, :quantity, 0, 'reserved', :at)
ON CONFLICT DO NOTHING

-- name: movement-fresh
INSERT INTO stock_movement (tenant, warehouse, sku, kind, counter, quantity, cause, order_no, at)
VALUES (:tenant, :warehouse, :sku, 'reserve', 'reserved', :quantity, :id, :order_no, :at)
ON CONFLICT DO NOTHING

-- reservation-fresh, movement-fresh and reserve in one statement, and nothing where units are kept for the order. Its limit is that
-- of reserve. H2 knows no statement like it.
-- name: reserve-at-once
WITH kept AS (
  SELECT 1 FROM reservation WHERE order_no = :order_no AND state IN ('withheld', 'inbound')
), fresh AS (
  INSERT INTO reservation (id, tenant, order_no, fulfillment_no, warehouse, sku, quantity, shipped, state, created_at)
  SELECT :id, :tenant, :order_no, :fulfillment_no, :warehouse, :sku, :quantity, 0, 'reserved', :at
  WHERE NOT EXISTS (SELECT 1 FROM kept)
  ON CONFLICT DO NOTHING
  RETURNING id
), moved AS (
  INSERT INTO stock_movement (tenant, warehouse, sku, kind, counter, quantity, cause, order_no, at)
  SELECT :tenant, :warehouse, :sku, 'reserve', 'reserved', :quantity, fresh.id, :order_no, :at FROM fresh
  ON CONFLICT DO NOTHING
), taken AS (
  UPDATE stock SET reserved = reserved + :quantity
  WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND EXISTS (SELECT 1 FROM fresh)
    AND on_hand - missing - reserved - withheld - campaign_locked - GREATEST(safety_stock, CASE WHEN safety_stated THEN 0 ELSE :safety END)
        - GREATEST(:buffer_units, (on_hand * :buffer_percent + 99) / 100) >= :quantity
  RETURNING 1
)
SELECT CASE WHEN EXISTS (SELECT 1 FROM kept) THEN 'kept'
            WHEN NOT EXISTS (SELECT 1 FROM fresh) THEN 'stands'
            WHEN EXISTS (SELECT 1 FROM taken) THEN 'taken'
            ELSE 'short' END

-- name: poll-first
INSERT INTO stock_poll (tenant, account, pages, seen, seen_unknown, listed, listed_unknown, failures)
VALUES (:tenant, :account, 0, 0, 0, 0, 0, 0)
ON CONFLICT DO NOTHING

-- One hub gets the turn: the one whose update finds it due. It has it until the lease ends.
-- name: poll-take
UPDATE stock_poll SET taken_at = :now, retry_at = :lease
WHERE tenant = :tenant AND account = :account
  AND (retry_at <= :now OR (retry_at IS NULL AND (started_at IS NULL OR started_at <= :due)))

-- name: poll-row
SELECT * FROM stock_poll WHERE tenant = :tenant AND account = :account

-- name: poll-begin
UPDATE stock_poll SET started_at = :now, pages = 0, seen = 0, seen_unknown = 0, seen_names = NULL
WHERE tenant = :tenant AND account = :account AND taken_at = :taken_at

-- name: poll-advance
UPDATE stock_poll SET next_cursor = :cursor, retry_at = :retry_at, pages = pages + 1, seen = seen + :seen,
                      seen_unknown = seen_unknown + :seen_unknown, seen_names = COALESCE(seen_names, :seen_names)
WHERE tenant = :tenant AND account = :account AND taken_at = :taken_at

-- name: poll-finish
UPDATE stock_poll SET next_cursor = NULL, retry_at = NULL, taken_at = NULL, finished_at = :now, failures = 0, last_error = NULL,
                      listed = seen, listed_unknown = seen_unknown, listed_names = seen_names
WHERE tenant = :tenant AND account = :account AND taken_at = :taken_at

-- name: poll-later
UPDATE stock_poll SET retry_at = :retry_at WHERE tenant = :tenant AND account = :account AND taken_at = :taken_at

-- name: poll-failed
UPDATE stock_poll SET retry_at = :retry_at, next_cursor = :cursor, failures = failures + 1, last_error = :error
WHERE tenant = :tenant AND account = :account AND taken_at = :taken_at

-- name: poll-now
UPDATE stock_poll SET retry_at = :now
WHERE tenant = :tenant AND account = :account AND (retry_at IS NULL OR failures > 0)

-- name: polls
SELECT * FROM stock_poll ORDER BY account

-- name: known-skus
SELECT sku FROM product WHERE tenant = :tenant AND sku IN (:skus)
UNION SELECT sku FROM stock WHERE tenant = :tenant AND sku IN (:skus)

-- name: seen-clear
DELETE FROM stock_poll_seen WHERE tenant = :tenant AND account = :account

-- name: seen-note
INSERT INTO stock_poll_seen (tenant, account, sku)
SELECT tenant, warehouse, sku FROM stock WHERE tenant = :tenant AND warehouse = :account AND sku IN (:skus)
ON CONFLICT DO NOTHING

-- What the books have and a complete reading did not list. What came in while it was read may have come behind its back.
-- name: unlisted
SELECT s.sku FROM stock s
WHERE s.tenant = :tenant AND s.warehouse = :account AND s.on_hand - s.missing > 0
  AND NOT EXISTS (SELECT 1 FROM stock_poll_seen l WHERE l.tenant = s.tenant AND l.account = s.warehouse AND l.sku = s.sku)
  AND NOT EXISTS (SELECT 1 FROM stock_movement m WHERE m.tenant = s.tenant AND m.warehouse = s.warehouse AND m.sku = s.sku
      AND m.at > :since AND m.counter = 'on_hand' AND m.quantity > 0)

-- name: unlisted-no-more
SELECT s.sku FROM stock s
WHERE s.tenant = :tenant AND s.warehouse = :account AND s.unlisted
  AND (s.on_hand - s.missing <= 0
    OR EXISTS (SELECT 1 FROM stock_poll_seen l WHERE l.tenant = s.tenant AND l.account = s.warehouse AND l.sku = s.sku))

-- name: unlisted-sum
SELECT COUNT(*) AS skus, COALESCE(SUM(on_hand - missing), 0) AS units,
       COALESCE(SUM(CASE WHEN reserved + withheld > 0 THEN 1 ELSE 0 END), 0) AS wanted
FROM stock WHERE tenant = :tenant AND warehouse = :account AND unlisted

-- name: unlisted-first
SELECT * FROM stock WHERE tenant = :tenant AND warehouse = :account AND unlisted
ORDER BY reserved + withheld DESC, on_hand - missing DESC, sku
FETCH FIRST :most ROWS ONLY

-- name: unlisted-mark
UPDATE stock SET unlisted = :unlisted
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND unlisted <> :unlisted

-- name: short-insert
INSERT INTO short_pick (fulfillment_no, sku, tenant, warehouse, order_no, asked, found, missing, at, passed_over)
VALUES (:fulfillment_no, :sku, :tenant, :warehouse, :order_no, :asked, :found, :missing, :at, TRUE)
ON CONFLICT DO NOTHING

-- name: short-missing
UPDATE stock SET missing = missing + :units WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku

-- Orders that went short of a row since it was counted, the latest first.
-- name: short-orders
SELECT order_no FROM short_pick
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND settled_at IS NULL
ORDER BY at DESC, fulfillment_no

-- name: short-since
SELECT COALESCE(SUM(missing), 0) FROM short_pick
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND settled_at IS NULL AND at > :moment

-- name: short-settle
UPDATE short_pick SET settled_at = :now, passed_over = FALSE
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND settled_at IS NULL AND at <= :until

-- Of a fulfillment that left: rows where a pick came out short, and no unit is missing any more.
-- name: short-over
SELECT s.* FROM reservation r JOIN stock s ON s.tenant = r.tenant AND s.warehouse = r.warehouse AND s.sku = r.sku
WHERE r.fulfillment_no = :fulfillment_no AND r.shipped > 0 AND s.missing = 0
  AND EXISTS (SELECT 1 FROM short_pick p WHERE p.tenant = s.tenant AND p.warehouse = s.warehouse AND p.sku = s.sku
      AND p.settled_at IS NULL)
ORDER BY s.warehouse, s.sku

-- name: short-goods-came
UPDATE short_pick SET passed_over = FALSE
WHERE tenant = :tenant AND warehouse = :warehouse AND sku = :sku AND settled_at IS NULL AND passed_over = TRUE

-- name: short-passed-over
SELECT DISTINCT p.tenant, p.warehouse, p.sku FROM short_pick p
JOIN stock s ON s.tenant = p.tenant AND s.warehouse = p.warehouse AND s.sku = p.sku
WHERE p.order_no = :order_no AND p.passed_over = TRUE AND s.missing > 0

-- name: movement-late
INSERT INTO stock_movement_late (tenant, cause, warehouse, sku, kind, counter, heard_at)
VALUES (:tenant, :cause, :warehouse, :sku, :kind, :counter, :heard_at)
ON CONFLICT DO NOTHING

-- name: late-oldest
SELECT MIN(heard_at) FROM stock_movement_late

-- name: late-delete-old
DELETE FROM stock_movement_late WHERE heard_at < ?

-- name: product-changes-oldest
SELECT MIN(at) FROM product_change

-- name: product-changes-delete-old
DELETE FROM product_change WHERE at < ?

-- name: product-changes
SELECT sku, at, what, was, became FROM product_change
WHERE tenant = :tenant AND sku IN (:skus) AND at > :since ORDER BY seq
