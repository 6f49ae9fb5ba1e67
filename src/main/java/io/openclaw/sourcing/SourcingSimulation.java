package io.openclaw.sourcing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.account.Accounts;
import io.openclaw.rates.RateBook;
import io.openclaw.rates.RateConfig;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.sourcing.fulfillment.OrderRows;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.Explanation;
import io.openclaw.sourcing.plan.Planner;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.sourcing.plan.Supply;
import io.openclaw.sourcing.rules.SourcingConfig;
import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.WarehouseFacts;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Tries changed rules or rate cards on the last orders, before they go live. Every order is decided twice, oldest first, as
 * at the time it was released: by the rules in force and by the given ones, each against the present stock and what these
 * orders have taken of it themselves; what one order takes the next ones do not have. A day's capacity is counted from these
 * orders alone. Nothing is changed.
 */
@Component("sourcingSimulation")
public class SourcingSimulation {

    /** The most orders one simulation takes. */
    public static final int MOST = 1000;

    private final OrderRows orders;
    private final SourcingDesk desk;
    private final SourcingConfig config;
    private final RateConfig rates;
    private final Accounts accounts;

    public SourcingSimulation(
            OrderRows orders, SourcingDesk desk, SourcingConfig config, RateConfig rates, Accounts accounts) {
        this.orders = orders;
        this.desk = desk;
        this.config = config;
        this.rates = rates;
        this.accounts = accounts;
    }

    /**
     * What came of it: the body of the answer.
     *
     * @param currency of every cost
     * @param costDifference then less now, over the orders that have a cost both times
     * @param differences the orders that would be served otherwise, the oldest first
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            int ordersTried,
            int ordersDiffering,
            String currency,
            Totals now,
            Totals then,
            String costDifference,
            List<Difference> differences) {}

    /**
     * All orders together.
     *
     * @param cost of the planned ones whose cost is known
     * @param costUnknown planned ones without
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Totals(
            int planned, int backordered, int split, int parcels, int late, String cost, int costUnknown) {}

    /** One order. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Difference(
            String orderNo, String account, String country, Side now, Side then, String costDifference, String why) {}

    /** How an order is served by one set of rules. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Side(
            String outcome,
            List<Fulfillment> fulfillments,
            Integer parcels,
            String cost,
            Boolean onTime,
            String queue,
            String decision) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fulfillment(
            String warehouse, String labelSource, String carrier, String service, List<Integer> lineNos, int units) {}

    /**
     * Tries rules.
     *
     * @param sees whether the caller may see an account's orders
     * @param rulesText in place of {@code config/sourcing.yaml}; null for the rules in force
     * @param cards text by file name in place of, or beside, those of {@code config/rates}; empty for those in force
     * @param last how many orders, from 1 to {@link #MOST}
     * @throws RuleFileException for a mistake in a text
     */
    public Result run(String tenant, Predicate<String> sees, String rulesText, Map<String, String> cards, int last) {
        SourcingRules present = config.rules();
        SourcingRules changed = rulesText == null ? present : config.parse(rulesText);
        RateBook book = rates.book();
        RateBook changedBook = cards.isEmpty() ? book : rates.with(cards);
        List<OrderRows.Head> heads = new ArrayList<>(orders.last(tenant, Math.min(last, MOST)).stream()
                .filter(head -> sees.test(head.account()))
                .toList());
        java.util.Collections.reverse(heads);
        List<String> orderNos = heads.stream().map(OrderRows.Head::orderNo).toList();
        List<Demand> demands = desk.demands(heads, orders.needs(orderNos), 0).stream()
                .filter(demand -> !demand.lines().isEmpty())
                .toList();
        Set<String> skus = new TreeSet<>();
        demands.forEach(demand -> skus.addAll(demand.units().keySet()));
        Map<String, Map<String, Integer>> stock = desk.free(tenant, skus);
        orders.taken(orderNos)
                .forEach((warehouse, units) -> units.forEach((sku, quantity) -> {
                    Map<String, Integer> there = stock.get(warehouse);
                    if (there != null && there.containsKey(sku)) {
                        there.merge(sku, quantity, Integer::sum);
                    }
                }));
        Run now = new Run(present, book, stock);
        Run then = new Run(changed, changedBook, stock);
        List<Difference> differences = new ArrayList<>();
        BigDecimal sum = BigDecimal.ZERO;
        boolean comparable =
                Objects.equals(book.exchange().base(), changedBook.exchange().base());
        for (int i = 0; i < demands.size(); i++) {
            Demand demand = demands.get(i);
            SourcingPlan before = now.decide(demand);
            SourcingPlan after = then.decide(demand);
            BigDecimal difference = comparable ? difference(before, after) : null;
            sum = difference == null ? sum : sum.add(difference);
            Side one = side(before);
            Side other = side(after);
            boolean same = one.fulfillments().equals(other.fulfillments())
                    && one.outcome().equals(other.outcome())
                    && Objects.equals(one.queue(), other.queue());
            if (!same || (difference != null && difference.signum() != 0)) {
                differences.add(new Difference(
                        demand.orderNo(),
                        demand.account(),
                        demand.country(),
                        one,
                        other,
                        Explanation.money(difference),
                        why(one, other, same)));
            }
        }
        return new Result(
                demands.size(),
                differences.size(),
                changedBook.exchange().base(),
                now.totals(),
                then.totals(),
                comparable ? Explanation.money(sum) : null,
                differences);
    }

    private static BigDecimal difference(SourcingPlan before, SourcingPlan after) {
        BigDecimal one = before.possible() ? before.proposals().get(0).cost() : null;
        BigDecimal other = after.possible() ? after.proposals().get(0).cost() : null;
        return one == null || other == null ? null : other.subtract(one);
    }

    private static Side side(SourcingPlan plan) {
        if (!plan.possible()) {
            return new Side(Decisions.BACKORDERED, List.of(), null, null, null, plan.queue(), plan.decision());
        }
        SourcingPlan.Proposal first = plan.proposals().get(0);
        return new Side(
                Decisions.PLANNED,
                first.parts().stream()
                        .map(part -> new Fulfillment(
                                part.warehouse(),
                                part.labelSource(),
                                part.carrier(),
                                part.service(),
                                part.lines().stream().map(Demand.Line::lineNo).toList(),
                                part.lines().stream()
                                        .mapToInt(Demand.Line::quantity)
                                        .sum()))
                        .toList(),
                first.boxes(),
                Explanation.money(first.cost()),
                first.onTime(),
                null,
                first.decision());
    }

    private static String why(Side now, Side then, boolean same) {
        if (same) {
            return "served alike at another price: " + then.decision();
        }
        if (then.fulfillments().isEmpty()) {
            return (now.fulfillments().isEmpty()
                            ? "would wait in queue " + then.queue()
                            : "would wait instead of shipping from " + from(now))
                    + ": " + then.decision();
        }
        if (now.fulfillments().isEmpty()) {
            return "would ship from " + from(then) + " instead of waiting: " + then.decision();
        }
        return (from(now).equals(from(then))
                        ? "would ship from " + from(then) + " with another service or other lines: "
                        : "would ship from " + from(then) + " instead of " + from(now) + ": ")
                + then.decision();
    }

    private static String from(Side side) {
        return side.fulfillments().stream().map(Fulfillment::warehouse).collect(Collectors.joining(" and "));
    }

    /** One set of rules, its stock and its days as they are used up. */
    private final class Run {

        private final Planner planner;
        private final SourcingRules rules;
        private final WarehouseFacts facts;
        private final Map<String, Map<String, Integer>> stock = new HashMap<>();
        private final Map<String, Map<LocalDate, Integer>> days = new HashMap<>();
        private int planned;
        private int backordered;
        private int split;
        private int parcels;
        private int late;
        private int costUnknown;
        private BigDecimal cost = BigDecimal.ZERO;

        Run(SourcingRules rules, RateBook book, Map<String, Map<String, Integer>> stock) {
            this.rules = rules;
            this.planner = new Planner(rules, book, accounts);
            this.facts = new WarehouseFacts(rules, accounts);
            stock.forEach((warehouse, units) -> this.stock.put(warehouse, new HashMap<>(units)));
        }

        SourcingPlan decide(Demand demand) {
            OffsetDateTime at = demand.since();
            Map<String, Integer> today = new HashMap<>();
            if (rules.limited()) {
                Set<String> all = new LinkedHashSet<>(days.keySet());
                all.forEach(
                        warehouse -> today.put(warehouse, days.get(warehouse).getOrDefault(day(warehouse, at), 0)));
            }
            SourcingPlan plan = planner.plan(demand, new Supply(at, stock, today));
            if (!plan.possible()) {
                backordered++;
                return plan;
            }
            SourcingPlan.Proposal first = plan.proposals().get(0);
            planned++;
            parcels += first.boxes();
            split += first.parts().size() > 1 ? 1 : 0;
            late += first.onTime() ? 0 : 1;
            costUnknown += first.cost() == null ? 1 : 0;
            cost = first.cost() == null ? cost : cost.add(first.cost());
            for (SourcingPlan.Part part : first.parts()) {
                days.computeIfAbsent(part.warehouse(), w -> new HashMap<>())
                        .merge(day(part.warehouse(), at), 1, Integer::sum);
                if (demand.deducts()) {
                    Demand.units(part.lines())
                            .forEach((sku, units) -> stock.get(part.warehouse()).merge(sku, -units, Integer::sum));
                }
            }
            return plan;
        }

        private LocalDate day(String warehouse, OffsetDateTime at) {
            return at.atZoneSameInstant(facts.zone(warehouse)).toLocalDate();
        }

        Totals totals() {
            return new Totals(planned, backordered, split, parcels, late, Explanation.money(cost), costUnknown);
        }
    }
}
