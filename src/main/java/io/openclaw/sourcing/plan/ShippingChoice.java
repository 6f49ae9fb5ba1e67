package io.openclaw.sourcing.plan;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.rates.Box;
import io.openclaw.rates.Quote;
import io.openclaw.rates.RateBook;
import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.SplitLevel;
import io.openclaw.sourcing.rules.WarehouseFacts;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a warehouse ships lines of an order: who makes the label, with which service, and who follows the parcel. Every
 * service it may use is asked for its price; one that cannot be handed over or arrive when the platform wants it comes after
 * all that can. The rules go before the policies of the warehouse's and the carrier's accounts.
 */
final class ShippingChoice {

    private final SourcingRules rules;
    private final RateBook rates;
    private final Accounts accounts;
    private final WarehouseFacts facts;
    private final ServiceOptions services;

    ShippingChoice(SourcingRules rules, RateBook rates, Accounts accounts, WarehouseFacts facts) {
        this.rules = rules;
        this.rates = rates;
        this.accounts = accounts;
        this.facts = facts;
        this.services = new ServiceOptions(rates);
    }

    /**
     * One service that was asked.
     *
     * @param carrier account the label is bought from; null where somebody else makes it
     * @param service null where whoever makes the label chooses
     * @param quote null where nobody has a price for it
     * @param handOver when it can leave the warehouse
     * @param arrives at the latest; null where nobody knows
     * @param late why it is not in time; null where it is
     * @param refusal why it does not take the parcels; null where it does
     */
    public record Option(
            String labelSource,
            String carrier,
            String service,
            Quote quote,
            OffsetDateTime handOver,
            OffsetDateTime arrives,
            String late,
            String refusal) {

        public BigDecimal cost() {
            return quote == null ? null : quote.cost();
        }

        boolean taken() {
            return refusal == null;
        }

        /** As explanations call it. */
        String name() {
            String what = service == null ? "whatever it ships with" : service;
            return carrier == null ? what : carrier + "/" + what;
        }
    }

    /**
     * What came of asking.
     *
     * @param taken the service; null where none takes the parcels
     * @param options all that were asked, the best first
     * @param reason why that one, or why none
     * @param divided the lines of each parcel, where no service takes them as one; else null
     */
    public record Choice(
            Option taken, List<Option> options, String reason, List<Box> boxes, List<List<Demand.Line>> divided) {

        boolean possible() {
            return taken != null;
        }
    }

    /** What was worked out for one order already: a carrier's prices are the same from every warehouse. */
    static final class Known {

        private record Collection(OffsetDateTime ready, LocalTime cutOff, ZoneId zone) {}

        private final Map<List<Demand.Line>, List<Box>> boxes = new HashMap<>();
        private final Map<String, Map<List<Box>, List<Quote>>> quotes = new HashMap<>();
        private final Map<Collection, OffsetDateTime> collected = new HashMap<>();

        List<Box> boxes(Demand demand, List<Demand.Line> lines) {
            return boxes.computeIfAbsent(lines, l -> Packing.boxes(demand, l));
        }

        List<Quote> quotes(Demand demand, RateBook rates, String seller, List<Box> parcels) {
            return quotes.computeIfAbsent(seller, s -> new HashMap<>())
                    .computeIfAbsent(parcels, p -> rates.services(seller).stream()
                            .map(service -> rates.quote(seller, service, demand.country(), demand.postalCode(), p))
                            .toList());
        }

        OffsetDateTime collected(OffsetDateTime ready, Quote quote) {
            return quote == null || quote.cutOff() == null
                    ? ready
                    : collected.computeIfAbsent(
                            new Collection(ready, quote.cutOff(), quote.zone()),
                            c -> HandOver.collected(c.ready(), c.cutOff(), c.zone()));
        }
    }

    /**
     * Asks every service that a warehouse may use for lines of an order. What none of them takes as one parcel is divided, as far
     * as it may be.
     */
    Choice choose(
            Demand demand,
            String warehouse,
            List<Demand.Line> lines,
            SourcingRules.Choice wish,
            OffsetDateTime at,
            Known known,
            Division.Allowed may) {
        Account account = accounts.get(warehouse);
        SourcingRules.Warehouse said = rules.warehouse(warehouse);
        List<Box> boxes = known.boxes(demand, lines);
        OffsetDateTime ready = HandOver.ready(at, said, facts.zone(warehouse));
        Sellers sellers = Sellers.of(accounts, demand, account, said);
        ServiceOrder order = new ServiceOrder(wish);
        List<Option> options = asked(demand, warehouse, said, sellers, boxes, ready, known, order);
        if (!options.isEmpty() && options.get(0).taken()) {
            return new Choice(options.get(0), options, order.why(options), boxes, null);
        }
        String whole = ServiceOrder.none(options, sellers.missing());
        List<List<List<Demand.Line>>> divisions = divisions(demand, said, sellers, lines, may.level());
        Choice best = null;
        for (List<List<Demand.Line>> division : divisions) {
            List<Box> parcels = Packing.boxes(demand, lines, division);
            List<Option> divided = asked(demand, warehouse, said, sellers, parcels, ready, known, order);
            boolean better = !divided.isEmpty()
                    && divided.get(0).taken()
                    && (best == null || order.order().compare(divided.get(0), best.taken()) < 0);
            if (better) {
                String words = order.why(divided) + "; divided into " + parcels.size() + " parcels, because as one it "
                        + whole;
                best = new Choice(divided.get(0), divided, words, parcels, division);
            }
        }
        return best == null
                ? new Choice(null, options, whole + undivided(demand, said, sellers, lines, may), boxes, null)
                : best;
    }

    private List<Option> asked(
            Demand demand,
            String warehouse,
            SourcingRules.Warehouse said,
            Sellers sellers,
            List<Box> boxes,
            OffsetDateTime ready,
            Known known,
            ServiceOrder order) {
        List<Option> options = new ArrayList<>();
        for (Sellers.Seller seller : sellers.all()) {
            options.addAll(services.of(seller, demand, said, boxes, ready, known));
        }
        options.sort(order.order().thenComparingInt(option -> ServiceOptions.place(said, warehouse, option)));
        return List.copyOf(options);
    }

    /** The divisions into the fewest parcels that some service takes; empty where there is none. */
    private List<List<List<Demand.Line>>> divisions(
            Demand demand, SourcingRules.Warehouse said, Sellers sellers, List<Demand.Line> lines, SplitLevel level) {
        List<Demand.Line> sharing = Packing.sharing(demand, lines);
        if (level == SplitLevel.NEVER || sharing.isEmpty()) {
            return List.of();
        }
        List<Box> alone = Packing.boxes(
                demand, lines.stream().filter(line -> !sharing.contains(line)).toList());
        List<List<List<Demand.Line>>> found = new ArrayList<>();
        for (Sellers.Seller seller : sellers.all()) {
            for (String service : rates.services(seller.account().id())) {
                boolean usable = ServiceOptions.may(said, seller.account().id(), service)
                        && services.unusable(seller.account(), service, demand) == null
                        && takes(demand, seller, service, alone);
                if (usable) {
                    Division.of(demand, sharing, level, box -> takes(demand, seller, service, List.of(box)))
                            .filter(division -> !found.contains(division))
                            .ifPresent(found::add);
                }
            }
        }
        int fewest = found.stream().mapToInt(List::size).min().orElse(0);
        found.removeIf(division -> division.size() > fewest);
        return found;
    }

    private boolean takes(Demand demand, Sellers.Seller seller, String service, List<Box> boxes) {
        return !rates.quote(seller.account().id(), service, demand.country(), demand.postalCode(), boxes)
                .refused();
    }

    /** Of what would go if it might be divided further: who does not let it. */
    private String undivided(
            Demand demand,
            SourcingRules.Warehouse said,
            Sellers sellers,
            List<Demand.Line> lines,
            Division.Allowed may) {
        if (may.level() == SplitLevel.UNIT) {
            return "";
        }
        return divisions(demand, said, sellers, lines, SplitLevel.UNIT).stream()
                .findFirst()
                .map(division -> "; divided into "
                        + Packing.boxes(demand, lines, division).size() + " parcels it would go, but " + may.reason())
                .orElse("");
    }

    /**
     * The fulfillment that the choice makes of the lines.
     *
     * @param capacity fulfillments the warehouse may have in a day; null for any number
     */
    SourcingPlan.Part part(Demand demand, String warehouse, List<Demand.Line> lines, Integer capacity, Choice choice) {
        Account account = accounts.get(warehouse);
        Option taken = choice.taken();
        // Who makes the label sells it: a carrier account beside a warehouse's own label would be asked for a second
        // one.
        Account seller = taken.carrier() == null ? null : accounts.get(taken.carrier());
        return new SourcingPlan.Part(
                warehouse,
                taken.labelSource(),
                taken.carrier(),
                Sellers.tracker(accounts, demand, account, seller),
                taken.service(),
                lines,
                Packing.parcels(demand, lines, choice.divided(), Sellers.CARRIER.equals(taken.labelSource())),
                capacity,
                choice);
    }
}
