package io.openclaw.order;

import io.openclaw.store.TestDatabase;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What a hub has in its store after some weeks, made by the database itself: orders of two lines with a fulfillment, a parcel, its
 * numbers and events, and what has happened to them; of the youngest a part of the work is still to be done.
 */
final class OrderBacklog {

    /** From when on the orders were updated, one a second. */
    static final OffsetDateTime BEGAN = OffsetDateTime.of(2024, 6, 15, 0, 0, 0, 0, ZoneOffset.UTC);

    private static final String NUMBER = "'B' || LPAD(CAST(n.x AS VARCHAR), 8, '0')";

    private final TestDatabase database;
    private final String rows;

    private OrderBacklog(TestDatabase database, int orders, boolean postgres) {
        this.database = database;
        this.rows = postgres ? "generate_series(1, " + orders + ") AS n(x)" : "system_range(1, " + orders + ") AS n(x)";
    }

    /** @param waiting how many of the youngest still have deliveries outstanding */
    static void fill(TestDatabase database, int orders, int waiting, boolean postgres) {
        OrderBacklog backlog = new OrderBacklog(database, orders, postgres);
        backlog.orders();
        backlog.shipments();
        backlog.stock();
        backlog.holds();
        backlog.history(orders, waiting);
        database.jdbc().sql("ANALYZE").update();
    }

    private void orders() {
        insert(
                "orders",
                "order_no, tenant, account, platform, platform_order_id, platform_order_no, order_type, fulfilled_by, state, payment_status,"
                        + " allocation, test, placed_at, currency, total, ship_country, address_restricted, source_updated_at, version_seq,"
                        + " version, created_at, updated_at, ship_by",
                "{no}, 'demo', 'shopify-us', 'shopify', {no}, {no}, 'normal', 'merchant', 'open', 'paid', 'planned', FALSE, {at}, 'USD', 20,"
                        + " 'US', FALSE, {at}, 1, 1, {at}, {at}, {at} + INTERVAL '2' DAY");
        for (int line = 1; line <= 2; line++) {
            insert(
                    "order_line",
                    "order_no, line_no, platform_line_id, platform_sku, sku, title, quantity, cancelled, allocated, shipped, returned, refunded,"
                            + " unit_price, requires_shipping, gift",
                    "{no}, " + line + ", 'L" + line + "', 'SKU-A', 'SKU-A', 'Thing', 2, 0, 2, 0, 0, 0, 5, TRUE, FALSE");
        }
    }

    private void shipments() {
        insert(
                "fulfillment",
                "fulfillment_no, tenant, account, order_no, warehouse, label_source, carrier, service, status, decision, created_at, updated_at",
                "{no} || '-F1', 'demo', 'shopify-us', {no}, 'cn-szx', 'carrier', '4px-cn', 'PX', 'outbound', 'cn-szx has every line', {at}, {at}");
        for (int line = 1; line <= 2; line++) {
            insert(
                    "fulfillment_line",
                    "fulfillment_no, order_no, line_no, sku, quantity",
                    "{no} || '-F1', {no}, " + line + ", 'SKU-A', 2");
        }
        insert(
                "parcel",
                "parcel_no, tenant, fulfillment_no, order_no, account, waybill_status, waybill_no, boxes, leg, rank, milestone, created_at, updated_at",
                "{no} || '-F1-P1', 'demo', {no} || '-F1', {no}, 'shopify-us', 'created', 'W' || {no}, 1, 1, 3, 'in_transit', {at}, {at}");
        for (String role : List.of("client_ref", "waybill")) {
            insert(
                    "parcel_number",
                    "parcel_no, role, number, since",
                    "{no} || '-F1-P1', '" + role + "', 'W' || {no}, {at}");
        }
        insert(
                "label",
                "parcel_no, version, format, source, document_enc, created_at",
                "{no} || '-F1-P1', 1, 'pdf', 'carrier', CAST('document' AS " + blob() + "), {at}");
        for (int event = 1; event <= 6; event++) {
            insert(
                    "tracking_event",
                    "tenant, parcel_no, event_key, source, leg, occurred_at, time_source, raw_time, milestone, rank, code, code_known, description,"
                            + " location, recorded_at",
                    "'demo', {no} || '-F1-P1', 'k" + event
                            + "', '4px-cn', 1, {at}, 'given', 'raw', 'in_transit', 3, 'FPX_C_SPLS', TRUE,"
                            + " 'Departed from the facility of the first mile', 'Shenzhen', {at}");
        }
    }

    private String blob() {
        return rows.startsWith("generate") ? "BYTEA" : "VARBINARY";
    }

    /** All of one SKU, which is sold from one warehouse. */
    private void stock() {
        database.jdbc()
                .sql(
                        "INSERT INTO stock (tenant, warehouse, sku, on_hand, reserved, withheld, campaign_locked, quarantine, unsellable,"
                                + " safety_stock, in_transit, reserved_inbound, as_of)"
                                + " VALUES ('demo', 'cn-szx', 'SKU-A', 100, 0, 0, 0, 0, 0, 0, 0, 0, TIMESTAMP WITH TIME ZONE '2024-06-15 00:00:00+00')")
                .update();
        insert(
                "reservation",
                "id, tenant, order_no, fulfillment_no, warehouse, sku, quantity, shipped, state, created_at",
                "{no} || '-F1/SKU-A', 'demo', {no}, {no} || '-F1', 'cn-szx', 'SKU-A', 4, 4, 'shipped', {at}");
        for (String counter : List.of("reserved", "on_hand")) {
            insert(
                    "stock_movement",
                    "tenant, warehouse, sku, kind, counter, quantity, cause, order_no, at",
                    "'demo', 'cn-szx', 'SKU-A', 'ship', '" + counter + "', -4, {no} || '-F1/SKU-A', {no}, {at}");
        }
    }

    /** One order in a hundred was held when the others had left, half of them for what their shop's account is. */
    private void holds() {
        for (String code : List.of("product_data_missing", "sku_unmapped", "before_act_from", "import_only")) {
            database.jdbc()
                    .sql("INSERT INTO order_hold (order_no, code, subject, since, held_by) SELECT o.order_no, '" + code
                            + "', 'SKU-A', o.updated_at, 'gate' FROM orders o WHERE o.order_no LIKE '%"
                            + (code.equals("product_data_missing") || code.equals("import_only") ? "00'" : "50'"))
                    .update();
        }
    }

    private void history(int orders, int waiting) {
        for (String type : List.of(
                "order.created",
                "order.released",
                "fulfillment.created",
                "waybill.created",
                "shipment.confirmed",
                "tracking.updated",
                "tracking.updated.2",
                "exception.opened",
                "exception.resolved",
                "order.updated")) {
            insert(
                    "outbox",
                    "id, type, tenant, account, order_no, occurred_at, body",
                    "'" + type + "' || {no}, '" + type
                            + "', 'demo', 'shopify-us', {no}, {at}, '{\"order_no\":\"' || {no} ||"
                            + " '\",\"fulfillment_no\":\"F1\",\"carrier\":\"4px-cn\",\"waybill_no\":\"W1\",\"message\":\"words of some length\"}'");
        }
        insert(
                "exception_case",
                "id, tenant, account, order_no, cause, reason, severity, status, message, allowed_actions, opened_at",
                "'EX' || {no}, 'demo', 'shopify-us', {no}, 'ship_by_risk', 'ship_by_risk', 'critical', 'resolved', 'late', 'expedite', {at}");
        for (String step : List.of("tracking-relay", "erp-sync", "shipment-confirmation")) {
            database.jdbc()
                    .sql("INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at)"
                            + " SELECT '" + step + "', o.seq, o.order_no, 'shopify-us', 1, o.occurred_at FROM outbox o"
                            + " WHERE o.type IN ('tracking.updated', 'tracking.updated.2') AND o.order_no > 'B' || LPAD(CAST("
                            + (orders - waiting) + " AS VARCHAR), 8, '0')")
                    .update();
        }
    }

    private void insert(String table, String columns, String values) {
        database.jdbc()
                .sql("INSERT INTO " + table + " (" + columns + ") SELECT "
                        + values.replace("{no}", NUMBER)
                                .replace(
                                        "{at}",
                                        "TIMESTAMP WITH TIME ZONE '2024-06-15 00:00:00+00' + n.x * INTERVAL '1' SECOND")
                        + " FROM " + rows)
                .update();
    }
}
