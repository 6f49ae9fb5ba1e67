package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.rates.Box;
import io.openclaw.rates.Quote;
import io.openclaw.rates.RateBook;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a warehouse ships lines of an order: who makes the label, with which service, and who follows the parcel. Every
 * service it may use is asked for its price; one that cannot be handed over or arrive when the platform wants it comes after
 * all that can. The rules go before the policies of the warehouse's and the carrier's accounts.
 */
final class ShippingChoice {

    private static final String CARRIER = "carrier";
    private static final String WAREHOUSE = "warehouse";
    private static final String PLATFORM = "platform";

    private final SourcingRules rules;
    private final RateBook rates;
    private final Accounts accounts;
    private final WarehouseFacts facts;

    ShippingChoice(SourcingRules rules, RateBook rates, Accounts accounts, WarehouseFacts facts) {
        this.rules = rules;
        this.rates = rates;
        this.accounts = accounts;
        this.facts = facts;
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
    record Option(
            String labelSource,
            String carrier,
            String service,
            Quote quote,
            OffsetDateTime handOver,
            OffsetDateTime arrives,
            String late,
            String refusal) {

        BigDecimal cost() {
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
    record Choice(Option taken, List<Option> options, String reason, List<Box> boxes, List<List<Demand.Line>> divided) {

        boolean possible() {
            return taken != null;
        }
    }

    /** An account that makes labels, or sells them. */
    private record Seller(String labelSource, Account account) {}

    /** Who may make the label; {@code missing} says why one that could may not. */
    private record Sellers(List<Seller> all, String missing) {}

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
        Sellers sellers = sellers(demand, account, said);
        List<Option> options = asked(demand, said, sellers, boxes, ready, known, wish);
        if (!options.isEmpty() && options.get(0).taken()) {
            return new Choice(options.get(0), options, why(options, wish), boxes, null);
        }
        String whole = none(options, sellers.missing());
        List<List<List<Demand.Line>>> divisions = divisions(demand, said, sellers, lines, may.level());
        Choice best = null;
        for (List<List<Demand.Line>> division : divisions) {
            List<Box> parcels = Packing.boxes(demand, lines, division);
            List<Option> divided = asked(demand, said, sellers, parcels, ready, known, wish);
            boolean better = !divided.isEmpty()
                    && divided.get(0).taken()
                    && (best == null || order(wish).compare(divided.get(0), best.taken()) < 0);
            if (better) {
                String words = why(divided, wish) + "; divided into " + parcels.size() + " parcels, because as one it "
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
            SourcingRules.Warehouse said,
            Sellers sellers,
            List<Box> boxes,
            OffsetDateTime ready,
            Known known,
            SourcingRules.Choice wish) {
        List<Option> options = new ArrayList<>();
        for (Seller seller : sellers.all()) {
            options(demand, said, seller.account(), seller.labelSource(), boxes, ready, options, known);
        }
        options.sort(order(wish));
        return List.copyOf(options);
    }

    // What is too much for one parcel
    // ---------------------------------------------------------------------------------------------

    /** The divisions into the fewest parcels that some service takes; empty where there is none. */
    private List<List<List<Demand.Line>>> divisions(
            Demand demand, SourcingRules.Warehouse said, Sellers sellers, List<Demand.Line> lines, Demand.Level level) {
        List<Demand.Line> sharing = Packing.sharing(demand, lines);
        if (level == Demand.Level.NEVER || sharing.isEmpty()) {
            return List.of();
        }
        List<List<List<Demand.Line>>> found = new ArrayList<>();
        for (Seller seller : sellers.all()) {
            List<String> allowed = allowed(said, seller.account().id());
            for (String service : rates.services(seller.account().id())) {
                boolean usable = (allowed.isEmpty() || allowed.contains(service))
                        && contract(seller.account(), service, demand.country()) == null;
                if (usable) {
                    Division.of(demand, sharing, level, box -> takes(demand, seller, service, box))
                            .filter(division -> !found.contains(division))
                            .ifPresent(found::add);
                }
            }
        }
        int fewest = found.stream().mapToInt(List::size).min().orElse(0);
        found.removeIf(division -> division.size() > fewest);
        return found;
    }

    private boolean takes(Demand demand, Seller seller, String service, Box box) {
        return !rates.quote(seller.account().id(), service, demand.country(), demand.postalCode(), List.of(box))
                .refused();
    }

    /** Of what would go if it might be divided further: who does not let it. */
    private String undivided(
            Demand demand,
            SourcingRules.Warehouse said,
            Sellers sellers,
            List<Demand.Line> lines,
            Division.Allowed may) {
        if (may.level() == Demand.Level.UNIT) {
            return "";
        }
        return divisions(demand, said, sellers, lines, Demand.Level.UNIT).stream()
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
                tracker(demand, account, seller),
                taken.service(),
                lines,
                Packing.parcels(demand, lines, choice.divided(), CARRIER.equals(taken.labelSource())),
                capacity,
                choice);
    }

    // Who makes the label
    // -------------------------------------------------------------------------------------------------

    private Sellers sellers(Demand demand, Account warehouse, SourcingRules.Warehouse said) {
        List<Seller> sellers = new ArrayList<>();
        String missing = null;
        for (String labelSource : labelSources(demand, warehouse, said)) {
            if (!labelSource.equals(CARRIER)) {
                sellers.add(new Seller(labelSource, warehouse));
                continue;
            }
            List<String> carriers = carriers(warehouse, said);
            if (carriers.isEmpty()) {
                missing = "has no carrier account to buy a label from";
            }
            for (String carrier : carriers) {
                Optional<String> refusal = sells(demand, carrier);
                if (refusal.isPresent()) {
                    missing = refusal.get();
                } else {
                    sellers.add(new Seller(labelSource, accounts.get(carrier)));
                }
            }
        }
        return new Sellers(List.copyOf(sellers), missing);
    }

    private static List<String> labelSources(Demand demand, Account warehouse, SourcingRules.Warehouse said) {
        if (demand.platformLabel()) {
            return List.of(PLATFORM);
        }
        return said.labelSources().isEmpty()
                ? List.of(warehouse.policy("label_source", WAREHOUSE))
                : said.labelSources();
    }

    private static List<String> carriers(Account warehouse, SourcingRules.Warehouse said) {
        String policy = warehouse.policy("carrier", null);
        return said.carriers().isEmpty() && policy != null ? List.of(policy) : said.carriers();
    }

    private Optional<String> sells(Demand demand, String carrier) {
        Account seller = accounts.find(carrier).orElse(null);
        if (seller == null) {
            return Optional.of("buys labels from " + carrier + ", which is no account of config/partners.yaml");
        }
        boolean mayAct =
                seller.mode() == Account.Mode.LIVE || (demand.shadow() && seller.mode() == Account.Mode.SHADOW);
        return mayAct
                ? Optional.empty()
                : Optional.of("buys labels from " + carrier + ", whose account is in mode "
                        + seller.mode().name().toLowerCase(java.util.Locale.ROOT));
    }

    // Which services there are
    // --------------------------------------------------------------------------------------------

    private void options(
            Demand demand,
            SourcingRules.Warehouse said,
            Account seller,
            String labelSource,
            List<Box> boxes,
            OffsetDateTime ready,
            List<Option> options,
            Known known) {
        String carrier = labelSource.equals(CARRIER) ? seller.id() : null;
        List<String> allowed = allowed(said, seller.id());
        boolean sells = labelSource.equals(CARRIER) || labelSource.equals(WAREHOUSE);
        if (sells && rates.has(seller.id())) {
            for (Quote quote : known.quotes(demand, rates, seller.id(), boxes)) {
                if (!allowed.isEmpty() && !allowed.contains(quote.service())) {
                    continue;
                }
                String refusal = contract(seller, quote.service(), demand.country());
                options.add(option(
                        demand,
                        labelSource,
                        carrier,
                        quote.service(),
                        refusal == null ? quote : null,
                        known.collected(ready, quote),
                        refusal == null ? quote.refusal() : refusal));
            }
            for (String service : allowed) {
                if (!rates.services(seller.id()).contains(service)) {
                    String refusal = "is not on the rate card of " + seller.id();
                    options.add(option(demand, labelSource, carrier, service, null, ready, refusal));
                }
            }
            return;
        }
        List<String> services = allowed;
        if (services.isEmpty() && sells && seller.policy().get("services") instanceof Map<?, ?> listed) {
            services = listed.keySet().stream().map(Object::toString).toList();
        }
        if (services.isEmpty()) {
            String own = sells ? seller.policy("service", null) : null;
            options.add(option(demand, labelSource, carrier, own, null, ready, null));
        }
        for (String service : services) {
            options.add(option(
                    demand, labelSource, carrier, service, null, ready, contract(seller, service, demand.country())));
        }
    }

    private static List<String> allowed(SourcingRules.Warehouse said, String seller) {
        return said.services().stream()
                .filter(service -> service.indexOf('/') < 0 || service.startsWith(seller + "/"))
                .map(service -> service.substring(service.indexOf('/') + 1))
                .toList();
    }

    /** Why the seller's account does not have the service for that country; null where it does, or lists none. */
    private static String contract(Account seller, String service, String country) {
        if (!(seller.policy().get("services") instanceof Map<?, ?> services)) {
            return null;
        }
        if (!services.containsKey(service)) {
            return "is not among the services of account " + seller.id();
        }
        if (services.get(service) instanceof Map<?, ?> described
                && described.get("countries") instanceof List<?> countries
                && countries.stream().map(Object::toString).noneMatch(c -> c.equals("*") || c.equals(country))) {
            return "does not go to " + (country == null ? "an unknown country" : country);
        }
        return null;
    }

    private static Option option(
            Demand demand,
            String labelSource,
            String carrier,
            String service,
            Quote quote,
            OffsetDateTime handOver,
            String refusal) {
        if (refusal != null) {
            return new Option(labelSource, carrier, service, quote, null, null, null, refusal);
        }
        OffsetDateTime arrives =
                quote == null || quote.latestDays() == null ? null : handOver.plusDays(quote.latestDays());
        String late = null;
        if (demand.shipBy() != null && handOver.isAfter(demand.shipBy())) {
            late = "is handed over at " + handOver + ", ship_by is " + demand.shipBy();
        } else if (demand.deliverBy() != null && arrives != null && arrives.isAfter(demand.deliverBy())) {
            late = "may arrive as late as " + arrives + ", deliver_by is " + demand.deliverBy();
        }
        return new Option(labelSource, carrier, service, quote, handOver, arrives, late, null);
    }

    // Which is the best
    // ---------------------------------------------------------------------------------------------------

    /** The order of the file decides what nothing else does: sorting keeps it. */
    private static Comparator<Option> order(SourcingRules.Choice wish) {
        Comparator<Option> taken = Comparator.comparingInt(option -> option.taken() ? 0 : 1);
        Comparator<Option> inTime = taken.thenComparingInt(option -> option.late() == null ? 0 : 1);
        Comparator<Option> cheap = Comparator.comparing(Option::cost, Comparator.nullsLast(Comparator.naturalOrder()));
        Comparator<Option> fast =
                Comparator.comparing(Option::arrives, Comparator.nullsLast(Comparator.naturalOrder()));
        return switch (wish.mode()) {
            case CHEAPEST -> inTime.thenComparing(cheap).thenComparing(fast);
            case FASTEST -> inTime.thenComparing(fast).thenComparing(cheap);
            case PREFERENCE ->
                inTime.thenComparingInt(option -> place(wish, option))
                        .thenComparing(cheap)
                        .thenComparing(fast);
        };
    }

    private static int place(SourcingRules.Choice wish, Option option) {
        int own = wish.preferred().indexOf(option.name());
        int any = option.service() == null ? -1 : wish.preferred().indexOf(option.service());
        int place = own < 0 ? any : own;
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    private static String why(List<Option> options, SourcingRules.Choice wish) {
        List<Option> usable = options.stream().filter(Option::taken).toList();
        Option best = usable.get(0);
        StringBuilder words = new StringBuilder();
        if (usable.size() == 1) {
            words.append(options.size() == 1 ? "the only service" : "the only service that takes it");
        } else {
            words.append(
                    switch (wish.mode()) {
                        case CHEAPEST -> best.cost() == null ? "first of " : "cheapest of ";
                        case FASTEST -> best.arrives() == null ? "first of " : "fastest of ";
                        case PREFERENCE -> place(wish, best) == Integer.MAX_VALUE ? "first of " : "preferred among ";
                    });
            words.append(usable.size());
            long late = usable.stream().filter(option -> option.late() != null).count();
            if (best.late() == null && late > 0) {
                words.append(late == usable.size() - 1L ? ", the only one in time" : " that are in time or late");
            }
        }
        if (best.quote() != null && best.quote().remark() != null) {
            words.append(" (").append(best.quote().remark()).append(')');
        } else if (best.cost() == null) {
            words.append(", price unknown");
        }
        if (best.late() != null) {
            words.append(", though it ").append(best.late());
        }
        return words.toString();
    }

    private static String none(List<Option> options, String missing) {
        if (options.isEmpty()) {
            return missing == null ? "has no service it may use" : missing;
        }
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        options.forEach(option -> byReason.computeIfAbsent(option.refusal(), reason -> new ArrayList<>())
                .add(option.name()));
        StringBuilder words = new StringBuilder("has no service that takes it: ");
        byReason.forEach((reason, names) -> words.append(String.join(" and ", names))
                .append(' ')
                .append(reason)
                .append("; "));
        return words.substring(0, words.length() - 2);
    }

    private String tracker(Demand demand, Account warehouse, Account seller) {
        String ofSeller = seller == null ? null : seller.policy("tracker", null);
        if (ofSeller != null) {
            return ofSeller;
        }
        String ofWarehouse = warehouse.policy("tracker", null);
        return ofWarehouse != null
                ? ofWarehouse
                : accounts.find(demand.account())
                        .map(platform -> platform.policy("tracker", null))
                        .orElse(null);
    }
}
