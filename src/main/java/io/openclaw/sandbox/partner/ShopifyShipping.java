package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.demo.ShopifyOrder;
import io.openclaw.sandbox.ledger.Ids;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.parcel.Parcel;
import io.openclaw.sandbox.parcel.Parcels;
import io.openclaw.store.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What a shop takes note of about shipping. A fulfillment of what is still open is made as often as it is asked for; what
 * is closed is refused. Tracking is replaced, events are added.
 */
@Component("sandboxShipping")
public final class ShopifyShipping {

    private static final Sql SQL = Sql.of("sandbox");

    private final PartnerStore store;
    private final Ledger ledger;
    private final Ids ids;
    private final Parcels parcels;

    public ShopifyShipping(PartnerStore store, Ledger ledger, Ids ids, Parcels parcels) {
        this.store = store;
        this.ledger = ledger;
        this.ids = ids;
        this.parcels = parcels;
    }

    /** {@code POST fulfillments.json}. */
    public CompletionStage<PartnerCall> fulfil(PartnerCall call) {
        Map<String, Object> wanted = Json.child(call.json(), "fulfillment");
        return store.write(writing -> {
            List<Map<String, Object>> groups = Json.children(wanted, "line_items_by_fulfillment_order");
            Map<String, Object> row = groups.isEmpty()
                    ? null
                    : writing
                            .jdbc()
                            .queryForList(
                                    SQL.get("shop-order-of-fulfillment-order"),
                                    call.account(),
                                    id(groups.get(0), "fulfillment_order_id"))
                            .stream()
                            .findFirst()
                            .orElse(null);
            if (row == null) {
                return call.reply(422, Map.of("errors", List.of("Fulfillment order does not exist.")));
            }
            return fulfil(
                    writing, call, wanted, groups.get(0), (Long) row.get("id"), Json.object((String) row.get("body")));
        });
    }

    private PartnerCall fulfil(
            Writing writing,
            PartnerCall call,
            Map<String, Object> wanted,
            Map<String, Object> group,
            long orderId,
            Map<String, Object> order) {
        Map<String, Object> open = Json.child(order, ShopifyOrder.FULFILLMENT_ORDER);
        String number = Json.text(Json.child(wanted, "tracking_info"), "number");
        String reference = reference(writing.jdbc(), number, orderId + "/" + open.get("id"));
        call.about(reference);
        String status = ShopifyShop.status(order);
        if (status.equals("closed") || status.equals("cancelled")) {
            return call.reply(
                    422,
                    Map.of(
                            "errors",
                            List.of("Fulfillment order " + open.get("id") + " has an unfulfillable status= " + status
                                    + ".")));
        }
        List<Map<String, Object>> lines = Json.children(open, "line_items");
        List<Map<String, Object>> asked = Json.children(group, "fulfillment_order_line_items");
        List<Map<String, Object>> shipped = new ArrayList<>();
        for (Map<String, Object> line : lines) {
            int left = ((Number) line.get("fulfillable_quantity")).intValue();
            int quantity = asked.isEmpty()
                    ? left
                    : asked.stream()
                            .filter(item -> id(item, "id") == id(line, "id"))
                            .mapToInt(item -> ((Number) item.get("quantity")).intValue())
                            .sum();
            if (quantity > left || quantity < 0) {
                return call.reply(
                        422, Map.of("errors", List.of("Invalid fulfillment order line item quantity requested.")));
            }
            if (quantity > 0) {
                line.put("fulfillable_quantity", left - quantity);
                shipped.add(shipped(order, line, quantity));
            }
        }
        if (shipped.isEmpty()) {
            return call.reply(422, Map.of("errors", List.of("Fulfillment has no line items.")));
        }
        boolean all = lines.stream().allMatch(line -> ((Number) line.get("fulfillable_quantity")).intValue() == 0);
        String now = ShopifyOrder.time(Pace.now());
        order.put("fulfillment_status", all ? "fulfilled" : "partial");
        order.put("updated_at", now);
        writing.jdbc().update(SQL.get("shop-order-changed"), Pace.now(), Json.text(order), call.account(), orderId);

        long id = ids.next();
        Map<String, Object> fulfillment = new LinkedHashMap<>();
        fulfillment.put("id", id);
        fulfillment.put("order_id", orderId);
        fulfillment.put("name", order.get("name") + ".1");
        fulfillment.put("status", "success");
        fulfillment.put("service", "manual");
        fulfillment.put("created_at", now);
        fulfillment.put("location_id", 1);
        fulfillment.put("shipment_status", null);
        track(fulfillment, Json.child(wanted, "tracking_info"), now);
        fulfillment.put("line_items", shipped);
        writing.jdbc()
                .update(SQL.get("shop-fulfillment"), call.account(), id, orderId, reference, Json.text(fulfillment));
        call.reply(201, Map.of("fulfillment", fulfillment));
        ledger.took(writing, call, "confirm-shipment", reference, number);
        return call;
    }

    /** {@code POST fulfillments/{id}/update_tracking.json}: another number for the same parcel. */
    public CompletionStage<PartnerCall> updateTracking(PartnerCall call) {
        long id = ShopifyShop.number(call.path(), "fulfillments");
        Map<String, Object> tracking = Json.child(Json.child(call.json(), "fulfillment"), "tracking_info");
        return store.write(writing -> {
            List<Map<String, Object>> rows =
                    writing.jdbc().queryForList(SQL.get("shop-fulfillment-of"), call.account(), id);
            if (rows.isEmpty()) {
                return call.reply(404, Map.of("errors", "Not Found"));
            }
            Map<String, Object> fulfillment = Json.object((String) rows.get(0).get("body"));
            String before = Json.text(fulfillment, "tracking_number");
            track(fulfillment, tracking, ShopifyOrder.time(Pace.now()));
            writing.jdbc().update(SQL.get("shop-fulfillment-changed"), Json.text(fulfillment), call.account(), id);
            call.reply(200, Map.of("fulfillment", fulfillment));
            String number = Json.text(tracking, "number");
            call.about((String) rows.get(0).get("reference"));
            if (number != null && !number.equals(before)) {
                ledger.took(writing, call, "update-tracking", rows.get(0).get("reference") + "/" + number, number);
            }
            return call;
        });
    }

    /** {@code POST orders/{id}/fulfillments/{id}/events.json}: something the buyer sees. */
    public CompletionStage<PartnerCall> event(PartnerCall call) {
        long fulfillmentId = ShopifyShop.number(call.path(), "fulfillments");
        Map<String, Object> given = Json.child(call.json(), "event");
        String status = Json.text(given, "status");
        return store.write(writing -> {
            List<Map<String, Object>> rows =
                    writing.jdbc().queryForList(SQL.get("shop-fulfillment-of"), call.account(), fulfillmentId);
            if (rows.isEmpty()) {
                return call.reply(404, Map.of("errors", "Not Found"));
            }
            if (status == null) {
                return call.reply(422, Map.of("errors", Map.of("status", List.of("can't be blank"))));
            }
            long id = ids.next();
            Map<String, Object> event = new LinkedHashMap<>(given);
            event.put("id", id);
            event.put("fulfillment_id", fulfillmentId);
            event.put("created_at", ShopifyOrder.time(Pace.now()));
            event.putIfAbsent("happened_at", event.get("created_at"));
            writing.jdbc().update(SQL.get("shop-event"), call.account(), id, fulfillmentId, Json.text(event));
            call.reply(201, Map.of("fulfillment_event", event));
            ledger.took(
                    writing,
                    call,
                    "post-tracking-event",
                    rows.get(0).get("reference") + "/" + status + "@" + event.get("happened_at"),
                    null);
            return call;
        });
    }

    /** Shopify has no name for the parcel. The ledger's is found by the tracking number, else it is made of Shopify's own ids. */
    private String reference(JdbcTemplate jdbc, String number, String otherwise) {
        return number == null
                ? otherwise
                : parcels.find(jdbc, number).map(Parcel::reference).orElse(otherwise);
    }

    private static void track(Map<String, Object> fulfillment, Map<String, Object> tracking, String now) {
        String number = Json.text(tracking, "number");
        String url = Json.text(tracking, "url");
        fulfillment.put("updated_at", now);
        fulfillment.put("tracking_company", Json.text(tracking, "company"));
        fulfillment.put("tracking_number", number);
        fulfillment.put("tracking_numbers", number == null ? List.of() : List.of(number));
        fulfillment.put("tracking_url", url);
        fulfillment.put("tracking_urls", url == null ? List.of() : List.of(url));
    }

    private static Map<String, Object> shipped(Map<String, Object> order, Map<String, Object> line, int quantity) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", line.get("line_item_id"));
        item.put("quantity", quantity);
        Json.children(order, "line_items").stream()
                .filter(sold -> id(sold, "id") == id(line, "line_item_id"))
                .findFirst()
                .ifPresent(sold -> {
                    item.put("sku", sold.get("sku"));
                    item.put("title", sold.get("title"));
                    item.put("variant_id", sold.get("variant_id"));
                    sold.put("fulfillable_quantity", ((Number) sold.get("fulfillable_quantity")).intValue() - quantity);
                });
        return item;
    }

    private static long id(Map<String, Object> map, String name) {
        return map.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
