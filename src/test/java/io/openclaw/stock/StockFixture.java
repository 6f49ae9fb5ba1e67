package io.openclaw.stock;

import io.openclaw.account.Accounts;
import io.openclaw.account.TestAccounts;
import io.openclaw.rulefile.RuleVersions;
import io.openclaw.stock.statement.InboundStock;
import io.openclaw.stock.statement.PresaleCover;
import io.openclaw.stock.statement.StockAdjustments;
import io.openclaw.stock.view.StockExplanation;
import io.openclaw.stock.view.StockMoves;
import io.openclaw.stock.view.StockQueries;
import io.openclaw.store.Dialect;
import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The stock room on a test database. */
public final class StockFixture {

    public static final String TENANT = "demo";

    public final TestDatabase database;
    public final StockLedger ledger;
    public final KeptUnits kept;
    public final Departures departures;
    public final StockAdjustments adjustments;
    public final LedgerCheck check;
    public final CampaignLocks campaigns;
    public final InboundStock inbound;
    public final PresaleCover cover;
    public final StockLocks locks;
    public final ShortPicks shortPicks;
    final HotKeyGate gate = new HotKeyGate();
    public final StockTable table;
    private final Clock clock;
    private int causes;

    public StockFixture(TestDatabase database, Clock clock) {
        this(database, clock, StockPolicy.NONE, new TestAccounts());
    }

    public StockFixture(TestDatabase database, Clock clock, StockPolicy policy, Accounts accounts) {
        this.database = database;
        this.clock = clock;
        this.table = new StockTable(
                database.jdbc(),
                new StockPolicies(
                        policy, database.jdbc(), new StockPolicyVersions(new RuleVersions(database.jdbc(), clock))));
        Movements movements = new Movements(database.jdbc(), gate, clock);
        HotPath hot = new HotPath(table, new JdbcTemplate(database.dataSource()), Dialect.of(database.dataSource()));
        this.campaigns = new CampaignLocks(table, movements, clock, Duration.ZERO);
        FreeUnits free = new FreeUnits(table, hot, campaigns);
        this.kept = new KeptUnits(table, movements, free, campaigns, gate, database.allOrNothing(), clock);
        this.departures = new Departures(table, movements, free, clock);
        this.ledger =
                new StockLedger(table, hot, movements, free, kept, campaigns, gate, database.allOrNothing(), clock);
        this.cover = new PresaleCover(table);
        this.locks = new StockLocks(table, gate);
        this.shortPicks = new ShortPicks(table, movements, ledger, clock);
        this.inbound = new InboundStock(table, movements, cover, database.allOrNothing(), clock);
        this.adjustments = new StockAdjustments(table, movements, inbound, clock);
        this.check = new LedgerCheck(database.jdbc(), accounts);
    }

    public StockQueries queries(Accounts accounts, ChannelSupply supply) {
        return new StockQueries(
                table,
                campaigns,
                inbound,
                new StockExplanation(table, new StockMoves(table), supply),
                accounts,
                supply,
                database.moment(),
                clock);
    }

    public StockPolicies policies() {
        return table.policies();
    }

    public static StockKey key(String warehouse, String sku) {
        return new StockKey(TENANT, warehouse, sku);
    }

    /** Puts units on the shelf. */
    public void stock(String warehouse, String sku, int onHand) {
        database.work()
                .executeWithoutResult(
                        s -> adjustments.set(TENANT, warehouse, sku, onHand, null, null, "fixture-" + ++causes));
    }

    /** Reserves in a transaction of its own, for a fulfillment that exists. */
    public boolean reserve(String fulfillmentNo, String warehouse, String sku, int quantity) {
        return Boolean.TRUE.equals(database.work().execute(s -> ledger.reserve(
                        List.of(new Claim(key(warehouse, sku), "O-" + fulfillmentNo, fulfillmentNo, quantity)),
                        () -> fulfillment(fulfillmentNo, warehouse))
                .reserved()));
    }

    /** The units promised of a row. */
    public int reserved(String warehouse, String sku) {
        return counters(warehouse, sku).reserved();
    }

    public Counters counters(String warehouse, String sku) {
        return database.jdbc()
                .sql("SELECT * FROM stock WHERE tenant = ? AND warehouse = ? AND sku = ?")
                .params(List.of(TENANT, warehouse, sku))
                .query(Counters::map)
                .single();
    }

    public Collection<String> violations() {
        return check.check(TENANT).violations();
    }

    public void fulfillment(String fulfillmentNo, String warehouse) {
        database.jdbc()
                .sql(
                        "INSERT INTO fulfillment (fulfillment_no, tenant, account, order_no, warehouse, label_source, status,"
                                + " created_at, updated_at) VALUES (?, 'demo', 'shop', ?, ?, 'warehouse', 'planned',"
                                + " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING")
                .params(List.of(fulfillmentNo, "O-" + fulfillmentNo, warehouse))
                .update();
    }
}
