package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.demo.ShopifyOrder;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.store.Sql;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What a shop's Admin API shows, as {@code routes/sandbox/shopify.camel.yaml} serves it. */
@Component("sandboxShop")
public final class ShopifyShop {

    private static final Sql SQL = Sql.of("sandbox");
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 250;
    private static final OffsetDateTime EVER = OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    /** In what the shop keeps to itself: a fulfillment of the order was cancelled, and is shown still. */
    static final String REOPENED = "reopened";

    private final PartnerStore store;

    private final PushedByHand byHand;

    public ShopifyShop(PartnerStore store, PushedByHand byHand) {
        this.store = store;
        this.byHand = byHand;
    }

    /** Orders by their last change, oldest first; the next page is named in the Link header. */
    public void orders(PartnerCall call) {
        Map<String, String> query = call.query();
        int limit;
        OffsetDateTime since;
        long after;
        try {
            limit = Math.min(LARGEST_PAGE, Integer.parseInt(query.getOrDefault("limit", Integer.toString(PAGE))));
            String[] cursor = cursor(query.get("page_info"));
            since = cursor == null
                    ? OffsetDateTime.parse(query.getOrDefault("updated_at_min", EVER.toString()))
                    : OffsetDateTime.parse(cursor[0]);
            after = cursor == null ? 0 : Long.parseLong(cursor[1]);
        } catch (DateTimeException | IllegalArgumentException e) {
            call.reply(400, Map.of("errors", Map.of("base", List.of("limit, updated_at_min or page_info is invalid"))));
            return;
        }
        List<Map<String, Object>> rows =
                store.read().queryForList(SQL.get("shop-orders"), call.account(), since, since, after, limit + 1);
        boolean more = rows.size() > limit;
        List<Map<String, Object>> page = more ? rows.subList(0, limit) : rows;
        List<Map<String, Object>> orders = page.stream()
                .map(row -> whole(store.read(), call.account(), (Long) row.get("id"), (String) row.get("body")))
                .toList();
        call.reply(200, Map.of("orders", orders));
        if (more) {
            Map<String, Object> last = page.get(limit - 1);
            String next = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((last.get("updated_at") + "|" + last.get("id")).getBytes(StandardCharsets.UTF_8));
            call.replyHeader("Link", "<" + call.url() + "?limit=" + limit + "&page_info=" + next + ">; rel=\"next\"");
        }
    }

    /**
     * One order, or the fields of it that are asked for. Of an order that was pushed by hand the shop has never seen the document: as a whole it is
     * not found, for whoever took what the shop made up for it would lose what the push said.
     */
    public void order(PartnerCall call) {
        long id = number(call.path(), "orders");
        call.about(Long.toString(id));
        String fields = call.query().get("fields");
        if (fields == null && byHand.never(call.account(), id)) {
            call.reply(404, Map.of("errors", "Not Found"));
            return;
        }
        find(call, id, row -> {
            Map<String, Object> order = whole(store.read(), call.account(), id, row);
            if (fields != null) {
                order.keySet().retainAll(List.of(fields.split(",")));
            }
            call.reply(200, Map.of("order", order));
        });
    }

    /** The shop makes one fulfillment order for each order: everything from one location. */
    public void fulfillmentOrders(PartnerCall call) {
        long id = number(call.path(), "orders");
        call.about(Long.toString(id));
        find(
                call,
                id,
                byHand.adoptAnew(call.account(), id),
                row -> call.reply(
                        200, Map.of("fulfillment_orders", List.of(ShopifyHolds.shown(id, Json.object(row))))));
    }

    public void fulfillments(PartnerCall call) {
        long id = number(call.path(), "orders");
        call.about(Long.toString(id));
        find(call, id, row -> call.reply(200, Map.of("fulfillments", fulfillments(store.read(), call.account(), id))));
    }

    /** What was told about a shipment on its way. */
    public void events(PartnerCall call) {
        List<Map<String, Object>> events = new ArrayList<>();
        store.read()
                .queryForList(SQL.get("shop-events"), String.class, call.account(), number(call.path(), "fulfillments"))
                .forEach(body -> events.add(Json.object(body)));
        call.reply(200, Map.of("fulfillment_events", events));
    }

    private void find(PartnerCall call, long id, Consumer<String> found) {
        find(call, id, byHand.adopt(call.account(), id), found);
    }

    /** @param sure false where it could not be found out whether somebody pushed the order by hand */
    private void find(PartnerCall call, long id, boolean sure, Consumer<String> found) {
        if (!sure) {
            call.reply(503, Map.of("errors", "Service Unavailable"));
            return;
        }
        List<Map<String, Object>> rows = store.read().queryForList(SQL.get("shop-order-of"), call.account(), id);
        if (rows.isEmpty()) {
            call.reply(404, Map.of("errors", "Not Found"));
        } else {
            found.accept((String) rows.get(0).get("body"));
        }
    }

    /** Open, in progress once some of it was shipped, on hold, closed when nothing is left. */
    static String status(Map<String, Object> order) {
        if (order.get("cancelled_at") != null) {
            return "cancelled";
        }
        String status = shipped(order);
        return !status.equals("closed") && ShopifyHolds.held(order) ? ShopifyHolds.ON_HOLD : status;
    }

    private static String shipped(Map<String, Object> order) {
        return switch (String.valueOf(order.get("fulfillment_status"))) {
            case "fulfilled" -> "closed";
            case "partial" -> "in_progress";
            default -> "open";
        };
    }

    /** The number behind a name in the path: {@code /orders/4711.json}; 0 where there is none. */
    static long number(String path, String name) {
        String[] parts = path.split("/");
        for (int i = 0; i < parts.length - 1; i++) {
            if (parts[i].equals(name)) {
                String digits = parts[i + 1].replaceFirst("\\.json$", "");
                return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
            }
        }
        return 0;
    }

    static Map<String, Object> whole(JdbcTemplate jdbc, String account, long id, String body) {
        Map<String, Object> order = Json.object(body);
        Map<String, Object> shown = ShopifyOrders.shown(order);
        boolean any = order.get("fulfillment_status") != null
                || Json.child(order, ShopifyOrder.FULFILLMENT_ORDER).containsKey(REOPENED);
        shown.put("fulfillments", any ? fulfillments(jdbc, account, id) : List.of());
        return shown;
    }

    private static List<Map<String, Object>> fulfillments(JdbcTemplate jdbc, String account, long orderId) {
        List<Map<String, Object>> fulfillments = new ArrayList<>();
        jdbc.queryForList(SQL.get("shop-fulfillments"), String.class, account, orderId)
                .forEach(body -> fulfillments.add(Json.object(body)));
        return fulfillments;
    }

    private static String[] cursor(String pageInfo) {
        if (pageInfo == null) {
            return null;
        }
        String[] parts = new String(Base64.getUrlDecoder().decode(pageInfo), StandardCharsets.UTF_8).split("\\|");
        if (parts.length != 2) {
            throw new IllegalArgumentException("page_info");
        }
        return parts;
    }
}
