-- The simulated partners' store (db/partners/schema.sql). H2 alone: it is a file beside the hub's, whatever the hub runs on.

-- ledger

-- name: call
INSERT INTO partner_call (account, at, operation, method, path, reference, request_id, status, fault)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: effect-first
INSERT INTO partner_effect (account, operation, reference, times, detail, first_at, last_at)
VALUES (?, ?, ?, 1, ?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: effect-again
UPDATE partner_effect
SET times = times + 1, last_at = ?,
    detail = CASE WHEN CAST(? AS VARCHAR) IS NULL OR detail = CAST(? AS VARCHAR) THEN detail
                  ELSE LEFT(COALESCE(detail || ', ', '') || CAST(? AS VARCHAR), 1000) END
WHERE account = ? AND operation = ? AND reference = ?;

-- name: calls
SELECT at, operation, method, path, reference, request_id, status, fault
FROM partner_call
WHERE account = ? AND (CAST(? AS VARCHAR) IS NULL OR operation = ?) AND (CAST(? AS VARCHAR) IS NULL OR reference = ?)
ORDER BY seq DESC
LIMIT ?;

-- name: effects
SELECT operation, reference, times, detail
FROM partner_effect
WHERE account = ? AND (CAST(? AS VARCHAR) IS NULL OR operation = ?) AND (CAST(? AS VARCHAR) IS NULL OR reference = ?)
ORDER BY first_at, operation, reference;

-- name: trim-calls
DELETE FROM partner_call WHERE seq < (SELECT MAX(seq) FROM partner_call) - 200000;

-- behaviour

-- name: behaviours
SELECT account, operation, fault, remaining, delay_ms FROM behaviour;

-- name: behaviour-end
DELETE FROM behaviour WHERE account = ? AND operation = ?;

-- name: behaviours-end
DELETE FROM behaviour WHERE account = ?;

-- name: behaviour-set
INSERT INTO behaviour (account, operation, fault, remaining, delay_ms) VALUES (?, ?, ?, ?, ?);

-- name: setting
SELECT content FROM setting WHERE name = ?;

-- name: setting-set
MERGE INTO setting (name, content) KEY (name) VALUES (?, ?);

-- pushes

-- name: pushes
SELECT id, account, type, body FROM push ORDER BY created_at;

-- name: push
INSERT INTO push (id, account, type, body, created_at) VALUES (?, ?, ?, ?, ?);

-- name: push-taken
DELETE FROM push WHERE id = ?;

-- parcels on their way

-- name: parcel-hurry
UPDATE parcel SET next_at = ? WHERE next_at > ?;

-- name: parcel
INSERT INTO parcel (account, waybill_no, reference, country, city, script, step, reported, next_at) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?);

-- Where nothing more is to come, next_at is empty, and here the empty ones come first in an index: the lower bound passes over them.
-- name: parcel-any-due
SELECT 1 FROM parcel WHERE next_at > TIMESTAMP WITH TIME ZONE '2000-01-01 00:00:00+00' AND next_at <= ? LIMIT 1;

-- name: parcels-due
SELECT account, waybill_no, reference, country, city, script, step, reported, next_at
FROM parcel WHERE next_at > TIMESTAMP WITH TIME ZONE '2000-01-01 00:00:00+00' AND next_at <= ? ORDER BY next_at LIMIT ?;

-- name: parcel-moved
UPDATE parcel SET step = ?, reported = ?, next_at = ? WHERE account = ? AND waybill_no = ?;

-- name: parcel-stop
UPDATE parcel SET next_at = NULL WHERE account = ? AND waybill_no = ?;

-- name: parcel-script
UPDATE parcel SET script = ?, step = 0, next_at = ? WHERE account = ? AND waybill_no = ?;

-- name: parcel-of
SELECT account, waybill_no, reference, country, city, script, step, reported, next_at FROM parcel
WHERE waybill_no = ? ORDER BY step DESC LIMIT 1;

-- name: parcel-of-account
SELECT account, waybill_no, reference, country, city, script, step, reported, next_at FROM parcel WHERE account = ? AND waybill_no = ?;

-- name: parcel-of-channel
SELECT p.account, p.waybill_no, p.reference, p.country, p.city, p.script, p.step, p.reported, p.next_at
FROM consignment c JOIN parcel p ON p.account = c.account AND p.waybill_no = c.tracking_no
WHERE c.channel_no = ? LIMIT 1;

-- name: point
INSERT INTO tracking_point (account, waybill_no, n, code, description, location, country, zone, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: points
SELECT n, code, description, location, country, zone, at FROM tracking_point
WHERE account = ? AND waybill_no = ? ORDER BY n;

-- A script for the parcel's own number goes before one for all.
-- name: script-of
SELECT events FROM script WHERE account = ? AND waybill_no IN (?, '*') ORDER BY CASE WHEN waybill_no = '*' THEN 1 ELSE 0 END LIMIT 1;

-- name: script-set
MERGE INTO script (account, waybill_no, events) KEY (account, waybill_no) VALUES (?, ?, ?);

-- name: script-end
DELETE FROM script WHERE account = ? AND waybill_no = ?;

-- warehouse

-- name: outbound
INSERT INTO outbound (account, fulfillment_no, outbound_no, status, request, next_at) VALUES (?, ?, ?, 'received', ?, ?);

-- name: outbound-of
SELECT account, fulfillment_no, outbound_no, status, waybill_no, further_nos, request, next_at FROM outbound
WHERE account = ? AND fulfillment_no = ?;

-- name: outbound-any-due
SELECT 1 FROM outbound WHERE next_at > TIMESTAMP WITH TIME ZONE '2000-01-01 00:00:00+00' AND next_at <= ? LIMIT 1;

-- name: outbounds-due
SELECT account, fulfillment_no, outbound_no, status, waybill_no, further_nos, request, next_at FROM outbound
WHERE next_at > TIMESTAMP WITH TIME ZONE '2000-01-01 00:00:00+00' AND next_at <= ? ORDER BY next_at LIMIT ?;

-- name: outbound-moved
UPDATE outbound SET status = ?, waybill_no = ?, further_nos = ?, next_at = ? WHERE account = ? AND fulfillment_no = ?;

-- name: outbound-cancel
UPDATE outbound SET status = 'cancelled', next_at = NULL
WHERE account = ? AND fulfillment_no = ? AND status NOT IN ('outbound', 'cancelled');

-- name: warehouse-stock
SELECT sku, on_hand FROM warehouse_stock WHERE account = ? ORDER BY sku;

-- name: warehouse-stock-out
UPDATE warehouse_stock SET on_hand = GREATEST(on_hand - CAST(? AS INT), 0) WHERE account = ? AND sku = ?;

-- name: warehouse-stock-in
INSERT INTO warehouse_stock (account, sku, on_hand) VALUES (?, ?, ?) ON CONFLICT DO NOTHING;

-- name: outbound-hurry
UPDATE outbound SET next_at = ? WHERE next_at > ?;

-- 4PX

-- name: consignment
INSERT INTO consignment (account, ref_no, consignment_no, tracking_no, channel_no, status, created_at, ready_at, held, request)
VALUES (?, ?, ?, ?, ?, 'P', ?, ?, FALSE, ?);

-- name: consignment-by-ref
SELECT ref_no, consignment_no, tracking_no, channel_no, status, created_at, ready_at, inbound_at, outbound_at, held, request
FROM consignment WHERE account = ? AND ref_no = ?;

-- name: consignment-by-tracking
SELECT ref_no, consignment_no, tracking_no, channel_no, status, created_at, ready_at, inbound_at, outbound_at, held, request
FROM consignment WHERE account = ? AND tracking_no = ?;

-- name: consignment-by-channel
SELECT ref_no, consignment_no, tracking_no, channel_no, status, created_at, ready_at, inbound_at, outbound_at, held, request
FROM consignment WHERE account = ? AND channel_no = ?;

-- name: consignment-status
UPDATE consignment SET status = ?, inbound_at = COALESCE(inbound_at, ?), outbound_at = COALESCE(outbound_at, ?)
WHERE account = ? AND ref_no = ?;

-- name: consignment-cancel
UPDATE consignment SET status = 'X' WHERE account = ? AND ref_no = ? AND status = 'P';

-- name: consignment-hold
UPDATE consignment SET held = TRUE WHERE account = ? AND ref_no = ?;

-- name: consignment-channel
UPDATE consignment SET channel_no = ? WHERE account = ? AND ref_no = ? AND channel_no IS NULL;

-- 17TRACK

-- name: registration
INSERT INTO registration (account, number, waybill_no, carrier, tag, registered_at, stopped, own)
VALUES (?, ?, ?, ?, ?, ?, FALSE, FALSE)
ON CONFLICT DO NOTHING;

-- name: registration-of
SELECT carrier, tag FROM registration WHERE account = ? AND number = ?;

-- name: registrations
SELECT account, number, carrier, tag, own, sub_status FROM registration WHERE waybill_no = ? AND NOT stopped;

-- name: registration-own
UPDATE registration SET own = TRUE, waybill_no = number WHERE account = ? AND number = ?;

-- name: registration-told
UPDATE registration SET sub_status = ? WHERE account = ? AND number = ?;

-- name: registration-stop
UPDATE registration SET stopped = TRUE WHERE account = ? AND number = ?;

-- name: registration-state
SELECT carrier, tag, stopped, retracked FROM registration WHERE account = ? AND number = ?;

-- name: registration-retrack
UPDATE registration SET stopped = FALSE, retracked = TRUE WHERE account = ? AND number = ?;

-- ERP

-- name: erp-entry
INSERT INTO erp_entry (account, kind, reference, number, body, at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING;

-- name: erp-order-of
SELECT number, body FROM erp_entry WHERE account = ? AND kind = 'order' AND reference = ?;

-- Shopify

-- name: shop-item
INSERT INTO shop_item (account, sku, id, available, told) VALUES (?, ?, ?, ?, 0);

-- name: shop-item-of
SELECT id, sku, available, told FROM shop_item WHERE account = ? AND sku = ?;

-- name: shop-item-of-id
SELECT id, sku, available FROM shop_item WHERE account = ? AND id = ?;

-- name: shop-item-set
UPDATE shop_item SET available = ?, told = told + 1 WHERE account = ? AND sku = ?;

-- name: shop-item-typed-in
UPDATE shop_item SET available = ? WHERE account = ? AND sku = ?;

-- name: shop-item-sold
UPDATE shop_item SET available = available - ? WHERE account = ? AND sku = ?;

-- name: shop-last-number
SELECT MAX(number) FROM shop_order;

-- name: shop-order
INSERT INTO shop_order (account, id, number, fulfillment_order_id, updated_at, body) VALUES (?, ?, ?, ?, ?, ?);

-- name: shop-order-changed
UPDATE shop_order SET updated_at = ?, body = ? WHERE account = ? AND id = ?;

-- As it is listed, it has not changed.
-- name: shop-order-held
UPDATE shop_order SET body = ? WHERE account = ? AND id = ?;

-- name: shop-order-of
SELECT id, number, body FROM shop_order WHERE account = ? AND id = ?;

-- name: shop-order-of-fulfillment-order
SELECT id, body FROM shop_order WHERE account = ? AND fulfillment_order_id = ?;

-- Number 0 has what was pushed by hand: the shop ships and cancels it, and lists what buyers ordered here.
-- name: shop-orders
SELECT id, updated_at, body FROM shop_order
WHERE account = ? AND number > 0 AND updated_at >= ? AND (updated_at > ? OR id > ?)
ORDER BY updated_at, id
LIMIT ?;

-- Of those with a hold; whether it still counts, the order says.
-- name: shop-orders-on-hold
SELECT id, body FROM shop_order WHERE account = ? AND id > ? AND body LIKE '%"fulfillment_holds":[{%' ORDER BY id;

-- name: shop-fulfillment
INSERT INTO shop_fulfillment (account, id, order_id, reference, body) VALUES (?, ?, ?, ?, ?);

-- name: shop-fulfillment-changed
UPDATE shop_fulfillment SET body = ? WHERE account = ? AND id = ?;

-- name: shop-fulfillment-of
SELECT reference, body FROM shop_fulfillment WHERE account = ? AND id = ?;

-- name: shop-fulfillments
SELECT body FROM shop_fulfillment WHERE account = ? AND order_id = ? ORDER BY id;

-- name: shop-event
INSERT INTO shop_fulfillment_event (account, id, fulfillment_id, body) VALUES (?, ?, ?, ?);

-- name: shop-events
SELECT body FROM shop_fulfillment_event WHERE account = ? AND fulfillment_id = ? ORDER BY id;

-- the hub's own store: is there anything yet?

-- name: hub-has-orders
SELECT 1 FROM orders FETCH FIRST 1 ROW ONLY;
