package io.openclaw.stock;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.Sql;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the counters: for the API, and for whoever decides by them. */
@Component("stockQueries")
public class StockQueries {

    /** What is not there is not sold, unless the seller says so; nobody can say so yet. */
    private static final BigDecimal INBOUND_CONFIDENCE = BigDecimal.ZERO;

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final ChannelSupply supply;
    private final Sql sql = Sql.of("stock");

    public StockQueries(JdbcClient jdbc, Accounts accounts, ChannelSupply supply) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.supply = supply;
    }

    /** The stock of a SKU over all warehouses and sales channels; empty when no warehouse carries it. */
    public Optional<StockView> view(String tenant, String sku) {
        List<Counters> rows = jdbc.sql(sql.get("stock-of-sku"))
                .param("tenant", tenant)
                .param("sku", sku)
                .query(Counters::map)
                .list();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<String, AvailableToSell> ats = rows.stream()
                .collect(Collectors.toMap(
                        row -> row.key().warehouse(), row -> AvailableToSell.of(row, INBOUND_CONFIDENCE)));
        List<StockView.Warehouse> warehouses = rows.stream()
                .map(row -> warehouse(row, ats.get(row.key().warehouse()).ats()))
                .toList();
        return Optional.of(new StockView(sku, warehouses, channels(tenant, ats)));
    }

    /** Counters of several SKUs, by warehouse and SKU. */
    public Map<String, Map<String, Counters>> byWarehouse(String tenant, Collection<String> skus) {
        if (skus.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql(sql.get("stock-of-skus"))
                .param("tenant", tenant)
                .param("skus", skus)
                .query(Counters::map)
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        row -> row.key().warehouse(),
                        Collectors.toMap(row -> row.key().sku(), Function.identity())));
    }

    private List<StockView.Channel> channels(String tenant, Map<String, AvailableToSell> ats) {
        return accounts.all(Account.Kind.PLATFORM).stream()
                .filter(account -> account.tenant().equals(tenant) && account.mode() != Account.Mode.OFF)
                .sorted(Comparator.comparing(Account::id))
                .map(account -> {
                    List<AvailableToSell> parts = supply.warehouses(account.id(), ats.keySet()).stream()
                            .map(ats::get)
                            .toList();
                    AvailableToSell sum = AvailableToSell.sum(parts);
                    return new StockView.Channel(account.id(), sum.ats(), sum.terms());
                })
                .toList();
    }

    private static StockView.Warehouse warehouse(Counters row, int ats) {
        return new StockView.Warehouse(
                row.key().warehouse(),
                row.onHand(),
                row.reserved(),
                row.withheld(),
                row.campaignLocked(),
                row.safetyStock(),
                row.inTransit(),
                ats,
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(row.asOf()));
    }
}
