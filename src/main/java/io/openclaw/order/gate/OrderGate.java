package io.openclaw.order.gate;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.order.OrderState;
import io.openclaw.order.OrderTable;
import io.openclaw.order.PooledLine;
import io.openclaw.order.PooledOrder;
import io.openclaw.product.ProductNeed;
import io.openclaw.product.Products;
import io.openclaw.rates.CashServices;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Stands between import and deduction: holds an order while something forbids to act on it, and releases it once when
 * nothing does. Judging is repeatable; whoever learns that a cause may be gone simply judges again.
 */
@Component("orderGate")
public class OrderGate {

    private final OrderTable table;
    private final HoldTable holds;
    private final Products products;
    private final Accounts accounts;
    private final CashServices cash;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("order-hold");
    private final String mapLine = Sql.of("order").get("map-line");

    public OrderGate(
            OrderTable table,
            HoldTable holds,
            Products products,
            Accounts accounts,
            CashServices cash,
            JdbcClient jdbc,
            Clock clock) {
        this.table = table;
        this.holds = holds;
        this.products = products;
        this.accounts = accounts;
        this.cash = cash;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Judges an order: maps its lines, sets and lifts holds, and releases it when none is left. An order that was released
     * but not sourced yet is taken back when a hold arises; one that is planned keeps its plan, and its holds tell
     * sourcing to undo it.
     *
     * @throws IllegalArgumentException when there is no such order, or its account is unknown
     */
    @Transactional
    public GateDecision judge(String orderNo) {
        PooledOrder order =
                table.lock(orderNo).orElseThrow(() -> new IllegalArgumentException("there is no order " + orderNo));
        Instant now = clock.instant();
        List<PooledLine> lines = map(order);
        List<HoldTable.Row> before = holds.rows(orderNo);
        GateFacts facts = facts(order, lines, now);
        boolean changed = holds.replace(orderNo, before, GateRules.holds(facts), now);
        List<String> codes = HoldTable.codes(changed ? holds.rows(orderNo) : before);
        boolean open = GateRules.somethingToDo(facts);
        boolean released = open && codes.isEmpty();
        boolean newlyReleased = released && update("release", orderNo, now);
        boolean takenBack = !released && update("take-back", orderNo, now);
        String state = state(order, open && !codes.isEmpty());
        if (changed || !state.equals(order.state())) {
            jdbc.sql(sql.get("set-state"))
                    .param("order_no", orderNo)
                    .param("state", state)
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .update();
        }
        return new GateDecision(
                orderNo,
                order.tenant(),
                order.account(),
                order.version(),
                released,
                newlyReleased,
                open && !codes.isEmpty(),
                codes,
                changed || newlyReleased || takenBack);
    }

    /** Lines with their SKUs: a line that has none, or for which nothing was done yet, goes by the mapping of today. */
    private List<PooledLine> map(PooledOrder order) {
        Set<String> codes = order.lines().stream().map(PooledLine::mappingKey).collect(Collectors.toSet());
        Map<String, String> mapped = products.map(order.tenant(), order.account(), codes);
        boolean begun = order.allocation().equals("planned");
        List<PooledLine> lines = new ArrayList<>();
        for (PooledLine line : order.lines()) {
            String sku = mapped.get(line.mappingKey());
            boolean fixed = line.sku() != null && (begun || line.allocated() > 0 || line.shipped() > 0);
            if (fixed || Objects.equals(sku, line.sku())) {
                lines.add(line);
                continue;
            }
            jdbc.sql(mapLine)
                    .param("order_no", order.orderNo())
                    .param("line_no", line.lineNo())
                    .param("sku", sku)
                    .update();
            lines.add(new PooledLine(
                    line.lineNo(), sku, line.allocated(), line.shipped(), line.returned(), line.stated()));
        }
        return lines;
    }

    private GateFacts facts(PooledOrder order, List<PooledLine> lines, Instant now) {
        Account account = accounts.get(order.account());
        Set<String> skus = lines.stream()
                .filter(PooledLine::open)
                .map(PooledLine::sku)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return new GateFacts(
                order,
                lines,
                account,
                products.find(order.tenant(), skus),
                needs(order, account, skus),
                !"cod".equals(order.document().paymentStatus()) || collects(order, account),
                holds.waived(order.orderNo()),
                now);
    }

    /** A platform that gives the label collects with it, and of labels somebody else makes the hub knows nothing. */
    private boolean collects(PooledOrder order, Account account) {
        return "platform".equals(account.policy("label_source", null))
                || !account.hubDoes("label")
                || cash.reach(order.tenant(), order.shipCountry());
    }

    /**
     * A SKU needs a customs declaration unless it lies in warehouses of the destination's customs area alone; there it needs
     * a weight, and not even that where the warehouse makes the label itself. Unknown warehouses count as abroad.
     */
    private Map<String, ProductNeed> needs(PooledOrder order, Account account, Set<String> skus) {
        Map<String, ProductNeed> needs = new HashMap<>();
        if (skus.isEmpty()) {
            return needs;
        }
        if (account.policy("customs_data", "required").equals("optional")) {
            skus.forEach(sku -> needs.put(sku, ProductNeed.NOTHING));
            return needs;
        }
        Map<String, Map<String, Integer>> bundles = products.components(order.tenant(), skus);
        Set<String> stocked = new HashSet<>(skus);
        bundles.values().forEach(components -> stocked.addAll(components.keySet()));
        Map<String, ProductNeed> byStock = new HashMap<>();
        jdbc.sql(sql.get("warehouses-of-skus"))
                .param("tenant", order.tenant())
                .param("skus", stocked)
                .query((ResultSet row) -> {
                    ProductNeed need = need(row.getString("warehouse"), order.shipCountry());
                    byStock.merge(row.getString("sku"), need, OrderGate::greater);
                });
        for (String sku : skus) {
            Set<String> parts = bundles.containsKey(sku) ? bundles.get(sku).keySet() : Set.of(sku);
            needs.put(
                    sku,
                    parts.stream()
                            .map(part -> byStock.getOrDefault(part, ProductNeed.CUSTOMS))
                            .reduce(ProductNeed.NOTHING, OrderGate::greater));
        }
        return needs;
    }

    private static ProductNeed greater(ProductNeed a, ProductNeed b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private ProductNeed need(String warehouse, String country) {
        return accounts.find(warehouse)
                .filter(account -> CustomsArea.same(account.site(), country))
                .map(account -> account.policy("label_source", "carrier").equals("warehouse")
                        ? ProductNeed.NOTHING
                        : ProductNeed.WEIGHT)
                .orElse(ProductNeed.CUSTOMS);
    }

    private static String state(PooledOrder order, boolean held) {
        if (held) {
            return order.state().equals(OrderState.OPEN) ? OrderState.ON_HOLD : order.state();
        }
        return order.state().equals(OrderState.ON_HOLD) ? OrderState.OPEN : order.state();
    }

    private boolean update(String statement, String orderNo, Instant now) {
        return jdbc.sql(sql.get(statement))
                        .param("order_no", orderNo)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }
}
