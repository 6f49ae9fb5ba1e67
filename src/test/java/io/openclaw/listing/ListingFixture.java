package io.openclaw.listing;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.TestAccounts;
import io.openclaw.exceptions.ExceptionBeans;
import io.openclaw.product.Products;
import io.openclaw.product.SkuMapping;
import io.openclaw.routes.RouteBench;
import io.openclaw.stock.MutableClock;
import io.openclaw.stock.StockFixture;
import io.openclaw.store.PresentStore;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The room of listings with its routes, on a database; the platform is played by the test. */
final class ListingFixture implements AutoCloseable {

    /** Stands for what the routes of cases use besides: nobody is alerted, no ERP stands behind. */
    public static final class Nobody {

        public boolean wants(String severity) {
            return false;
        }

        public boolean configured() {
            return false;
        }

        public void send(Object event) {
            throw new AssertionError("nobody is to be told " + event);
        }

        public void claim(String account, String operation, String reference, String orderNo) {
            throw new AssertionError("nobody is to be told " + reference);
        }

        public void done(String account, String operation, String reference, String partnerRef) {
            throw new AssertionError("nobody was told " + reference);
        }
    }

    static final Duration CONFIRM = Duration.ofSeconds(30);

    final TestDatabase database;
    final MutableClock clock = new MutableClock();
    final TestAccounts accounts = new TestAccounts();
    final StockFixture stock;
    final Products products;
    final Listings listings;
    final StockFlush flush;
    final StockReadback readback;
    final AccountSwitches switches;
    final ListingQueries queries;
    final RouteBench routes;
    final ExceptionBeans exceptions;
    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    ListingFixture(TestDatabase database) throws Exception {
        this.database = database;
        accounts.platform("shop-a")
                .platform("shop-b")
                .add(
                        "shop-ext",
                        Account.Kind.PLATFORM,
                        Account.Mode.LIVE,
                        Map.of("steps", Map.of("push_stock", "external")))
                .add("shop-imp", Account.Kind.PLATFORM, Account.Mode.IMPORT_ONLY, Map.of())
                .add("shop-sh", Account.Kind.PLATFORM, Account.Mode.SHADOW, Map.of())
                .warehouse("cn")
                .warehouse("us");
        stock = new StockFixture(database, clock);
        products = new Products(database.jdbc(), clock);
        ChannelAvailability availability = new LedgerAvailability(
                stock.queries(
                        accounts,
                        (account, carrying) -> carrying.stream().sorted().toList()),
                products);
        listings = new Listings(database.jdbc(), accounts, clock);
        flush = new StockFlush(database.jdbc(), accounts, availability, clock, CONFIRM);
        readback = new StockReadback(database.jdbc(), accounts, availability, clock, CONFIRM);
        switches = new AccountSwitches(database.jdbc(), clock, PresentStore.store());
        queries = new ListingQueries(database.jdbc(), clock, accounts, switches, availability);
        exceptions = new ExceptionBeans(database, accounts);
        routes = exceptions
                .bindTo(new RouteBench(database))
                .bean("effects", new Nobody())
                .bean("alertWebhook", new Nobody())
                .bean("listings", listings)
                .bean("stockFlush", flush)
                .bean("stockReadback", readback)
                .bean("listingMetrics", new ListingMetrics(queries, clock, meters))
                .start("stock-sync.camel.yaml", "stock-readback.camel.yaml", "exception-sync.camel.yaml");
    }

    /** Maps a code for every account. */
    void map(String account, String platformSku, String sku) {
        products.register("demo", new SkuMapping(account, platformSku, sku));
    }

    /** States stock and lets the route hear of it. */
    void stock(String sku, int units) {
        clock.advance(Duration.ofMillis(10));
        stock.stock("cn", sku, units);
        changed("stock.changed", Map.of("sku", sku, "warehouse", "cn"));
    }

    void changed(String type, Map<String, Object> data) {
        routes.deliver("stock-sync", routes.event(type, (String) data.get("account"), null, data));
    }

    /** Lets a flush of the account run. */
    void flush(String account) {
        clock.advance(Duration.ofMillis(10));
        routes.deliver("stock-flush", routes.event("stock.flush", account, null, Map.of()));
    }

    /** Figures of every call so far, by call: code to units. */
    List<Map<String, Integer>> told() {
        return routes.asked.stream()
                .filter(call -> call.getKey().equals("platform:push-stock"))
                .map(call -> ((FlushBatch) call.getValue())
                        .items().stream()
                                .collect(java.util.stream.Collectors.toMap(
                                        FlushBatch.Item::platformSku, FlushBatch.Item::available)))
                .toList();
    }

    /** Accounts a flush was asked for, in sequence. */
    List<Object> asked() {
        return routes.emitted("stock.flush").stream()
                .map(data -> data.get("account"))
                .toList();
    }

    ListingView view(String account, String platformSku) {
        return queries
                .list(new ListingQueries.Filter("demo", account, platformSku, null, List.of("*"), null, 500))
                .stream()
                .filter(view -> view.platformSku().equals(platformSku))
                .findFirst()
                .orElseThrow(() -> new AssertionError(account + " lists no " + platformSku));
    }

    AccountSync account(String id) {
        return queries.accounts("demo", List.of("*")).stream()
                .filter(sync -> sync.account().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " lists nothing"));
    }

    /** The metrics' rows, as Prometheus reads them. */
    Stream<String> scraped() {
        return meters.scrape().lines().filter(line -> line.startsWith("openclaw_"));
    }

    void sweep() {
        routes.fire("stock-sync-sweep");
    }

    void enrol() {
        routes.fire("stock-sync-enrol");
    }

    @Override
    public void close() {
        routes.close();
    }
}
