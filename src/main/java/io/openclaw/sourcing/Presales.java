package io.openclaw.sourcing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.stock.Claim;
import io.openclaw.stock.Counters;
import io.openclaw.stock.KeptUnits;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockLocks;
import io.openclaw.stock.StockPolicies;
import io.openclaw.stock.statement.InboundStock;
import io.openclaw.stock.view.StockQueries;
import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Promises goods on their way to orders that were sold ahead: orders of type presale, and those of SKUs that the stock policy
 * sells ahead. A SKU that is on hand in full is withheld for it, otherwise it is promised of what is expected, as far as that is
 * trusted; never where the confidence is 0. Where neither alone is enough, what is on hand is withheld and the rest promised: a
 * channel was shown both together. When the goods come they are withheld for it, and the order is planned.
 */
@Component("presales")
public class Presales {

    private final JdbcClient jdbc;
    private final SourcingDesk desk;
    private final StockQueries stock;
    private final KeptUnits kept;
    private final InboundStock inbound;
    private final StockPolicies policies;
    private final StockLocks locks;
    private final Sql sql = Sql.of("sourcing");

    public Presales(
            JdbcClient jdbc,
            SourcingDesk desk,
            StockQueries stock,
            KeptUnits kept,
            InboundStock inbound,
            StockPolicies policies,
            StockLocks locks) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.stock = stock;
        this.kept = kept;
        this.inbound = inbound;
        this.policies = policies;
        this.locks = locks;
    }

    /**
     * What became of it: the data of {@code order.presold}.
     *
     * @param promised whether goods on their way are promised to it now
     * @param news whether they were not before
     * @param lost whether they were before and are no longer: the order was edited and wants what is not expected
     * @param changed stock that others have less of now, withheld or promised to it, or more, where it was kept for it before
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
            @JsonIgnore boolean lost,
            @JsonIgnore List<StockChange> changed,
            OffsetDateTime expected) {

        public Presale {
            changed = List.copyOf(changed);
        }
    }

    /**
     * Promises what an order that cannot be served now waits for: all of it from one warehouse, or nothing. What was promised
     * before stays while the order is what it was; an edited one is promised anew. Called in the caller's transaction.
     */
    public Presale promise(String orderNo) {
        SourcingPlan plan = desk.plan(orderNo);
        Demand demand = plan.demand();
        TreeSet<StockKey> changed = new TreeSet<>();
        boolean before = kept.keepsInbound(orderNo);
        if (before) {
            if (kept.bySku(orderNo).equals(new TreeMap<>(demand.units()))) {
                return presale(demand, null, true, false, false, changed, null);
            }
            // What it gives back and what it is promised instead: held at once, in the order of rows.
            locks.holdAll(orderNo);
            changed.addAll(kept.drop(orderNo));
        }
        Optional<String> warehouse = cover(plan, new Ahead()).map(Cover::warehouse);
        if (warehouse.isEmpty()) {
            return presale(demand, null, false, false, before, changed, null);
        }
        // Part is withheld on the shelf and part promised of what is on its way: two passes over rows that are held by
        // then.
        List<StockKey> keys = new ArrayList<>(locks.promised(orderNo));
        demand.units().keySet().forEach(sku -> keys.add(new StockKey(demand.tenant(), warehouse.get(), sku)));
        locks.hold(keys);
        String shelf = kept.name(orderNo, 'W');
        String onTheWay = kept.name(orderNo, 'I');
        List<Claim> there = new ArrayList<>();
        List<Claim> ahead = new ArrayList<>();
        Map<String, Counters> rows = rows(demand).get(warehouse.get());
        demand.units().forEach((sku, quantity) -> {
            StockKey key = new StockKey(demand.tenant(), warehouse.get(), sku);
            int onHand = onHand(rows.get(sku), quantity, new Ahead());
            if (onHand > 0) {
                there.add(new Claim(key, orderNo, shelf, onHand, demand.account()));
            }
            if (onHand < quantity) {
                ahead.add(new Claim(key, orderNo, onTheWay, quantity - onHand, demand.account()));
            }
        });
        List<StockKey> withheld = kept.keepAhead(orderNo, there);
        Optional<InboundStock.Promise> promise = inbound.promise(ahead);
        if (promise.isEmpty()) {
            changed.addAll(kept.drop(orderNo));
            return presale(demand, null, false, false, before, changed, null);
        }
        changed.addAll(withheld);
        ahead.forEach(claim -> changed.add(claim.key()));
        return presale(
                demand,
                warehouse.get(),
                true,
                true,
                false,
                changed,
                promise.get().expected());
    }

    /** Units of a SKU on their way that could be promised, over all warehouses. */
    int coming(String tenant, String sku) {
        return stock.byWarehouse(tenant, List.of(sku)).values().stream()
                .mapToInt(rows -> inbound.presellable(rows.get(sku).key()))
                .sum();
    }

    /** Whether goods on their way could be promised to the order of a plan that is not possible. */
    boolean possible(SourcingPlan plan) {
        return next(plan, new Ahead()).isPresent();
    }

    /**
     * What would be promised to the order of a plan that is not possible; empty also where goods are promised to it already.
     *
     * @param ahead what those who waited longer are about to take
     */
    Optional<Cover> next(SourcingPlan plan, Ahead ahead) {
        return kept.keepsInbound(plan.demand().orderNo()) ? Optional.empty() : cover(plan, ahead);
    }

    /**
     * What serves an order that is sold ahead, by SKU.
     *
     * @param shelf units withheld of what is there
     * @param coming units promised of what is on its way
     */
    record Cover(String warehouse, Map<String, Integer> shelf, Map<String, Integer> coming) {}

    /**
     * The first of the warehouses that may serve the order where every unit is free or trusted to come. One that has all of them
     * and does not serve it is refused for another reason, which goods on their way do not change.
     */
    private Optional<Cover> cover(SourcingPlan plan, Ahead ahead) {
        Demand demand = plan.demand();
        if (plan.possible() || plan.idle() || !demand.deducts() || !soldAhead(demand)) {
            return Optional.empty();
        }
        Map<String, Map<String, Counters>> rows = rows(demand);
        return plan.considered().stream()
                .filter(SourcingPlan.Considered::inRule)
                .map(SourcingPlan.Considered::warehouse)
                .filter(rows::containsKey)
                .flatMap(warehouse -> covers(demand, warehouse, rows.get(warehouse), ahead).stream())
                .findFirst();
    }

    private Optional<Cover> covers(Demand demand, String warehouse, Map<String, Counters> rows, Ahead ahead) {
        Cover cover = new Cover(warehouse, new TreeMap<>(), new TreeMap<>());
        for (Map.Entry<String, Integer> need : demand.units().entrySet()) {
            Counters row = rows.get(need.getKey());
            int there = onHand(row, need.getValue(), ahead);
            int rest = need.getValue() - there;
            if (rest > 0 && (row == null || presellable(row, ahead) < rest)) {
                return Optional.empty();
            }
            if (there > 0) {
                cover.shelf().put(need.getKey(), there);
            }
            if (rest > 0) {
                cover.coming().put(need.getKey(), rest);
            }
        }
        return cover.coming().isEmpty() ? Optional.empty() : Optional.of(cover);
    }

    private int presellable(Counters row, Ahead ahead) {
        return inbound.presellable(row.key())
                - ahead.coming(row.key().warehouse(), row.key().sku());
    }

    /**
     * Units of a need that are taken from the shelf: all of them or none as a rule, so that what lies there stays for who wants it
     * now; what there is where the goods on their way alone do not suffice.
     */
    private int onHand(Counters row, int quantity, Ahead ahead) {
        int free = row == null
                ? 0
                : Math.max(
                        0,
                        row.free()
                                - ahead.units(row.key().warehouse(), row.key().sku()));
        if (free >= quantity) {
            return quantity;
        }
        return row == null || presellable(row, ahead) >= quantity ? 0 : free;
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
            Demand demand,
            String warehouse,
            boolean promised,
            boolean news,
            boolean lost,
            Collection<StockKey> changed,
            OffsetDateTime expected) {
        return new Presale(
                demand.tenant(),
                demand.account(),
                demand.orderNo(),
                warehouse,
                promised,
                news,
                lost,
                changed.stream().map(StockChange::of).toList(),
                expected);
    }
}
