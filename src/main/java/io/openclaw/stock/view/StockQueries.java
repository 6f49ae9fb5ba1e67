package io.openclaw.stock.view;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.stock.CampaignLocks;
import io.openclaw.stock.ChannelSupply;
import io.openclaw.stock.Counters;
import io.openclaw.stock.Reservation;
import io.openclaw.stock.ShortPicks;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockTable;
import io.openclaw.stock.statement.InboundLine;
import io.openclaw.stock.statement.InboundStock;
import io.openclaw.store.OneMoment;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Reads the counters: for the API, and for whoever decides by them. */
@Component("stockQueries")
public class StockQueries {

    private final StockTable table;
    private final CampaignLocks campaigns;
    private final InboundStock inbound;
    private final StockExplanation explanation;
    private final Accounts accounts;
    private final ChannelSupply supply;
    private final Clock clock;
    /** So that what a view shows and what it explains are of one moment, however busy the hub is. */
    private final OneMoment moment;

    public StockQueries(
            StockTable table,
            CampaignLocks campaigns,
            InboundStock inbound,
            StockExplanation explanation,
            Accounts accounts,
            ChannelSupply supply,
            OneMoment moment,
            Clock clock) {
        this.table = table;
        this.campaigns = campaigns;
        this.inbound = inbound;
        this.explanation = explanation;
        this.accounts = accounts;
        this.supply = supply;
        this.clock = clock;
        this.moment = moment;
    }

    /** {@link #view(String, String, OffsetDateTime)} with the changes of the last 24 hours. */
    public Optional<StockView> view(String tenant, String sku) {
        return view(
                tenant, sku, OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)).minusHours(24));
    }

    /**
     * The stock of a SKU over all warehouses and sales channels; empty when no warehouse carries it.
     *
     * @param since the moment from which its changes are told
     */
    public Optional<StockView> view(String tenant, String sku, OffsetDateTime since) {
        return moment.read(() -> look(tenant, sku, since));
    }

    private Optional<StockView> look(String tenant, String sku, OffsetDateTime since) {
        Map<String, Integer> components = table.components(tenant, sku);
        if (!components.isEmpty()) {
            return bundle(tenant, sku, components, since);
        }
        List<Counters> raw = raw(tenant, sku);
        if (raw.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<InboundLine>> lines = inbound.lines(tenant, sku);
        List<StockView.Warehouse> warehouses = raw.stream()
                .map(table.policies()::apply)
                .map(row -> warehouse(
                        row,
                        AvailableToSell.of(row),
                        lines.getOrDefault(row.key().warehouse(), List.of())))
                .toList();
        return Optional.of(new StockView(
                sku,
                null,
                warehouses,
                channels(tenant, sku),
                explanation.explain(tenant, sku, components, channelIds(tenant), since)));
    }

    /** What one account may sell of a SKU now, in whole bundles where it is one; 0 where nobody carries it. */
    public AvailableToSell available(String tenant, String account, String sku) {
        Map<String, Integer> components = table.components(tenant, sku);
        Map<String, AvailableToSell> found =
                available(tenant, account, Map.of(sku, components.isEmpty() ? Map.of(sku, 1) : components));
        return found.containsKey(sku)
                ? found.get(sku)
                : AvailableToSell.sum(List.of()).shared(table.policies().share(tenant, account, sku));
    }

    /**
     * What one account may sell of several SKUs now. A SKU that no warehouse carries which serves the account is left out: that
     * is not known to be sold out, it is not known.
     *
     * @param parts of each SKU the units of stocked SKUs that one of it takes: itself, or what a bundle consists of
     */
    public Map<String, AvailableToSell> available(
            String tenant, String account, Map<String, Map<String, Integer>> parts) {
        TreeSet<String> stocked = new TreeSet<>();
        parts.values().forEach(of -> stocked.addAll(of.keySet()));
        Map<String, Map<String, Counters>> rows = byWarehouse(tenant, stocked);
        Map<String, Map<String, Integer>> locks =
                campaigns.any(tenant, account) ? campaigns.of(tenant, stocked) : Map.of();
        Map<String, AvailableToSell> available = new TreeMap<>();
        parts.forEach((sku, of) -> {
            boolean presold = table.policies().presold(tenant, account, sku);
            channel(rows, locks, supply, account, presold, sku, of)
                    .ifPresent(all ->
                            available.put(sku, all.shared(table.policies().share(tenant, account, sku))));
        });
        return available;
    }

    /**
     * What all warehouses together have for an account, before its share of it; empty where none carries the SKU and serves it.
     *
     * @param rows counters by warehouse and SKU, with what is kept back of them
     * @param locks units of campaigns by warehouse/sku and account
     */
    static Optional<AvailableToSell> channel(
            Map<String, Map<String, Counters>> rows,
            Map<String, Map<String, Integer>> locks,
            ChannelSupply supply,
            String account,
            boolean presold,
            String sku,
            Map<String, Integer> parts) {
        TreeSet<String> carrying = new TreeSet<>();
        rows.forEach((warehouse, shelf) -> {
            if (shelf.keySet().containsAll(parts.keySet())) {
                carrying.add(warehouse);
            }
        });
        List<ChannelSupply.Source> serving = carrying.isEmpty() ? List.of() : supply.sources(account, carrying);
        return serving.isEmpty()
                ? Optional.empty()
                : Optional.of(AvailableToSell.sum(serving.stream()
                        .map(source -> of(source, rows.get(source.warehouse()), locks, account, presold, sku, parts))
                        .toList()));
    }

    private static AvailableToSell of(
            ChannelSupply.Source source,
            Map<String, Counters> shelf,
            Map<String, Map<String, Integer>> locks,
            String account,
            boolean presold,
            String sku,
            Map<String, Integer> parts) {
        Map<String, AvailableToSell> each = new TreeMap<>();
        parts.keySet().forEach(part -> {
            Counters counters = shelf.get(part);
            each.put(
                    part,
                    AvailableToSell.of(counters.seenBy(lock(locks, counters, account), 0), source.kept(), presold));
        });
        boolean itself = parts.size() == 1 && parts.containsKey(sku);
        AvailableToSell there = itself ? each.get(sku) : AvailableToSell.bundle(source.warehouse(), each, parts);
        return source.closed() == null ? there : there.closed(source.warehouse(), source.closed());
    }

    /** Counters of several SKUs, by warehouse and SKU, with what the policy keeps back. */
    public Map<String, Map<String, Counters>> byWarehouse(String tenant, Collection<String> skus) {
        if (skus.isEmpty()) {
            return Map.of();
        }
        return table
                .spec("stock-of-skus")
                .param("tenant", tenant)
                .param("skus", skus)
                .query(Counters::map)
                .list()
                .stream()
                .map(table.policies()::apply)
                .collect(Collectors.groupingBy(
                        row -> row.key().warehouse(),
                        Collectors.toMap(row -> row.key().sku(), Function.identity())));
    }

    /**
     * {@link #byWarehouse} as one order sees it: what is withheld for it, and what its account's campaign has locked, is
     * its own to take; of a row that went short of it when it was picked ({@link ShortPicks}) nothing is.
     */
    public Map<String, Map<String, Counters>> forOrder(
            String tenant, String account, String orderNo, Collection<String> skus) {
        Map<String, Map<String, Counters>> rows = seenBy(tenant, account, orderNo, skus);
        shortOf(orderNo, rows)
                .forEach((warehouse, passedOver) -> passedOver.forEach(
                        sku -> rows.get(warehouse).computeIfPresent(sku, (same, counters) -> counters.passedOver())));
        return rows;
    }

    /**
     * SKUs by warehouse that were not found there when they were picked for an order, and are not planned for it from there.
     *
     * @param rows among these; looked up only where some unit is missing
     */
    public Map<String, Set<String>> shortOf(String orderNo, Map<String, Map<String, Counters>> rows) {
        boolean missing =
                rows.values().stream().flatMap(of -> of.values().stream()).anyMatch(counters -> counters.missing() > 0);
        if (!missing) {
            return Map.of();
        }
        return ShortPicks.passedOver(table, orderNo).stream()
                .filter(key -> rows.getOrDefault(key.warehouse(), Map.of()).containsKey(key.sku()))
                .collect(Collectors.groupingBy(
                        StockKey::warehouse, Collectors.mapping(StockKey::sku, Collectors.toSet())));
    }

    /** Units that are withheld for an order, by warehouse and SKU. */
    public Map<String, Map<String, Integer>> withheldFor(String orderNo) {
        return table.keptFor(orderNo).stream()
                .filter(r -> r.in(Reservation.WITHHELD))
                .collect(Collectors.groupingBy(
                        r -> r.key().warehouse(),
                        Collectors.toMap(r -> r.key().sku(), Reservation::open, Integer::sum)));
    }

    private Map<String, Map<String, Counters>> seenBy(
            String tenant, String account, String orderNo, Collection<String> skus) {
        Map<String, Map<String, Counters>> rows = byWarehouse(tenant, skus);
        Map<String, Map<String, Integer>> own = withheldFor(orderNo);
        boolean locking = campaigns.any(tenant, account);
        if (own.isEmpty() && !locking) {
            return rows;
        }
        Map<String, Map<String, Integer>> locks = locking && !skus.isEmpty() ? campaigns.of(tenant, skus) : Map.of();
        Map<String, Map<String, Counters>> seen = new HashMap<>();
        rows.forEach((warehouse, of) -> {
            Map<String, Counters> mine = new HashMap<>();
            of.forEach((sku, counters) -> mine.put(
                    sku,
                    counters.seenBy(
                            lock(locks, counters, account),
                            own.getOrDefault(warehouse, Map.of()).getOrDefault(sku, 0))));
            seen.put(warehouse, mine);
        });
        return seen;
    }

    private static int lock(Map<String, Map<String, Integer>> locks, Counters counters, String account) {
        return locks.getOrDefault(
                        counters.key().warehouse() + "/" + counters.key().sku(), Map.of())
                .getOrDefault(account, 0);
    }

    private Optional<StockView> bundle(
            String tenant, String sku, Map<String, Integer> components, OffsetDateTime since) {
        Map<String, Map<String, Counters>> rows = byWarehouse(tenant, components.keySet());
        List<StockView.Warehouse> warehouses = new ArrayList<>();
        new TreeMap<>(rows).forEach((warehouse, of) -> {
            Map<String, AvailableToSell> parts = new TreeMap<>();
            of.forEach((part, counters) -> parts.put(part, AvailableToSell.of(counters)));
            AvailableToSell ats = AvailableToSell.bundle(warehouse, parts, components);
            warehouses.add(new StockView.Warehouse(
                    warehouse,
                    authority(warehouse),
                    wholes(of, components, Counters::onHand),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    wholes(of, components, Counters::inTransit),
                    0,
                    ats.ats(),
                    ats.terms(),
                    List.of(),
                    of.values().stream()
                            .map(Counters::asOf)
                            .min(OffsetDateTime::compareTo)
                            .map(DateTimeFormatter.ISO_OFFSET_DATE_TIME::format)
                            .orElse(null)));
        });
        if (warehouses.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StockView(
                sku,
                components,
                warehouses,
                channels(tenant, sku),
                explanation.explain(tenant, sku, components, channelIds(tenant), since)));
    }

    private static int wholes(
            Map<String, Counters> rows, Map<String, Integer> components, Function<Counters, Integer> of) {
        return components.entrySet().stream()
                .mapToInt(e -> rows.containsKey(e.getKey()) ? of.apply(rows.get(e.getKey())) / e.getValue() : 0)
                .min()
                .orElse(0);
    }

    private List<Counters> raw(String tenant, String sku) {
        return table.spec("stock-of-sku")
                .param("tenant", tenant)
                .param("sku", sku)
                .query(Counters::map)
                .list();
    }

    private List<StockView.Channel> channels(String tenant, String sku) {
        return channelIds(tenant).stream()
                .map(account -> {
                    AvailableToSell ats = available(tenant, account, sku);
                    return new StockView.Channel(account, ats.ats(), ats.terms());
                })
                .toList();
    }

    private List<String> channelIds(String tenant) {
        return accounts.all(Account.Kind.PLATFORM).stream()
                .filter(account -> account.tenant().equals(tenant) && account.mode() != Account.Mode.OFF)
                .map(Account::id)
                .sorted()
                .toList();
    }

    private String authority(String warehouse) {
        return accounts.find(warehouse)
                .map(account -> account.policy("authority", "hub"))
                .orElse("hub");
    }

    private StockView.Warehouse warehouse(Counters row, AvailableToSell ats, List<InboundLine> lines) {
        return new StockView.Warehouse(
                row.key().warehouse(),
                authority(row.key().warehouse()),
                row.onHand(),
                row.missing(),
                row.reserved(),
                row.withheld(),
                row.campaignLocked(),
                row.safetyStock(),
                row.buffer(),
                row.quarantine(),
                row.unsellable(),
                row.inTransit(),
                row.reservedInbound(),
                ats.ats(),
                ats.terms(),
                lines.stream()
                        .map(line -> new StockView.Inbound(
                                line.id(),
                                line.kind(),
                                line.quantity(),
                                line.eta() == null ? null : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(line.eta()),
                                line.confidence().stripTrailingZeros().toPlainString(),
                                line.sourceDocument()))
                        .toList(),
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(row.asOf()));
    }
}
