package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.demo.ShopifyOrder;
import io.openclaw.sandbox.ledger.Ids;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.push.HubOrders;
import io.openclaw.store.Sql;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Orders that somebody pushed in the shop's name, as everybody does who tries the hub with a payload of his own: the shop
 * never sold them, and would answer 404 when the hub confirms their shipment. It takes them into its books when it is first
 * asked for them, by what the hub has.
 */
@Component
public final class PushedByHand {

    private static final Logger LOG = LoggerFactory.getLogger(PushedByHand.class);
    private static final Sql SQL = Sql.of("sandbox");

    /** They have no number among the orders of the shop's own buyers. */
    private static final long NO_NUMBER = 0;

    private final PartnerStore store;
    private final HubOrders hub;
    private final Ids ids;

    public PushedByHand(PartnerStore store, HubOrders hub, Ids ids) {
        this.store = store;
        this.hub = hub;
        this.ids = ids;
    }

    /**
     * Makes an order the shop's own that it does not know and the hub does; changes nothing otherwise.
     *
     * @return false when that could not be found out now
     */
    boolean adopt(String account, long id) {
        if (id == 0 || known(store.read().queryForList(SQL.get("shop-order-of"), account, id))) {
            return true;
        }
        try {
            hub.find(account, Long.toString(id)).ifPresent(seen -> store.write(writing -> {
                        if (!known(writing.jdbc().queryForList(SQL.get("shop-order-of"), account, id))) {
                            Map<String, Object> order = order(id, seen);
                            Object open = Json.child(order, ShopifyOrder.FULFILLMENT_ORDER)
                                    .get("id");
                            writing.jdbc()
                                    .update(
                                            SQL.get("shop-order"),
                                            account,
                                            id,
                                            NO_NUMBER,
                                            open,
                                            Pace.now(),
                                            Json.text(order));
                        }
                        return null;
                    })
                    .join());
            return true;
        } catch (IOException e) {
            LOG.info("{} does not know order {}, and the hub could not be asked for it: {}", account, id, e.toString());
            return false;
        }
    }

    /** Whether the shop never sold the order, be it that it took it into its books since. */
    boolean never(String account, long id) {
        return store.read().queryForList(SQL.get("shop-order-of"), account, id).stream()
                .noneMatch(row -> ((Number) row.get("number")).longValue() != NO_NUMBER);
    }

    private static boolean known(List<?> rows) {
        return !rows.isEmpty();
    }

    private Map<String, Object> order(long id, Map<String, Object> seen) {
        List<Map<String, Object>> lines = new ArrayList<>();
        List<Map<String, Object>> open = new ArrayList<>();
        int left = 0;
        for (Map<String, Object> line : Json.children(seen, "lines")) {
            int fulfillable =
                    number(line, "quantity") - number(line, "cancelled") - number(line, "fulfilled_elsewhere");
            long lineId = id(Json.text(line, "platform_line_id"));
            lines.add(new LinkedHashMap<>(Map.of(
                    "id",
                    lineId,
                    "sku",
                    Objects.requireNonNullElse(line.get("platform_sku"), ""),
                    "title",
                    String.valueOf(line.get("title")),
                    "price",
                    String.valueOf(line.get("unit_price")),
                    "quantity",
                    number(line, "quantity"),
                    "fulfillable_quantity",
                    fulfillable)));
            if (Boolean.TRUE.equals(line.get("requires_shipping"))) {
                left += fulfillable;
                open.add(new LinkedHashMap<>(Map.of(
                        "id",
                        ids.next(),
                        "line_item_id",
                        lineId,
                        "quantity",
                        fulfillable,
                        "fulfillable_quantity",
                        fulfillable)));
            }
        }
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("id", id);
        order.put("name", seen.get("platform_order_no"));
        order.put("currency", seen.get("currency"));
        order.put("total_price", seen.get("total"));
        order.put("created_at", seen.get("placed_at"));
        order.put("updated_at", seen.get("placed_at"));
        order.put("cancelled_at", "cancelled".equals(seen.get("state")) ? seen.get("updated_at") : null);
        order.put("fulfillment_status", left == 0 ? "fulfilled" : null);
        order.put("line_items", lines);
        order.put(ShopifyOrder.FULFILLMENT_ORDER, new LinkedHashMap<>(Map.of("id", ids.next(), "line_items", open)));
        return order;
    }

    private long id(String given) {
        return given != null && given.matches("\\d{1,18}") ? Long.parseLong(given) : ids.next();
    }

    private static int number(Map<String, Object> line, String name) {
        return ((Number) line.get(name)).intValue();
    }
}
