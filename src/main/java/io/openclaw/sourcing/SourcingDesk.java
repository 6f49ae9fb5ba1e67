package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.stock.StockQueries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Puts an order's open lines and the present stock before {@link Sourcing}. It changes nothing. */
@Component("sourcing")
public class SourcingDesk {

    private final OrderRows orders;
    private final StockQueries stock;
    private final Accounts accounts;
    private final Sourcing sourcing;

    public SourcingDesk(OrderRows orders, StockQueries stock, Accounts accounts, Sourcing sourcing) {
        this.orders = orders;
        this.stock = stock;
        this.accounts = accounts;
        this.sourcing = sourcing;
    }

    /** Plans what no fulfillment serves yet; an idle plan when that is nothing. */
    public SourcingPlan plan(String orderNo) {
        Demand demand = demand(orders.head(orderNo), orders.needs(orderNo));
        return sourcing.plan(demand, supply(demand));
    }

    /** Units of a stocked SKU that could be promised now, over all warehouses. */
    int sellable(String tenant, String sku) {
        return stock.byWarehouse(tenant, Set.of(sku)).values().stream()
                .mapToInt(counters -> Math.max(0, counters.get(sku).free()))
                .sum();
    }

    private Demand demand(OrderRows.Head head, List<OrderRows.LineNeed> needs) {
        List<OrderRows.LineNeed> open =
                needs.stream().filter(need -> need.unserved() > 0).toList();
        Set<String> skus = open.stream()
                .map(OrderRows.LineNeed::sku)
                .filter(sku -> sku != null)
                .collect(Collectors.toSet());
        Map<String, Map<String, Integer>> bundles = orders.bundles(head.tenant(), skus);
        Optional<Account> account = accounts.find(head.account());
        return new Demand(
                head.tenant(),
                head.orderNo(),
                head.account(),
                head.version(),
                head.country(),
                account.map(a -> a.mode() == Account.Mode.SHADOW).orElse(false),
                account.map(a -> a.hubDoes("deduct")).orElse(true),
                head.shipBy(),
                head.currency(),
                head.total(),
                head.tags(),
                open.stream().map(need -> line(need, bundles)).toList());
    }

    private static Demand.Line line(OrderRows.LineNeed need, Map<String, Map<String, Integer>> bundles) {
        Map<String, Integer> components = new TreeMap<>();
        if (need.sku() != null) {
            bundles.getOrDefault(need.sku(), Map.of(need.sku(), 1))
                    .forEach((sku, each) -> components.put(sku, Math.multiplyExact(each, need.unserved())));
        }
        return new Demand.Line(need.lineNo(), need.platformSku(), need.sku(), need.unserved(), need.ioss(), components);
    }

    private Supply supply(Demand demand) {
        Map<String, Map<String, Integer>> units = new HashMap<>();
        stock.forOrder(
                        demand.tenant(),
                        demand.account(),
                        demand.orderNo(),
                        demand.units().keySet())
                .forEach((warehouse, counters) -> units.put(
                        warehouse,
                        counters.entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        e -> Math.max(0, e.getValue().free())))));
        return new Supply(units);
    }
}
