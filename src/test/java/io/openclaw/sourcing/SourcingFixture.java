package io.openclaw.sourcing;

import io.openclaw.account.TestAccounts;
import io.openclaw.rates.RateConfig;
import io.openclaw.rulefile.RuleVersions;
import io.openclaw.sourcing.fulfillment.CapacityDays;
import io.openclaw.sourcing.fulfillment.Dispatches;
import io.openclaw.sourcing.fulfillment.FulfillmentEdits;
import io.openclaw.sourcing.fulfillment.FulfillmentRows;
import io.openclaw.sourcing.fulfillment.LabelAgreement;
import io.openclaw.sourcing.fulfillment.LabelCash;
import io.openclaw.sourcing.fulfillment.OrderRows;
import io.openclaw.sourcing.fulfillment.Withdrawal;
import io.openclaw.sourcing.fulfillment.Withdrawals;
import io.openclaw.sourcing.plan.RuleSourcing;
import io.openclaw.sourcing.rules.ServingWarehouses;
import io.openclaw.sourcing.rules.SourcingConfig;
import io.openclaw.stock.MutableClock;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockFixture;
import io.openclaw.stock.view.StockQueries;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The sourcing and stock rooms on a test database, with orders made up by the test. */
public final class SourcingFixture {

    static final FieldCipher CIPHER =
            FieldCipher.of(java.util.Base64.getEncoder().encodeToString(new byte[FieldCipher.KEY_BYTES]));

    public final TestDatabase database;
    public final MutableClock clock = new MutableClock();
    public final TestAccounts accounts = new TestAccounts();
    public final StockFixture stock;
    public final SourcingConfig config;
    public final RateConfig rates;
    public final SourcingSimulation simulation;
    public final SourcingRetry retry;
    public final Decisions decisions;
    public final Undecided undecided;
    final ServingWarehouses serving;
    public final StockQueries queries;
    public final SourcingDesk desk;
    final CapacityDays days;
    public final Allocations allocations;
    public final Withdrawals withdrawals;
    public final Dispatches dispatches;
    public final LabelAgreement agreement;
    public final Backorders backorders;
    public final BackorderWalk walk;
    public final Presales presales;
    public final Withholding withholding;
    public final ShadowDecisions shadow;

    /** What channels were told to look at again, in the order of telling: {@code stock.changed}, and the units of fulfillments that were made. */
    public final List<StockChange> told = new ArrayList<>();

    public SourcingFixture(TestDatabase database, String rules) {
        this(database, rules, 3);
    }

    public SourcingFixture(TestDatabase database, String rules, int backorderBatch) {
        this(database, rules, Map.of(), backorderBatch);
    }

    /** @param cards rate cards by file name; none of the accounts has one otherwise */
    public SourcingFixture(TestDatabase database, String rules, Map<String, String> cards, int backorderBatch) {
        this.database = database;
        accounts.platform("shop")
                .carrier(
                        "post",
                        Map.of("tracker", "watch", "services", Map.of("ECO", Map.of("countries", List.of("*")))))
                .carrier("watch", Map.of())
                .warehouse("cn", "post")
                .warehouse("us")
                .warehouse("de");
        stock = new StockFixture(database, clock);
        config = new SourcingConfig(file(rules), accounts);
        serving = new ServingWarehouses(config, accounts, new RuleVersions(database.jdbc(), clock));
        queries = stock.queries(accounts, serving);
        OrderRows orders = new OrderRows(database.jdbc(), CIPHER);
        days = new CapacityDays(database.jdbc(), config, accounts, clock);
        FulfillmentRows fulfillments = new FulfillmentRows(database.jdbc(), days, clock);
        rates = new RateConfig(folder(cards), accounts);
        desk = new SourcingDesk(
                orders, queries, accounts, new RuleSourcing(config, rates, accounts), config, days, clock);
        decisions = new Decisions(database.jdbc(), clock);
        undecided = new Undecided(database.jdbc(), desk, decisions, accounts, clock);
        allocations =
                new Allocations(fulfillments, stock.ledger, accounts, decisions, desk, days, database.allOrNothing());
        retry = new SourcingRetry(database.jdbc(), desk, accounts, clock, java.time.Duration.ofMinutes(15));
        simulation = new SourcingSimulation(orders, desk, config, rates, accounts);
        FulfillmentEdits edits =
                new FulfillmentEdits(database.jdbc(), orders, fulfillments, stock.ledger, stock.shortPicks, accounts);
        LabelCash cash = new LabelCash(database.jdbc());
        withdrawals = new Withdrawals(orders, fulfillments, stock.ledger, stock.kept, config, edits, cash, stock.locks);
        dispatches = new Dispatches(
                orders,
                fulfillments,
                edits,
                withdrawals,
                stock.ledger,
                stock.locks,
                stock.kept,
                stock.departures,
                stock.shortPicks);
        agreement = new LabelAgreement(orders, fulfillments, edits, cash);
        presales =
                new Presales(database.jdbc(), desk, queries, stock.kept, stock.inbound, stock.policies(), stock.locks);
        withholding = new Withholding(database.jdbc(), orders, desk, stock.kept, accounts, clock);
        backorders = new Backorders(database.jdbc(), desk, presales, clock, backorderBatch);
        walk = new BackorderWalk(database.jdbc(), desk, presales, clock, backorderBatch);
        shadow = new ShadowDecisions(database.jdbc(), clock, decisions);
    }

    /** What a hub sees that has started now. */
    SourcingChanges changes() {
        return new SourcingChanges(
                config, rates, stock.policies(), accounts, days, new RuleVersions(database.jdbc(), clock));
    }

    public static Path folder(Map<String, String> cards) {
        try {
            Path folder = Files.createTempDirectory("rates");
            folder.toFile().deleteOnExit();
            for (Map.Entry<String, String> card : cards.entrySet()) {
                Path file = Files.writeString(folder.resolve(card.getKey()), card.getValue());
                file.toFile().deleteOnExit();
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file(String rules) {
        try {
            Path path = Files.createTempFile("sourcing", ".yaml");
            path.toFile().deleteOnExit();
            return Files.writeString(path, rules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A released order to the US with one line per SKU and quantity. */
    public void order(String orderNo, Map<String, Integer> lines) {
        order(orderNo, "US", lines);
    }

    public void order(String orderNo, String country, Map<String, Integer> lines) {
        OffsetDateTime now = clock.time();
        database.jdbc()
                .sql(
                        "INSERT INTO orders (order_no, tenant, account, platform, platform_order_id, platform_order_no, order_type,"
                                + " fulfilled_by, state, payment_status, allocation, test, placed_at, currency, ship_country,"
                                + " address_restricted, source_updated_at, version_seq, version, created_at, updated_at)"
                                + " VALUES (:no, 'demo', 'shop', 'generic', :no, :no, 'normal', 'merchant', 'open', 'paid', 'released',"
                                + " FALSE, :at, 'USD', :country, FALSE, :at, 1, 1, :at, :at)")
                .param("no", orderNo)
                .param("country", country)
                .param("at", now)
                .update();
        int lineNo = 0;
        for (Map.Entry<String, Integer> line : lines.entrySet()) {
            line(orderNo, ++lineNo, line.getKey(), line.getValue());
        }
    }

    public void line(String orderNo, int lineNo, String sku, int quantity) {
        database.jdbc()
                .sql(
                        "INSERT INTO order_line (order_no, line_no, platform_line_id, platform_sku, sku, quantity, cancelled,"
                                + " allocated, shipped, returned, refunded, requires_shipping, gift)"
                                + " VALUES (:no, :line, :line_id, :sku, :sku, :quantity, 0, 0, 0, 0, 0, TRUE, FALSE)")
                .param("no", orderNo)
                .param("line", lineNo)
                .param("line_id", "L" + lineNo)
                .param("sku", sku)
                .param("quantity", quantity)
                .update();
    }

    /** Where the order goes to from now on. */
    public void address(String orderNo, String city) {
        run(
                "UPDATE orders SET ship_to_enc = ? WHERE order_no = ?",
                CIPHER.encryptText("{\"name\":\"Mia Moore\",\"city\":\"" + city + "\"}"),
                orderNo);
    }

    public void quantity(String orderNo, int lineNo, int quantity, int cancelled) {
        run(
                "UPDATE order_line SET quantity = ?, cancelled = ? WHERE order_no = ? AND line_no = ?",
                quantity,
                cancelled,
                orderNo,
                lineNo);
    }

    public void state(String orderNo, String state) {
        run("UPDATE orders SET state = ? WHERE order_no = ?", state, orderNo);
    }

    /** What the waybill room does when it begins to ask for a label. */
    public boolean askForLabel(String fulfillmentNo) {
        return run(
                        "UPDATE parcel SET asked_at = CURRENT_TIMESTAMP, waybill_status = 'pending',"
                                + " asked_ship_to_enc = (SELECT o.ship_to_enc FROM orders o WHERE o.order_no = parcel.order_no),"
                                + " asked_cod = (SELECT CASE WHEN o.payment_status = 'cod' THEN o.cod_amount END FROM orders o"
                                + " WHERE o.order_no = parcel.order_no),"
                                + " asked_cod_currency = (SELECT COALESCE(o.cod_currency, o.currency) FROM orders o"
                                + " WHERE o.order_no = parcel.order_no)"
                                + " WHERE fulfillment_no = ? AND asked_at IS NULL AND waybill_status = 'requested'",
                        fulfillmentNo)
                == 1;
    }

    /** What the waybill room does when the warehouse's notice of departure comes first. */
    public boolean markOutbound(String fulfillmentNo) {
        return database.jdbc()
                        .sql(
                                "UPDATE fulfillment SET status = 'outbound', outbound_at = :at"
                                        + " WHERE fulfillment_no = :no AND status NOT IN ('outbound', 'cancelled', 'intercepted')")
                        .param("no", fulfillmentNo)
                        .param("at", clock.time())
                        .update()
                == 1;
    }

    public int run(String sql, Object... params) {
        return database.jdbc().sql(sql).params(List.of(params)).update();
    }

    public <T> T one(Class<T> type, String sql, Object... params) {
        return database.jdbc().sql(sql).params(List.of(params)).query(type).single();
    }

    /** What the route does with order.released and order.updated; returns what was taken back, and what became of the plan. */
    public Outcome review(String orderNo, String... changed) {
        return database.work().execute(s -> {
            Withdrawal withdrawal = tell(withdrawals.review(orderNo, List.of(changed)));
            Allocation allocation = withdrawal.plan() ? plan(orderNo) : null;
            List<StockChange> withheld = withholding.review(orderNo);
            told.addAll(withheld);
            return new Outcome(withdrawal, allocation, withheld, agrees(orderNo));
        });
    }

    /** What the route does when an edit that waited for a warehouse's answer is to be decided. */
    public Withdrawal catchUp(String orderNo) {
        return database.work().execute(s -> tell(withdrawals.catchUp(orderNo)));
    }

    /** What the route does with waybill.void_refused. */
    public Withdrawal notTakenBack(String orderNo, String reason) {
        return database.work().execute(s -> tell(withdrawals.notTakenBack(orderNo, reason)));
    }

    private boolean agrees(String orderNo) {
        return !agreement.reached(orderNo).isEmpty();
    }

    private Allocation plan(String orderNo) {
        Allocation allocation = allocations.reserve(desk.plan(orderNo));
        if (allocation.backorder() != null) {
            told.addAll(presales.promise(orderNo).changed());
        }
        told.addAll(allocation.freed());
        allocation.fulfillments().forEach(made -> told.addAll(reserved(made.fulfillmentNo())));
        return allocation;
    }

    private Withdrawal tell(Withdrawal withdrawal) {
        told.addAll(withdrawal.freed());
        return withdrawal;
    }

    /** What fulfillment.created makes of it. */
    private List<StockChange> reserved(String fulfillmentNo) {
        return database.jdbc()
                .sql("SELECT warehouse, sku FROM reservation WHERE fulfillment_no = ?")
                .param(fulfillmentNo)
                .query((row, n) -> StockChange.of(StockFixture.key(row.getString(1), row.getString(2))))
                .list();
    }

    public Withdrawal cancel(String orderNo) {
        state(orderNo, "cancelled");
        return database.work().execute(s -> {
            Withdrawal withdrawal = tell(withdrawals.cancel(orderNo));
            told.addAll(withholding.review(orderNo));
            agrees(orderNo);
            return withdrawal;
        });
    }

    public Outcome voided(String fulfillmentNo) {
        return planned(() -> withdrawals.voided(fulfillmentNo));
    }

    public Withdrawal shipped(String fulfillmentNo) {
        return database.work().execute(s -> tell(dispatches.shipped(fulfillmentNo)));
    }

    /** What the route does with fulfillment.shipped. */
    public Outcome departed(String fulfillmentNo) {
        return planned(() -> dispatches.shipped(fulfillmentNo));
    }

    /** What the route does with fulfillment.shipped of a departure that left less than was asked for. */
    public Outcome leftPartly(String fulfillmentNo) {
        return planned(() -> dispatches.shipped(fulfillmentNo, true));
    }

    /** What the route does with fulfillment.unpicked. */
    public Outcome unpicked(String fulfillmentNo) {
        return planned(() -> dispatches.unpicked(fulfillmentNo, clock.time().toString()));
    }

    private Outcome planned(Supplier<Withdrawal> withdraw) {
        return database.work().execute(s -> {
            Withdrawal withdrawal = tell(withdraw.get());
            Allocation allocation = withdrawal.plan() ? plan(withdrawal.orderNo()) : null;
            return new Outcome(withdrawal, allocation, List.of(), agrees(withdrawal.orderNo()));
        });
    }

    public String allocation(String orderNo) {
        return one(String.class, "SELECT allocation FROM orders WHERE order_no = ?", orderNo);
    }

    /**
     * @param allocation null where nothing was planned
     * @param withheld stock that is withheld for the order now, or no longer
     * @param agreed whether the order was said to agree with its labels again
     */
    public record Outcome(Withdrawal withdrawal, Allocation allocation, List<StockChange> withheld, boolean agreed) {

        public boolean served() {
            return allocation != null && !allocation.fulfillments().isEmpty();
        }

        public String fulfillmentNo() {
            if (!served()) {
                throw new AssertionError("nothing was planned: " + this);
            }
            return allocation.fulfillments().get(0).fulfillmentNo();
        }
    }
}
