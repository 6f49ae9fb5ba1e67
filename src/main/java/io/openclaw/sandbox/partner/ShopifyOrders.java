package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.SandboxAccounts;
import io.openclaw.sandbox.demo.DemoGoods;
import io.openclaw.sandbox.demo.ShopifyOrder;
import io.openclaw.sandbox.ledger.Ids;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.push.Pusher;
import io.openclaw.store.Sql;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Buyers at the simulated shop: they order, and change their mind. The shop pushes what they did. */
@Component
public final class ShopifyOrders {

    private static final Sql SQL = Sql.of("sandbox");
    private static final BigDecimal UNKNOWN_PRICE = new BigDecimal("19.90");

    /** An order as the shop numbers it. */
    public record Placed(long id, String name) {}

    private final PartnerStore store;
    private final SandboxAccounts accounts;
    private final Ids ids;
    private final Pusher pusher;
    private final DemoGoods goods = DemoGoods.load();
    private final AtomicLong numbers;

    public ShopifyOrders(PartnerStore store, SandboxAccounts accounts, Ids ids, Pusher pusher) {
        this.store = store;
        this.accounts = accounts;
        this.ids = ids;
        this.pusher = pusher;
        Long last = store.read().queryForObject(SQL.get("shop-last-number"), Long.class);
        numbers = new AtomicLong(last == null ? 1_000 : Math.max(1_000, last));
    }

    /**
     * Takes orders.
     *
     * @param sku what is bought, or null for something of the usual goods
     * @param postcode where it goes, or null for an invented place in the country
     */
    public CompletionStage<List<Placed>> place(
            String account, int count, String sku, int quantity, String country, String postcode) {
        SandboxAccount shop = accounts.get(account);
        ShopifyOrder writer = new ShopifyOrder(shop, ids);
        return store.write(writing -> {
            List<Placed> placed = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String wanted = sku == null
                        ? goods.usual()
                                .get(ThreadLocalRandom.current()
                                        .nextInt(goods.usual().size()))
                        : sku;
                long number = numbers.incrementAndGet();
                Map<String, Object> order = writer.write(number, List.of(item(wanted, quantity)), country, postcode);
                Placed one = new Placed((Long) order.get("id"), (String) order.get("name"));
                writing.jdbc()
                        .update(
                                SQL.get("shop-order"),
                                account,
                                one.id(),
                                number,
                                Json.child(order, ShopifyOrder.FULFILLMENT_ORDER)
                                        .get("id"),
                                Pace.now(),
                                Json.text(order));
                ShopifyStock.sold(writing, account, wanted, quantity);
                pusher.push(writing, account, ShopifyDoor.CREATED, shown(order));
                placed.add(one);
            }
            return placed;
        });
    }

    /** The buyer cancels an order that is not shipped; empty when there is none, or it is too late. */
    public CompletionStage<Optional<Placed>> cancel(String account, long id) {
        return store.write(writing -> writing.jdbc().queryForList(SQL.get("shop-order-of"), account, id).stream()
                .findFirst()
                .map(row -> Json.object((String) row.get("body")))
                .filter(order -> order.get("cancelled_at") == null && order.get("fulfillment_status") == null)
                .map(order -> {
                    order.put("financial_status", "refunded");
                    return cancel(writing, account, id, order, "customer");
                }));
    }

    /** Takes an order back, with the reason the shop shows, and pushes it. */
    Placed cancel(Writing writing, String account, long id, Map<String, Object> order, String reason) {
        String now = ShopifyOrder.time(Pace.now());
        order.put("cancelled_at", now);
        order.put("cancel_reason", reason);
        order.put("updated_at", now);
        writing.jdbc().update(SQL.get("shop-order-changed"), Pace.now(), Json.text(order), account, id);
        Json.children(order, "line_items")
                .forEach(line -> ShopifyStock.sold(
                        writing, account, Json.text(line, "sku"), -((Number) line.get("quantity")).intValue()));
        pusher.push(writing, account, ShopifyDoor.CANCELLED, shown(order));
        return new Placed(id, (String) order.get("name"));
    }

    private ShopifyOrder.Item item(String sku, int quantity) {
        return goods.find(sku)
                .map(good -> new ShopifyOrder.Item(sku, good.title(), good.price(), good.weightG(), quantity))
                .orElseGet(() -> new ShopifyOrder.Item(sku, sku, UNKNOWN_PRICE, 500, quantity));
    }

    /** The order without what the shop keeps to itself. */
    static Map<String, Object> shown(Map<String, Object> order) {
        Map<String, Object> shown = new LinkedHashMap<>(order);
        shown.remove(ShopifyOrder.FULFILLMENT_ORDER);
        return shown;
    }
}
