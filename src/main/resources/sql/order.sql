-- The order pool, its holds, its pollers and its erasure.

-- name: lock-by-platform-id
SELECT * FROM orders WHERE tenant = :tenant AND account = :account AND platform_order_id = :platform_order_id FOR UPDATE;

-- name: lock
SELECT * FROM orders WHERE order_no = :order_no FOR UPDATE;

-- name: lines
SELECT * FROM order_line WHERE order_no = :order_no ORDER BY line_no;

-- name: insert
INSERT INTO orders (order_no, tenant, account, platform, platform_order_id, platform_order_no, parent_no, order_type, fulfilled_by,
    sales_program, state, payment_status, allocation, test, placed_at, paid_at, ship_by, deliver_by, currency, total, item_total,
    shipping_total, seller_discount, platform_discount, tax_total, fee_total, tax_collected_by, cod_amount, ship_country, ship_to_enc,
    buyer_enc, address_restricted, tags, seller_note, risk, cancel_request, source_updated_at, version_seq, version, source_inbox_id,
    created_at, updated_at, completed_at, payment_detail, outstanding, archived, merchant_hold, cod_currency,
    payment_terms, shipping_method, duties_total)
VALUES (:order_no, :tenant, :account, :platform, :platform_order_id, :platform_order_no, :parent_no, :order_type, :fulfilled_by,
    :sales_program, :state, :payment_status, 'none', :test, :placed_at, :paid_at, :ship_by, :deliver_by, :currency, :total, :item_total,
    :shipping_total, :seller_discount, :platform_discount, :tax_total, :fee_total, :tax_collected_by, :cod_amount, :ship_country,
    :ship_to_enc, :buyer_enc, :address_restricted, :tags, :seller_note, :risk, :cancel_request, :source_updated_at, :version_seq, 1,
    :version_seq, :now, :now, :completed_at, :payment_detail, :outstanding, :archived, :merchant_hold, :cod_currency,
    :payment_terms, :shipping_method, :duties_total)
ON CONFLICT DO NOTHING;

-- name: update
UPDATE orders SET platform_order_no = :platform_order_no, parent_no = :parent_no, order_type = :order_type,
    fulfilled_by = :fulfilled_by, sales_program = :sales_program, state = :state, payment_status = :payment_status, test = :test,
    placed_at = :placed_at, paid_at = :paid_at, ship_by = :ship_by, deliver_by = :deliver_by, currency = :currency, total = :total,
    item_total = :item_total, shipping_total = :shipping_total, seller_discount = :seller_discount,
    platform_discount = :platform_discount, tax_total = :tax_total, fee_total = :fee_total, tax_collected_by = :tax_collected_by,
    cod_amount = :cod_amount, ship_country = :ship_country, ship_to_enc = :ship_to_enc, buyer_enc = :buyer_enc,
    address_restricted = :address_restricted, tags = :tags, seller_note = :seller_note, risk = :risk,
    cancel_request = :cancel_request, source_updated_at = :source_updated_at, version_seq = :version_seq, version = version + 1,
    source_inbox_id = :version_seq, updated_at = :now, completed_at = :completed_at,
    payment_detail = :payment_detail, outstanding = :outstanding, archived = :archived, merchant_hold = :merchant_hold,
    cod_currency = :cod_currency, payment_terms = :payment_terms, shipping_method = :shipping_method,
    duties_total = :duties_total
WHERE order_no = :order_no;

-- name: advance
UPDATE orders SET source_updated_at = :source_updated_at, version_seq = :version_seq WHERE order_no = :order_no;

-- name: touch
UPDATE orders SET updated_at = GREATEST(updated_at, :now) WHERE order_no = :order_no;

-- name: insert-line
INSERT INTO order_line (order_no, line_no, platform_line_id, platform_sku, sku, listing_ids, title, quantity, cancelled, allocated,
    shipped, returned, refunded, unit_price, tax, requires_shipping, gift, customization, ship_together, ioss, fulfilled,
    no_shipping_reason)
VALUES (:order_no, :line_no, :platform_line_id, :platform_sku, :sku, :listing_ids, :title, :quantity, :cancelled, 0, 0, 0, :refunded,
    :unit_price, :tax, :requires_shipping, :gift, :customization, :ship_together, :ioss, :fulfilled, :no_shipping_reason);

-- name: update-line
UPDATE order_line SET platform_sku = :platform_sku, sku = :sku, listing_ids = :listing_ids, title = :title, quantity = :quantity,
    cancelled = :cancelled, refunded = :refunded, unit_price = :unit_price, tax = :tax, requires_shipping = :requires_shipping,
    gift = :gift, customization = :customization, ship_together = :ship_together, ioss = :ioss, fulfilled = :fulfilled,
    no_shipping_reason = :no_shipping_reason
WHERE order_no = :order_no AND line_no = :line_no;

-- A line the platform lists no longer is not wanted any more; what has been shipped of it stays counted.
-- name: cancel-line
UPDATE order_line SET cancelled = quantity WHERE order_no = :order_no AND line_no = :line_no;

-- name: own-shipments
SELECT waybill_no AS own FROM parcel WHERE order_no = :order_no AND waybill_no IS NOT NULL
UNION SELECT n.number FROM parcel_number n JOIN parcel p ON p.parcel_no = n.parcel_no WHERE p.order_no = :order_no
UNION SELECT partner_ref FROM effect
    WHERE order_no = :order_no AND operation = 'confirm-shipment' AND partner_ref IS NOT NULL;

-- name: map-line
UPDATE order_line SET sku = :sku WHERE order_no = :order_no AND line_no = :line_no;

-- name: drop-waivers
DELETE FROM order_waiver WHERE order_no = :order_no AND code IN (:codes);

-- Orders that wait for the seller's release: for their label, or, where it has left all the same, for its confirmation. (The holds have an
-- index, what the orders say has none.)
-- name: held-by-seller
SELECT held.platform_order_id, MIN(held.since) AS since
FROM (SELECT o.platform_order_id, h.since
      FROM order_hold h JOIN orders o ON o.order_no = h.order_no
      WHERE h.code = 'merchant_hold' AND o.tenant = :tenant AND o.account = :account AND o.state NOT IN ('cancelled', 'completed')
      UNION ALL
      SELECT o.platform_order_id, c.opened_at
      FROM exception_case c JOIN orders o ON o.order_no = c.order_no
      WHERE c.tenant = :tenant AND c.status = 'open' AND c.cause = 'confirm_refused' AND c.account = :account
        AND o.merchant_hold IS NOT NULL AND o.state <> 'cancelled') held
GROUP BY held.platform_order_id
ORDER BY held.platform_order_id

-- name: poll-first
INSERT INTO poll_cursor (tenant, account, stream) VALUES (:tenant, :account, :stream)
ON CONFLICT DO NOTHING;

-- One hub gets the turn: the one whose update finds it due.
-- name: poll-take
UPDATE poll_cursor SET polled_at = :now
WHERE tenant = :tenant AND account = :account AND stream = :stream AND (polled_at IS NULL OR polled_at <= :due);

-- name: poll-watermark
SELECT watermark FROM poll_cursor WHERE tenant = :tenant AND account = :account AND stream = :stream;

-- name: poll-advance
UPDATE poll_cursor SET watermark = :watermark WHERE tenant = :tenant AND account = :account AND stream = :stream;

-- Over: cancelled with nothing under way, closed by the platform with nothing under way here, or every live parcel at its end.
-- name: erasure-due
SELECT o.order_no FROM orders o
WHERE o.erased_at IS NULL AND (o.updated_at < :until OR o.erasure_asked_at IS NOT NULL)
    AND (o.state IN ('cancelled', 'completed')
        OR EXISTS (SELECT 1 FROM parcel p WHERE p.order_no = o.order_no AND p.milestone IN ('delivered', 'returned', 'lost', 'destroyed')))
    AND NOT EXISTS (SELECT 1 FROM parcel p JOIN fulfillment f ON f.fulfillment_no = p.fulfillment_no
        WHERE p.order_no = o.order_no AND f.status NOT IN ('cancelled', 'intercepted') AND p.waybill_status <> 'void'
            AND (p.milestone IS NULL OR p.milestone NOT IN ('delivered', 'returned', 'lost', 'destroyed')))
    AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_no = o.order_no AND o.state NOT IN ('cancelled', 'completed')
        AND l.requires_shipping = TRUE AND l.quantity > l.cancelled + l.fulfilled + l.shipped)
ORDER BY o.erased_at, o.updated_at LIMIT :page;

-- name: deleted-under-way
SELECT order_no, platform_order_no FROM orders
WHERE tenant = :tenant AND account = :account AND platform_order_id = :id
    AND state NOT IN ('cancelled', 'completed') AND delivered_told = FALSE AND test = FALSE AND fulfilled_by = 'merchant'
FOR UPDATE;

-- name: return-asked
SELECT order_no FROM orders WHERE tenant = :tenant AND account = :account AND platform_order_id = :id AND test = FALSE;

-- name: erasure-to-be-asked
SELECT order_no FROM orders
WHERE tenant = :tenant AND account = :account AND platform_order_id IN (:ids) AND erased_at IS NULL AND erasure_asked_at IS NULL;

-- name: erasure-of-all-to-be-asked
SELECT order_no FROM orders
WHERE tenant = :tenant AND account = :account AND erased_at IS NULL AND erasure_asked_at IS NULL;

-- name: ask-erasure
UPDATE orders SET erasure_asked_at = :now WHERE order_no = :order_no AND erased_at IS NULL AND erasure_asked_at IS NULL;

-- name: personal-data-of
SELECT order_no, erased_at FROM orders WHERE tenant = :tenant AND account = :account AND platform_order_id IN (:ids) ORDER BY order_no;

-- name: personal-data-of-all
SELECT COUNT(*) AS known, SUM(CASE WHEN erased_at IS NULL THEN 1 ELSE 0 END) AS waiting FROM orders
WHERE tenant = :tenant AND account = :account;

-- name: erasure-asked
SELECT tenant, account, erasure_asked_at FROM orders WHERE order_no = :order_no;

-- updated_at stays: nothing a client follows has changed, and the order must not come up as news.
-- name: erase-order
UPDATE orders SET ship_to_enc = NULL, buyer_enc = NULL, seller_note = NULL, merchant_hold = NULL, erased_at = :now
WHERE order_no = :order_no AND erased_at IS NULL;

-- What a buyer had engraved or printed is often a name.
-- name: erase-customization
UPDATE order_line SET customization = NULL WHERE order_no = :order_no;

-- name: erase-asked-addresses
UPDATE parcel SET asked_ship_to_enc = NULL WHERE order_no = :order_no AND asked_ship_to_enc IS NOT NULL;

-- What was noted about its cases may name the buyer.
-- name: erase-case-notes
UPDATE case_action SET note_enc = NULL
WHERE note_enc IS NOT NULL AND case_id IN (SELECT c.id FROM exception_case c WHERE c.order_no = :order_no);

-- name: erase-labels
DELETE FROM label WHERE parcel_no IN (SELECT parcel_no FROM parcel WHERE order_no = :order_no);
