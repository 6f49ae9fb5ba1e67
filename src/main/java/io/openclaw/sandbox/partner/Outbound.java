package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.ledger.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An outbound order of a simulated warehouse. */
record Outbound(
        String account,
        String fulfillmentNo,
        String outboundNo,
        String status,
        List<String> numbers,
        Map<String, Object> request,
        OffsetDateTime nextAt) {

    static Outbound of(ResultSet row) throws SQLException {
        return new Outbound(
                row.getString("account"),
                row.getString("fulfillment_no"),
                row.getString("outbound_no"),
                row.getString("status"),
                numbers(row.getString("waybill_no"), row.getString("further_nos")),
                Json.object(row.getString("request")),
                row.getObject("next_at", OffsetDateTime.class));
    }

    private static List<String> numbers(String first, String further) {
        return Stream.concat(
                        Stream.ofNullable(first),
                        Stream.ofNullable(further).flatMap(list -> Stream.of(list.split(","))))
                .toList();
    }

    int units() {
        return Json.children(request, "lines").stream()
                .mapToInt(line -> ((Number) line.get("quantity")).intValue())
                .sum();
    }

    /** What it finds of an order, line by line; it misses the last ones first. */
    List<Map<String, Object>> found(int unfound) {
        List<Map<String, Object>> found = new ArrayList<>();
        int rest = units() - unfound;
        for (Map<String, Object> line : Json.children(request, "lines")) {
            int units = Math.min(rest, ((Number) line.get("quantity")).intValue());
            found.add(Map.of("sku", line.get("sku"), "quantity", units));
            rest -= units;
        }
        return found;
    }

    /** Units go into the packages in turn; it does not say what a package holds for which no whole unit is left. */
    List<Map<String, Object>> contents(int index) {
        int packages = numbers.size();
        List<Map<String, Object>> contents = new ArrayList<>();
        int first = 0;
        for (Map<String, Object> line : Json.children(request, "lines")) {
            int quantity = ((Number) line.get("quantity")).intValue();
            int from = Math.floorMod(index - first, packages);
            int own = quantity / packages + (from < quantity % packages ? 1 : 0);
            if (own > 0) {
                contents.add(Map.of("sku", line.get("sku"), "quantity", own));
            }
            first = (first + quantity) % packages;
        }
        return contents;
    }

    /** As the warehouse names it. */
    String told() {
        return status.equals("received") ? "accepted" : status;
    }

    /** What its first parcel goes by. */
    String reference() {
        String parcelNo = Json.text(Json.child(request, "parcel"), "parcel_no");
        return parcelNo == null ? fulfillmentNo : parcelNo;
    }
}
