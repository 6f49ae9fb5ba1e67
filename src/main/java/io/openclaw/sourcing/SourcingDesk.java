package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.sourcing.fulfillment.CapacityDays;
import io.openclaw.sourcing.fulfillment.OrderRows;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.Sourcing;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.sourcing.plan.Supply;
import io.openclaw.sourcing.rules.SourcingConfig;
import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.SplitLevel;
import io.openclaw.stock.Counters;
import io.openclaw.stock.view.StockQueries;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Puts an order's open lines and the present stock before {@link Sourcing}. It changes nothing. */
@Component("sourcing")
public class SourcingDesk {

    private final OrderRows orders;
    private final StockQueries stock;
    private final Accounts accounts;
    private final Sourcing sourcing;
    private final SourcingConfig config;
    private final CapacityDays days;
    private final Clock clock;

    public SourcingDesk(
            OrderRows orders,
            StockQueries stock,
            Accounts accounts,
            Sourcing sourcing,
            SourcingConfig config,
            CapacityDays days,
            Clock clock) {
        this.orders = orders;
        this.stock = stock;
        this.accounts = accounts;
        this.sourcing = sourcing;
        this.config = config;
        this.days = days;
        this.clock = clock;
    }

    /** Plans what no fulfillment serves yet; an idle plan when that is nothing. */
    public SourcingPlan plan(String orderNo) {
        return plan(orderNo, Map.of());
    }

    /** @param ahead what others who waited longer are about to take */
    SourcingPlan plan(String orderNo, Ahead ahead) {
        return plan(orderNo, Map.of(), ahead);
    }

    /** @param full fulfillments to count at least for a warehouse's day, whatever its books say */
    SourcingPlan plan(String orderNo, Map<String, Integer> full) {
        return plan(orderNo, full, new Ahead());
    }

    private SourcingPlan plan(String orderNo, Map<String, Integer> full, Ahead ahead) {
        OrderRows.Head head = orders.head(orderNo);
        List<OrderRows.LineNeed> needs = orders.needs(orderNo);
        boolean served = needs.stream().anyMatch(need -> need.live() > 0);
        Demand demand = demands(List.of(head), Map.of(orderNo, needs), served ? orders.parcels(orderNo) : 0)
                .get(0);
        return sourcing.plan(demand, supply(demand, full, ahead));
    }

    /** Whether a capacity of the day counts for a warehouse. */
    boolean limited(String warehouse) {
        return days.counts(warehouse);
    }

    /** Units of a stocked SKU that could be promised now to somebody, a campaign's account included, over all warehouses. */
    int sellable(String tenant, String sku) {
        return stock.byWarehouse(tenant, Set.of(sku)).values().stream()
                .mapToInt(counters ->
                        Math.max(0, counters.get(sku).free() + counters.get(sku).campaignLocked()))
                .sum();
    }

    /**
     * What orders of one tenant still need.
     *
     * @param parcels how many each has already
     */
    List<Demand> demands(List<OrderRows.Head> heads, Map<String, List<OrderRows.LineNeed>> needs, int parcels) {
        if (heads.isEmpty()) {
            return List.of();
        }
        String tenant = heads.get(0).tenant();
        Set<String> skus = needs.values().stream()
                .flatMap(List::stream)
                .filter(need -> need.unserved() > 0 && need.sku() != null)
                .map(OrderRows.LineNeed::sku)
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, Map<String, Integer>> bundles = orders.bundles(tenant, skus);
        bundles.values().forEach(components -> skus.addAll(components.keySet()));
        Map<String, Demand.Goods> goods = orders.goods(tenant, skus);
        return heads.stream()
                .map(head -> demand(head, needs.getOrDefault(head.orderNo(), List.of()), bundles, goods, parcels))
                .toList();
    }

    private Demand demand(
            OrderRows.Head head,
            List<OrderRows.LineNeed> needs,
            Map<String, Map<String, Integer>> bundles,
            Map<String, Demand.Goods> goods,
            int parcels) {
        Optional<Account> account = accounts.find(head.account());
        boolean platformLabel = account.map(a -> "platform".equals(a.policy("label_source", null)))
                .orElse(false);
        return new Demand(
                head.tenant(),
                head.orderNo(),
                head.account(),
                head.version(),
                head.country(),
                head.postalCode(),
                account.map(a -> a.mode() == Account.Mode.SHADOW).orElse(false),
                account.map(a -> a.hubDoes("deduct")).orElse(true),
                head.since(),
                head.shipBy(),
                head.deliverBy(),
                head.currency(),
                head.total(),
                head.tags(),
                head.shippingMethod(),
                head.cod()
                        && !platformLabel
                        && account.map(a -> a.hubDoes("label")).orElse(true),
                platformLabel,
                splitting(head, account, parcels),
                needs.stream()
                        .filter(need -> need.unserved() > 0)
                        .map(need -> line(need, bundles))
                        .toList(),
                goods);
    }

    /** What the channel forbids: by the account's policy, and because it has split the order itself. */
    private static Demand.Splitting splitting(OrderRows.Head head, Optional<Account> account, int parcels) {
        SplitLevel level = account.map(a -> a.policy("split", null))
                .map(word -> SplitLevel.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(SplitLevel.UNIT);
        Integer most = account.map(a -> a.policy("max_parcels", null))
                .map(number -> Math.max(0, Integer.parseInt(number) - parcels))
                .orElse(null);
        if (head.parentNo() != null && !head.parentNo().isBlank()) {
            return new Demand.Splitting(
                    SplitLevel.NEVER, most, "the channel has split it already, from order " + head.parentNo());
        }
        if (head.cod()) {
            return new Demand.Splitting(
                    SplitLevel.NEVER, most, "what is due on delivery is collected with one consignment");
        }
        String reason =
                switch (level) {
                    case NEVER -> head.account() + " forbids a split (policy split: never)";
                    case LINE -> head.account() + " lets no line be divided (policy split: line)";
                    case UNIT -> null;
                };
        return new Demand.Splitting(level, most, reason);
    }

    private static Demand.Line line(OrderRows.LineNeed need, Map<String, Map<String, Integer>> bundles) {
        Map<String, Integer> components = new TreeMap<>();
        if (need.sku() != null) {
            bundles.getOrDefault(need.sku(), Map.of(need.sku(), 1))
                    .forEach((sku, each) -> components.put(sku, Math.multiplyExact(each, need.unserved())));
        }
        return new Demand.Line(
                need.lineNo(),
                need.platformSku(),
                need.sku(),
                need.unserved(),
                need.unitPrice(),
                need.shipTogether(),
                need.ioss(),
                components);
    }

    /** Units each warehouse could promise now, never below zero. */
    Map<String, Map<String, Integer>> free(String tenant, Set<String> skus) {
        return free(stock.byWarehouse(tenant, skus));
    }

    private static Map<String, Map<String, Integer>> free(Map<String, Map<String, Counters>> rows) {
        Map<String, Map<String, Integer>> units = new HashMap<>();
        rows.forEach((warehouse, counters) -> units.put(
                warehouse,
                counters.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, e -> Math.max(0, e.getValue().free())))));
        return units;
    }

    private Supply supply(Demand demand, Map<String, Integer> full, Ahead ahead) {
        OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
        Map<String, Map<String, Counters>> rows = stock.forOrder(
                demand.tenant(),
                demand.account(),
                demand.orderNo(),
                demand.units().keySet());
        Map<String, Map<String, Integer>> units = free(rows);
        units.forEach(
                (warehouse, free) -> free.replaceAll((sku, left) -> Math.max(0, left - ahead.units(warehouse, sku))));
        Map<String, Integer> planned = planned(demand.tenant(), units.keySet());
        full.forEach((warehouse, least) -> planned.merge(warehouse, least, Math::max));
        planned.replaceAll((warehouse, taken) -> taken + ahead.places(warehouse));
        return new Supply(now, units, planned, own(demand.orderNo()), stock.shortOf(demand.orderNo(), rows));
    }

    /** Asked only where it matters: it costs a query an order. */
    private Map<String, Map<String, Integer>> own(String orderNo) {
        return config.rules().leavesAny() ? stock.withheldFor(orderNo) : Map.of();
    }

    /** Counted only where a capacity is set: it costs a query a warehouse. */
    private Map<String, Integer> planned(String tenant, Set<String> carrying) {
        SourcingRules rules = config.rules();
        if (!rules.limited()) {
            return new HashMap<>();
        }
        Set<String> asked = new TreeSet<>(carrying);
        asked.addAll(rules.warehouses().keySet());
        Map<String, Integer> planned = new HashMap<>();
        for (String warehouse : asked) {
            if (rules.limits(warehouse)) {
                planned.put(warehouse, days.taken(tenant, warehouse));
            }
        }
        return planned;
    }
}
