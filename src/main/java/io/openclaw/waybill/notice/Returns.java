package io.openclaw.waybill.notice;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.order.OrderTouch;
import io.openclaw.product.Products;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.statement.StockAdjustments;
import io.openclaw.store.Sql;
import io.openclaw.waybill.Promises;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes units in that came back. They are booked into the warehouse's stock whoever they belong to: they are there. Where the return
 * says whose they are, the lines of that order count them as returned, never more than left; a return that names an order the hub does not
 * know, or more than was shipped of it, is somebody's question. One that names nothing is booked, and no more.
 *
 * <p>Called inside the caller's transaction; the order's row is locked before those of stock.
 */
@Component("returns")
public class Returns {

    static final String UNKNOWN_ORDER = "return_unknown_order";
    static final String BEYOND_SHIPPED = "return_beyond_shipped";

    private final JdbcClient jdbc;
    private final StockAdjustments stock;
    private final Promises promises;
    private final Products products;
    private final Accounts accounts;
    private final OrderTouch orders;
    private final Clock clock;
    private final Sql sql = Sql.of("waybill");

    public Returns(
            JdbcClient jdbc,
            StockAdjustments stock,
            Promises promises,
            Products products,
            Accounts accounts,
            OrderTouch orders,
            Clock clock) {
        this.jdbc = jdbc;
        this.stock = stock;
        this.promises = promises;
        this.products = products;
        this.accounts = accounts;
        this.orders = orders;
        this.clock = clock;
    }

    /** @throws io.openclaw.stock.StockRefusedException for no units or an unknown grade */
    public ReturnTaken take(ReturnNotice notice) {
        if (notice.named() == null) {
            return new ReturnTaken(book(notice, null, Map.of()), List.of(), null);
        }
        List<String> found = named(notice);
        String orderNo = found.size() == 1 ? found.get(0) : null;
        if (orderNo != null) {
            jdbc.sql(sql.get("order-lock"))
                    .param("order_no", orderNo)
                    .query(String.class)
                    .optional();
        }
        Map<String, Map<String, Integer>> recipes = orderNo == null ? Map.of() : recipes(orderNo);
        List<StockChange> changes = book(notice, orderNo, recipes.getOrDefault(notice.sku(), Map.of()));
        if (!keep(notice, orderNo)) {
            return new ReturnTaken(changes, List.of(), null);
        }
        return orderNo == null
                ? new ReturnTaken(changes, List.of(unknown(notice, found)), null)
                : counted(notice, orderNo, recipes, changes);
    }

    /**
     * A bundle is back as what lies on the shelf: what was promised for it, or, where nobody knows or it was sold as it is, what it
     * consists of today.
     *
     * @param promised stocked units of one unit, as they were promised to its order; empty where that is not known
     */
    private List<StockChange> book(ReturnNotice notice, String orderNo, Map<String, Integer> promised) {
        String sku = notice.sku();
        Map<String, Integer> parts = promised;
        if (parts.isEmpty() || parts.containsKey(sku)) {
            parts = products.components(notice.tenant(), List.of(sku)).getOrDefault(sku, Map.of(sku, 1));
        }
        List<StockChange> changes = new ArrayList<>();
        // In the order in which rows are locked.
        new TreeMap<>(parts)
                .forEach((part, each) -> changes.add(stock.returned(
                        notice.tenant(),
                        notice.warehouse(),
                        part,
                        Math.multiplyExact(notice.quantity(), each),
                        notice.grade(),
                        orderNo,
                        notice.occurredAt(),
                        notice.cause())));
        return changes;
    }

    /** False where this very line of a return was taken before. */
    private boolean keep(ReturnNotice notice, String orderNo) {
        return jdbc.sql(sql.get("return-insert"))
                        .param("tenant", notice.tenant())
                        .param("cause", notice.cause())
                        .param("grade", notice.grade())
                        .param("warehouse", notice.warehouse())
                        .param("sku", notice.sku())
                        .param("quantity", notice.quantity())
                        .param("order_no", orderNo)
                        .param("named", notice.named())
                        .param("at", notice.occurredAt() == null ? now() : notice.occurredAt())
                        .update()
                == 1;
    }

    /** Counts what came back of an order anew, from all its returns. */
    private ReturnTaken counted(
            ReturnNotice notice, String orderNo, Map<String, Map<String, Integer>> recipes, List<StockChange> changes) {
        List<ReturnedUnits.Line> lines = of("return-lines", orderNo)
                .query((row, n) ->
                        new ReturnedUnits.Line(row.getInt("line_no"), row.getString("sku"), row.getInt("left_units")))
                .list();
        Map<String, Integer> back = new TreeMap<>();
        of("return-back", orderNo).query(row -> {
            back.put(row.getString("sku"), row.getInt("units"));
        });
        ReturnedUnits units = ReturnedUnits.of(lines, recipes, back);
        boolean raised = false;
        for (ReturnedUnits.Line line : lines) {
            raised |= of("return-line-set", orderNo)
                            .param("line_no", line.lineNo())
                            .param("returned", units.returned().get(line.lineNo()))
                            .update()
                    == 1;
        }
        orders.touch(orderNo);
        String account = of("return-account", orderNo).query(String.class).single();
        boolean all = raised && lines.stream().allMatch(line -> units.returned().get(line.lineNo()) == line.left());
        int over = Math.min(notice.quantity(), units.surplus().getOrDefault(notice.sku(), 0));
        return new ReturnTaken(
                changes,
                over == 0 ? List.of() : List.of(surplus(notice, account, orderNo, over)),
                all ? new ReturnTaken.Received(notice.tenant(), account, orderNo, notice.warehouse()) : null);
    }

    /** Of what bundles consisted when they were promised for what left. */
    private Map<String, Map<String, Integer>> recipes(String orderNo) {
        Map<String, Map<String, Integer>> recipes = new TreeMap<>();
        of("return-fulfillments", orderNo)
                .query(String.class)
                .list()
                .forEach(fulfillmentNo ->
                        recipes.putAll(promises.of(fulfillmentNo).recipes()));
        return recipes;
    }

    /** The orders a return may mean: by what names them most exactly. */
    private List<String> named(ReturnNotice notice) {
        List<String> found = List.of();
        if (notice.fulfillmentNo() != null) {
            found = by("return-by-fulfillment", notice, notice.fulfillmentNo());
        }
        if (found.isEmpty() && notice.waybillNo() != null) {
            found = by("return-by-number", notice, notice.waybillNo());
        }
        if (found.isEmpty() && notice.orderNo() != null) {
            found = byOrder(notice);
        }
        return found;
    }

    private List<String> byOrder(ReturnNotice notice) {
        List<String> found = by("return-by-order", notice, notice.orderNo());
        if (found.isEmpty()) {
            found = by("return-by-platform-no", notice, notice.orderNo());
        }
        List<String> shops = accounts.all(Account.Kind.PLATFORM).stream()
                .filter(account -> account.tenant().equals(notice.tenant()))
                .map(Account::id)
                .toList();
        if (found.isEmpty() && !shops.isEmpty()) {
            found = jdbc.sql(sql.get("return-by-platform-id"))
                    .param("tenant", notice.tenant())
                    .param("accounts", shops)
                    .param("named", notice.orderNo())
                    .query(String.class)
                    .list();
        }
        if (found.size() < 2) {
            return found;
        }
        // Shops number their orders alike: it is the one that had such goods.
        List<String> had = jdbc.sql(sql.get("return-had"))
                .param("tenant", notice.tenant())
                .param("order_nos", found)
                .param("sku", notice.sku())
                .query(String.class)
                .list();
        return had.size() == 1 ? had : found;
    }

    private List<String> by(String statement, ReturnNotice notice, String name) {
        return jdbc.sql(sql.get(statement))
                .param("tenant", notice.tenant())
                .param("named", name)
                .query(String.class)
                .list();
    }

    private static ReturnTaken.Doubt unknown(ReturnNotice notice, List<String> several) {
        String why = several.isEmpty()
                ? "which the hub knows no order, fulfillment or parcel by"
                : "which several orders are known by: " + String.join(", ", several);
        return new ReturnTaken.Doubt(
                notice.tenant(),
                notice.warehouse(),
                null,
                StockChange.orderKey(notice.sku()),
                notice.warehouse(),
                notice.sku(),
                notice.named(),
                UNKNOWN_ORDER,
                words(notice) + " for '" + notice.named() + "', " + why + "; they are in its stock as "
                        + notice.grade());
    }

    private static ReturnTaken.Doubt surplus(ReturnNotice notice, String account, String orderNo, int over) {
        return new ReturnTaken.Doubt(
                notice.tenant(),
                account,
                orderNo,
                null,
                notice.warehouse(),
                notice.sku(),
                notice.named(),
                BEYOND_SHIPPED,
                words(notice) + " for order " + orderNo + ", " + over
                        + " more than left for it; they are in its stock as " + notice.grade());
    }

    private static String words(ReturnNotice notice) {
        return notice.warehouse() + " took back " + notice.quantity()
                + (notice.quantity() == 1 ? " unit of " : " units of ") + notice.sku();
    }

    private JdbcClient.StatementSpec of(String statement, String orderNo) {
        return jdbc.sql(sql.get(statement)).param("order_no", orderNo);
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
