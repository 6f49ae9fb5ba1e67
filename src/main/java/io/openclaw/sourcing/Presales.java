package io.openclaw.sourcing;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.stock.Claim;
import io.openclaw.stock.Counters;
import io.openclaw.stock.InboundStock;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockLedger;
import io.openclaw.stock.StockPolicies;
import io.openclaw.stock.StockQueries;
import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Promises goods on their way to orders that were sold ahead: orders of type presale, and those of SKUs that the stock policy
 * sells ahead. What is on hand of such an order is withheld for it, the rest promised of what is expected, as far as that is
 * trusted; never where the confidence is 0. When the goods come they are withheld for it, and the order is planned.
 */
@Component("presales")
public class Presales {

    private final JdbcClient jdbc;
    private final SourcingDesk desk;
    private final StockQueries stock;
    private final StockLedger ledger;
    private final InboundStock inbound;
    private final StockPolicies policies;
    private final Sql sql = Sql.of("sourcing");

    public Presales(
            JdbcClient jdbc,
            SourcingDesk desk,
            StockQueries stock,
            StockLedger ledger,
            InboundStock inbound,
            StockPolicies policies) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.stock = stock;
        this.ledger = ledger;
        this.inbound = inbound;
        this.policies = policies;
    }

    /**
     * What became of it: the data of {@code order.presold}.
     *
     * @param promised whether goods on their way are promised to it now
     * @param news whether they were not before
     * @param expected when the last of them is expected; null where nobody said
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Presale(
            String tenant,
            String account,
            String orderNo,
            String warehouse,
            boolean promised,
            boolean news,
            OffsetDateTime expected) {}

    /** Promises what an order that cannot be served now waits for; called in the caller's transaction. */
    public Presale promise(String orderNo) {
        SourcingPlan plan = desk.plan(orderNo);
        Demand demand = plan.demand();
        if (ledger.keepsInbound(orderNo)) {
            return presale(demand, null, true, false, null);
        }
        Optional<String> warehouse = warehouse(plan);
        if (warehouse.isEmpty()) {
            return presale(demand, null, false, false, null);
        }
        String name = ledger.keptName(orderNo, 'I');
        List<Claim> there = new ArrayList<>();
        List<Claim> ahead = new ArrayList<>();
        Map<String, Counters> rows = rows(demand).get(warehouse.get());
        demand.units().forEach((sku, quantity) -> {
            boolean free = rows.containsKey(sku) && rows.get(sku).free() >= quantity;
            (free ? there : ahead)
                    .add(new Claim(
                            new StockKey(demand.tenant(), warehouse.get(), sku),
                            orderNo,
                            name,
                            quantity,
                            demand.account()));
        });
        ledger.withhold(orderNo, there, null);
        Optional<InboundStock.Promise> promise = inbound.promise(ahead);
        if (promise.isEmpty()) {
            ledger.dropKept(orderNo);
            return presale(demand, null, false, false, null);
        }
        return presale(demand, warehouse.get(), true, true, promise.get().expected());
    }

    /** Whether any goods of a SKU are on their way that could be promised. */
    boolean any(String tenant, String sku) {
        return stock.byWarehouse(tenant, List.of(sku)).values().stream()
                .anyMatch(rows -> inbound.presellable(rows.get(sku).key()) > 0);
    }

    /** Whether goods on their way could be promised to the order of a plan that is not possible. */
    boolean possible(SourcingPlan plan) {
        return !ledger.keepsInbound(plan.demand().orderNo()) && warehouse(plan).isPresent();
    }

    /** The first of the warehouses looked at where every unit is free or trusted to come. */
    private Optional<String> warehouse(SourcingPlan plan) {
        Demand demand = plan.demand();
        if (plan.possible() || plan.idle() || !demand.deducts() || !soldAhead(demand)) {
            return Optional.empty();
        }
        Map<String, Map<String, Counters>> rows = rows(demand);
        return plan.considered().stream()
                .map(SourcingPlan.Considered::warehouse)
                .filter(rows::containsKey)
                .filter(warehouse -> demand.units().entrySet().stream().allMatch(need -> {
                    Counters row = rows.get(warehouse).get(need.getKey());
                    return row != null
                            && (row.free() >= need.getValue() || inbound.presellable(row.key()) >= need.getValue());
                }))
                .findFirst();
    }

    private Map<String, Map<String, Counters>> rows(Demand demand) {
        return new TreeMap<>(stock.forOrder(
                demand.tenant(),
                demand.account(),
                demand.orderNo(),
                demand.units().keySet()));
    }

    private boolean soldAhead(Demand demand) {
        String type = jdbc.sql(sql.get("order-type"))
                .param("order_no", demand.orderNo())
                .query(String.class)
                .single();
        return demand.lines().stream().allMatch(line -> line.sku() != null)
                && ("presale".equals(type)
                        || demand.lines().stream()
                                .allMatch(line -> policies.presold(demand.tenant(), demand.account(), line.sku())));
    }

    private static Presale presale(
            Demand demand, String warehouse, boolean promised, boolean news, OffsetDateTime expected) {
        return new Presale(demand.tenant(), demand.account(), demand.orderNo(), warehouse, promised, news, expected);
    }
}
