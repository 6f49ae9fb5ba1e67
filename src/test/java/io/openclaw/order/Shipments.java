package io.openclaw.order;

import java.util.Map;

/** Rows of the rooms that work on orders after this one, as they leave them. */
final class Shipments {

    private Shipments() {}

    /** One fulfillment of the order's first line with one labelled parcel at the given milestone, and traces of both. */
    static void insert(OrderRoom room, String orderNo, String milestone) {
        boolean gone = milestone != null && !milestone.equals("created");
        Map<String, Object> row = new java.util.HashMap<>();
        row.put("no", orderNo);
        row.put("f", orderNo + "-F1");
        row.put("p", orderNo + "-F1-P1");
        row.put("waybill", "WB/" + room.view(orderNo).platformOrderId());
        row.put("milestone", milestone);
        row.put("status", gone ? "outbound" : "planned");
        row.put("at", room.clock.instant().atOffset(java.time.ZoneOffset.UTC));
        run(
                room,
                row,
                "INSERT INTO fulfillment (fulfillment_no, tenant, account, order_no, warehouse, label_source, carrier, service,"
                        + " status, created_at, updated_at) VALUES (:f, 'demo', 'shop-us', :no, 'cn', 'carrier', '4px-cn', 'PX', :status, :at, :at)");
        run(
                room,
                row,
                "INSERT INTO fulfillment_line (fulfillment_no, order_no, line_no, sku, quantity) VALUES (:f, :no, 1, 'SKU-A', 1)");
        run(
                room,
                row,
                "INSERT INTO parcel (parcel_no, tenant, fulfillment_no, order_no, account, waybill_status, waybill_no, boxes,"
                        + " leg, rank, milestone, created_at, updated_at)"
                        + " VALUES (:p, 'demo', :f, :no, 'shop-us', 'created', :waybill, 1, 1, 0, :milestone, :at, :at)");
        run(
                room,
                row,
                "INSERT INTO parcel_number (parcel_no, role, number, since) VALUES (:p, 'waybill', :waybill, :at)");
        room.jdbc
                .sql("INSERT INTO label (parcel_no, version, format, source, document_enc, created_at)"
                        + " VALUES (:p, 1, 'pdf', 'carrier', :document, :at)")
                .param("p", row.get("p"))
                .param("document", new byte[] {1})
                .param("at", row.get("at"))
                .update();
        run(
                room,
                row,
                "INSERT INTO tracking_event (tenant, parcel_no, event_key, source, leg, occurred_at, time_source, raw_time,"
                        + " milestone, rank, code, code_known, description, recorded_at)"
                        + " VALUES ('demo', :p, 'k1', '4px-cn', 1, :at, 'given', 'raw', :milestone, 10, 'FPX', TRUE, 'words', :at)");
        run(
                room,
                row,
                "INSERT INTO exception_case (id, tenant, order_no, cause, reason, severity, status, allowed_actions, opened_at)"
                        + " VALUES (:no, 'demo', :no, 'no_first_scan', 'no_first_scan', 'warning', 'resolved', 'ask_carrier, cancel', :at)");
        run(
                room,
                row,
                "INSERT INTO outbox (id, type, tenant, order_no, occurred_at, body) VALUES (:p, 'waybill.created', 'demo', :no, :at,"
                        + " '{\"carrier\":\"4px-cn\",\"waybill_no\":\"WB/1001\",\"corrected\":false}')");
    }

    private static void run(OrderRoom room, Map<String, Object> row, String statement) {
        room.jdbc.sql(statement).params(row).update();
    }
}
