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
 * is closed is refused. Tracking is replaced, by REST with one number and by GraphQL with any; events are added.
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

    /** What came of a request: a fulfillment, or what is wrong with it. */
    private record Outcome(Map<String, Object> fulfillment, String error) {

        static Outcome refused(String error) {
            return new Outcome(null, error);
        }
    }

    /** {@code POST fulfillments.json}. */
    public CompletionStage<PartnerCall> fulfil(PartnerCall call) {
        Map<String, Object> wanted = Json.child(call.json(), "fulfillment");
        return store.write(writing -> {
            Outcome outcome = fulfil(writing, call, wanted, one(Json.child(wanted, "tracking_info")));
            return outcome.error() == null
                    ? call.reply(201, Map.of("fulfillment", outcome.fulfillment()))
                    : call.reply(422, Map.of("errors", List.of(outcome.error())));
        });
    }

    /** The mutation {@code fulfillmentCreateV2}; unlike REST it takes several numbers. */
    CompletionStage<PartnerCall> create(PartnerCall call, String field, Map<String, Object> input) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (Map<String, Object> group : Json.children(input, "lineItemsByFulfillmentOrder")) {
            List<Map<String, Object>> items = new ArrayList<>();
            for (Map<String, Object> item : Json.children(group, "fulfillmentOrderLineItems")) {
                items.add(Map.of("id", gid(item.get("id")), "quantity", item.get("quantity")));
            }
            groups.add(Map.of(
                    "fulfillment_order_id",
                    gid(group.get("fulfillmentOrderId")),
                    "fulfillment_order_line_items",
                    items));
        }
        return store.write(writing -> answer(
                call,
                field,
                fulfil(
                        writing,
                        call,
                        Map.of("line_items_by_fulfillment_order", groups),
                        several(Json.child(input, "trackingInfo")))));
    }

    private Outcome fulfil(Writing writing, PartnerCall call, Map<String, Object> wanted, Tracking tracking) {
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
        return row == null
                ? Outcome.refused("Fulfillment order does not exist.")
                : fulfil(writing, call, tracking, groups.get(0), (Long) row.get("id"), Json.object((String)
                        row.get("body")));
    }

    private Outcome fulfil(
            Writing writing,
            PartnerCall call,
            Tracking tracking,
            Map<String, Object> group,
            long orderId,
            Map<String, Object> order) {
        Map<String, Object> open = Json.child(order, ShopifyOrder.FULFILLMENT_ORDER);
        String reference = reference(writing.jdbc(), tracking.first(), orderId + "/" + open.get("id"));
        call.about(reference);
        String status = ShopifyShop.status(order);
        if (List.of("closed", "cancelled", ShopifyHolds.ON_HOLD).contains(status)) {
            return Outcome.refused(
                    "Fulfillment order " + open.get("id") + " has an unfulfillable status= " + status + ".");
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
                return Outcome.refused("Invalid fulfillment order line item quantity requested.");
            }
            if (quantity > 0) {
                line.put("fulfillable_quantity", left - quantity);
                shipped.add(shipped(order, line, quantity));
            }
        }
        if (shipped.isEmpty()) {
            return Outcome.refused("Fulfillment has no line items.");
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
        tracking.write(fulfillment, now);
        fulfillment.put("line_items", shipped);
        writing.jdbc()
                .update(SQL.get("shop-fulfillment"), call.account(), id, orderId, reference, Json.text(fulfillment));
        ledger.took(writing, call, "confirm-shipment", reference, tracking.said());
        return new Outcome(fulfillment, null);
    }

    /** {@code POST fulfillments/{id}/update_tracking.json}: another number in place of what it had. */
    public CompletionStage<PartnerCall> updateTracking(PartnerCall call) {
        long id = ShopifyShop.number(call.path(), "fulfillments");
        Tracking tracking = one(Json.child(Json.child(call.json(), "fulfillment"), "tracking_info"));
        return store.write(writing -> {
            Outcome outcome = track(writing, call, id, tracking);
            return outcome.error() == null
                    ? call.reply(200, Map.of("fulfillment", outcome.fulfillment()))
                    : call.reply(404, Map.of("errors", "Not Found"));
        });
    }

    /** The mutation {@code fulfillmentTrackingInfoUpdateV2}: other numbers in place of those it had. */
    CompletionStage<PartnerCall> track(PartnerCall call, String field, Map<String, Object> variables) {
        Object named = variables.containsKey("fulfillmentId") ? variables.get("fulfillmentId") : variables.get("id");
        Map<String, Object> input = variables.containsKey("trackingInfoInput")
                ? Json.child(variables, "trackingInfoInput")
                : Json.child(variables, "tracking");
        return store.write(writing -> answer(call, field, track(writing, call, gid(named), several(input))));
    }

    private Outcome track(Writing writing, PartnerCall call, long id, Tracking tracking) {
        List<Map<String, Object>> rows =
                writing.jdbc().queryForList(SQL.get("shop-fulfillment-of"), call.account(), id);
        if (rows.isEmpty()) {
            return Outcome.refused("Fulfillment does not exist.");
        }
        String reference = (String) rows.get(0).get("reference");
        Map<String, Object> fulfillment = Json.object((String) rows.get(0).get("body"));
        Object before = fulfillment.get("tracking_numbers");
        tracking.write(fulfillment, ShopifyOrder.time(Pace.now()));
        writing.jdbc().update(SQL.get("shop-fulfillment-changed"), Json.text(fulfillment), call.account(), id);
        call.about(reference);
        if (!tracking.numbers().isEmpty() && !tracking.numbers().equals(before)) {
            ledger.took(writing, call, "update-tracking", reference + "/" + tracking.said(), tracking.said());
        }
        return new Outcome(fulfillment, null);
    }

    /** As GraphQL answers: what is wrong stands in userErrors, under status 200. */
    private static PartnerCall answer(PartnerCall call, String field, Outcome outcome) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("fulfillment", outcome.fulfillment() == null ? null : shown(outcome.fulfillment()));
        payload.put(
                "userErrors",
                outcome.error() == null
                        ? List.of()
                        : List.of(Map.of("field", List.of("fulfillment"), "message", outcome.error())));
        return call.reply(200, Map.of("data", Map.of(field, payload)));
    }

    private static Map<String, Object> shown(Map<String, Object> fulfillment) {
        List<?> urls = (List<?>) fulfillment.get("tracking_urls");
        List<Map<String, Object>> info = new ArrayList<>();
        for (Object number : (List<?>) fulfillment.get("tracking_numbers")) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("company", fulfillment.get("tracking_company"));
            one.put("number", number);
            one.put("url", info.size() < urls.size() ? urls.get(info.size()) : null);
            info.add(one);
        }
        return Map.of(
                "id",
                "gid://shopify/Fulfillment/" + fulfillment.get("id"),
                "legacyResourceId",
                String.valueOf(fulfillment.get("id")),
                "status",
                "SUCCESS",
                "trackingInfo",
                info);
    }

    private static long gid(Object gid) {
        String digits = String.valueOf(gid).replaceFirst("^gid://shopify/\\w+/", "");
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
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

    /** The numbers a fulfillment is to have, each with its address where one is given, and their company. */
    private record Tracking(String company, List<String> numbers, List<String> urls) {

        String first() {
            return numbers.isEmpty() ? null : numbers.get(0);
        }

        String said() {
            return numbers.isEmpty() ? null : String.join(",", numbers);
        }

        void write(Map<String, Object> fulfillment, String now) {
            fulfillment.put("updated_at", now);
            fulfillment.put("tracking_company", company);
            fulfillment.put("tracking_number", first());
            fulfillment.put("tracking_numbers", numbers);
            fulfillment.put("tracking_url", urls.isEmpty() ? null : urls.get(0));
            fulfillment.put("tracking_urls", urls);
        }
    }

    /** REST takes one number, whatever else it is sent. */
    private static Tracking one(Map<String, Object> info) {
        String number = Json.text(info, "number");
        String url = Json.text(info, "url");
        return new Tracking(
                Json.text(info, "company"),
                number == null ? List.of() : List.of(number),
                url == null ? List.of() : List.of(url));
    }

    private static Tracking several(Map<String, Object> info) {
        return info.get("numbers") instanceof List<?> numbers
                ? new Tracking(Json.text(info, "company"), texts(numbers), texts(info.get("urls")))
                : one(info);
    }

    private static List<String> texts(Object list) {
        return list instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
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
