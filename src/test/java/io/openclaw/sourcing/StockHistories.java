package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.stock.Counters;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockRefusedException;
import io.openclaw.stock.statement.InboundLine;
import io.openclaw.store.TestDatabase;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Random histories of orders, unpaid, paid and expired ones, edits before and after the label, holds, cancels, labels, shipments, picks that come out short or empty, counts early and late, returns,
 * goods on their way that are trusted, late, fewer or come, presales of them, campaigns' locks, duplicates and crashes, on two hubs with one database, step by step beside a reference model. A failure names the seed of its
 * history.
 */
public final class StockHistories {

    private static final int STEPS = 34;
    private static final int WITHHOLD = 8;
    private static final List<String> SKUS = List.of("A", "B", "C");
    private static final List<String> WAREHOUSES = List.of("cn", "de");
    private static final String RULES = "default: [cn]\ncountries: {DE: [de, cn]}\nelsewhere: false\n";

    private static final List<String> TABLES = List.of(
            "orders",
            "order_line",
            "order_hold",
            "fulfillment",
            "fulfillment_line",
            "parcel",
            "reservation",
            "stock",
            "stock_movement",
            "inbound_line",
            "campaign_lock",
            "short_pick",
            "sourcing_decision");

    /** One that runs campaigns, and one that does not. */
    private static final List<String> ACCOUNTS = List.of("shop", "mall");

    /** A statement of goods on their way, as it was made. */
    private record Stated(String warehouse, String sku, List<StockModel.Line> lines, String cause) {}

    private final List<Stated> statements = new ArrayList<>();

    /** Units by warehouse and SKU: what anybody may have, and what campaigns keep. */
    private final Map<String, List<Integer>> sold = new TreeMap<>();

    private final List<String> story = new ArrayList<>();
    private SourcingFixture hub;
    private final List<SourcingFixture> hubs = new ArrayList<>();
    private StockModel model;
    private Random random;
    private int number;

    /** Plays that many histories on a migrated database, which it empties for each; the first one has the given seed. */
    public void play(TestDatabase database, int histories, long first) {
        open(database);
        int kept = 0;
        for (int i = 0; i < histories; i++) {
            play(database, first + i);
            kept += hub.one(Integer.class, "SELECT COUNT(*) FROM stock_movement WHERE kind = 'keep'");
        }
        if (histories > 20) {
            assertThat(kept)
                    .as("histories in which units were kept beside a label")
                    .isGreaterThan(histories / 10);
        }
    }

    /** Two hubs on one database: what one of them does the other has to be able to go on with. */
    private void open(TestDatabase database) {
        hubs.clear();
        for (int i = 0; i < 2; i++) {
            SourcingFixture one = new SourcingFixture(database, RULES);
            ACCOUNTS.forEach(account -> one.accounts.add(
                    account, Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("withhold_unpaid_minutes", WITHHOLD)));
            hubs.add(one);
        }
    }

    private void play(TestDatabase database, long seed) {
        TABLES.forEach(table -> database.jdbc().sql("DELETE FROM " + table).update());
        hub = hubs.get(0);
        model = new StockModel();
        random = new Random(seed);
        number = 0;
        story.clear();
        statements.clear();
        sold.clear();
        hubs.forEach(one -> one.told.clear());
        model.now = hub.clock.time();
        try {
            WAREHOUSES.forEach(warehouse -> SKUS.forEach(sku -> state(warehouse, sku, random.nextInt(12))));
            for (int step = 0; step < STEPS; step++) {
                hubs.forEach(one -> one.clock.advance(Duration.ofMinutes(1)));
                model.now = hub.clock.time();
                hub = hubs.get(random.nextInt(2));
                step();
                compare(step % 7 == 0);
            }
            serveEverybody();
            compare(true);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + "\n" + String.join("\n", story), e);
        }
    }

    private void step() {
        int what = random.nextInt(152);
        if (what >= 136) {
            late(what - 136);
        } else if (what >= 100) {
            ahead(what - 100);
        } else if (what < 18) {
            order(false, false);
        } else if (what < 26) {
            order(true, random.nextInt(6) == 0);
        } else if (what < 30) {
            anyOrder(this::pay);
        } else if (what < 32) {
            expire();
        } else if (what < 34) {
            returned(any(WAREHOUSES), any(SKUS));
        } else if (what < 41) {
            anyOrder(this::edit);
        } else if (what < 46) {
            anyOrder(this::cancel);
        } else if (what < 50) {
            anyOrder(this::holdOrLift);
        } else if (what < 62) {
            anyFulfillment(this::label);
        } else if (what < 72) {
            anyFulfillment(this::depart);
        } else if (what < 80) {
            anyFulfillment(this::shipped);
        } else if (what < 84) {
            anyFulfillment(this::voidLabel);
        } else if (what < 89) {
            state(any(WAREHOUSES), any(SKUS), random.nextInt(15));
        } else if (what < 93) {
            count(any(WAREHOUSES), any(SKUS));
        } else if (what < 96) {
            safety(any(WAREHOUSES), any(SKUS), random.nextInt(4));
        } else {
            backorders(any(SKUS));
        }
    }

    /** Edits of orders that have a label already: up, down, a line added, one removed, and back again. */
    private void late(int what) {
        List<StockModel.Fulfillment> labelled = model.fulfillments.values().stream()
                .filter(f -> f.asked && f.live() && !f.order.cancelled)
                .toList();
        if (labelled.isEmpty()) {
            anyFulfillment(this::label);
        } else if (what < 12) {
            edit(any(labelled).order);
        } else {
            editBack(any(labelled).order);
        }
    }

    /** Every line is wanted as its fulfillments carry it. */
    private void editBack(StockModel.Order order) {
        for (int line = 0; line < order.wanted.size(); line++) {
            int served = model.carried(order, line);
            order.wanted.set(line, served);
            hub.quantity(order.no, line + 1, Math.max(1, served), served == 0 ? 1 : 0);
        }
        review(order, "edited back to " + order.skus + order.wanted);
    }

    private void ahead(int what) {
        if (what < 10) {
            order(false, true);
        } else if (what < 21) {
            inbound(any(WAREHOUSES), any(SKUS));
        } else if (what < 28) {
            receive(any(WAREHOUSES), any(SKUS));
        } else if (what < 34) {
            lock(any(WAREHOUSES), any(SKUS), random.nextInt(8));
        } else if (!statements.isEmpty()) {
            state(any(statements), "again, though it is over:");
        }
    }

    private void order(boolean unpaid, boolean presale) {
        boolean german = random.nextBoolean();
        // Of one length, so that every database sorts them alike.
        StockModel.Order order = new StockModel.Order(
                "O" + (1000 + ++number), any(ACCOUNTS), presale, german ? List.of("de", "cn") : List.of("cn"));
        Map<String, Integer> lines = new TreeMap<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            lines.put(any(SKUS), 1 + random.nextInt(4));
        }
        lines.forEach((sku, quantity) -> {
            order.skus.add(sku);
            order.wanted.add(quantity);
        });
        model.orders.put(order.no, order);
        hub.order(order.no, german ? "DE" : "US", lines);
        hub.address(order.no, german ? "Bremen" : "Austin");
        hub.run(
                "UPDATE orders SET account = ?, order_type = ? WHERE order_no = ?",
                order.account,
                presale ? "presale" : "normal",
                order.no);
        if (unpaid) {
            order.unpaid = true;
            order.held = true;
            order.allocation = "none";
            order.until = hub.clock.time().plusMinutes(WITHHOLD);
            hub.run(
                    "UPDATE orders SET payment_status = 'unpaid', state = 'on_hold', allocation = 'none'"
                            + " WHERE order_no = ?",
                    order.no);
            hub.run(
                    "INSERT INTO order_hold (order_no, code, subject, since, held_by)"
                            + " VALUES (?, 'unpaid', '', CURRENT_TIMESTAMP, 'gate')",
                    order.no);
        }
        review(
                order,
                (unpaid ? "unpaid " : "released ") + (presale ? "presale of " : "of ") + order.account + " " + lines);
    }

    private void inbound(String warehouse, String sku) {
        List<StockModel.Line> lines = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            lines.add(new StockModel.Line(
                    "L" + i,
                    1 + random.nextInt(8),
                    random.nextInt(5) == 0 ? null : hub.clock.time().plusDays(1 + random.nextInt(3)),
                    any(List.of(0, 50, 100, 100))));
        }
        Stated stated = new Stated(warehouse, sku, lines, "inbound-" + ++number);
        state(stated, "on its way:");
        model.inbound(warehouse, sku, lines);
        statements.add(stated);
    }

    private void state(Stated stated, String what) {
        List<InboundLine> lines = stated.lines().stream()
                .map(line -> new InboundLine(
                        line.id, "purchase", line.quantity, line.eta, BigDecimal.valueOf(line.percent, 2), null))
                .toList();
        act(what + " " + stated.sku() + " to " + stated.warehouse() + " " + lines, () -> hub.database
                .work()
                .executeWithoutResult(s -> tell(
                        hub.stock.inbound.state("demo", stated.warehouse(), stated.sku(), lines, stated.cause()))));
    }

    private void receive(String warehouse, String sku) {
        List<String> known = List.copyOf(model.shelf(warehouse, sku).lines.keySet());
        String line = known.isEmpty() || random.nextInt(4) == 0 ? null : any(known);
        int units = 1 + random.nextInt(5);
        String cause = "receipt-" + ++number;
        act(units + " " + sku + " come in to " + warehouse + " of " + line, () -> hub.database
                .work()
                .executeWithoutResult(
                        s -> tell(hub.stock.inbound.receive("demo", warehouse, sku, line, units, cause))));
        model.receive(warehouse, sku, line, units, hub.clock.time());
    }

    private void lock(String warehouse, String sku, int units) {
        boolean granted = model.lock(warehouse, sku, "shop", units);
        String cause = "lock-" + ++number;
        act("campaign of shop has " + units + " " + sku + " in " + warehouse + (granted ? "" : ": refused"), () -> {
            try {
                hub.database
                        .work()
                        .executeWithoutResult(
                                s -> tell(hub.stock.campaigns.set("demo", warehouse, sku, "shop", units, cause)));
                assertThat(granted).isTrue();
            } catch (StockRefusedException e) {
                assertThat(granted).isFalse();
            }
        });
    }

    private void pay(StockModel.Order order) {
        if (!order.unpaid || order.cancelled) {
            return;
        }
        order.unpaid = false;
        order.held = false;
        order.allocation = "released";
        hub.run("DELETE FROM order_hold WHERE order_no = ?", order.no);
        hub.run(
                "UPDATE orders SET payment_status = 'paid', state = 'open', allocation = 'released' WHERE order_no = ?",
                order.no);
        review(order, "paid");
    }

    private void expire() {
        act("expiry", () -> hub.database.work().executeWithoutResult(s -> hub.told.addAll(hub.withholding.expire())));
        model.expire(hub.clock.time());
    }

    private void returned(String warehouse, String sku) {
        int units = 1 + random.nextInt(2);
        String grade = any(List.of("sellable", "sellable", "quarantine", "unsellable"));
        String cause = "return-" + ++number;
        act(units + " " + sku + " come back to " + warehouse + ", " + grade, () -> hub.database
                .work()
                .executeWithoutResult(
                        s -> tell(hub.stock.adjustments.returned("demo", warehouse, sku, units, grade, null, cause))));
        model.returned(warehouse, sku, units, grade, hub.clock.time());
    }

    private void edit(StockModel.Order order) {
        if (order.cancelled) {
            return;
        }
        if (random.nextInt(4) == 0) {
            order.skus.add(any(SKUS));
            order.wanted.add(1 + random.nextInt(2));
            hub.line(
                    order.no,
                    order.skus.size(),
                    order.skus.get(order.skus.size() - 1),
                    order.wanted.get(order.wanted.size() - 1));
        } else {
            int line = random.nextInt(order.wanted.size());
            int quantity = 1 + random.nextInt(5);
            int cancelled = random.nextInt(quantity + 1);
            order.wanted.set(line, quantity - cancelled);
            hub.quantity(order.no, line + 1, quantity, cancelled);
        }
        review(order, "edited to " + order.skus + order.wanted);
    }

    private void cancel(StockModel.Order order) {
        order.cancelled = true;
        act("cancel " + order.no, () -> hub.cancel(order.no));
        model.cancel(order);
    }

    private void holdOrLift(StockModel.Order order) {
        if (order.cancelled) {
            return;
        }
        if (order.unpaid) {
            return;
        }
        order.held = !order.held;
        if (order.held) {
            hub.run(
                    "INSERT INTO order_hold (order_no, code, subject, since, held_by)"
                            + " VALUES (?, 'manual', '', CURRENT_TIMESTAMP, 'test')",
                    order.no);
            hub.state(order.no, "on_hold");
            hub.run(
                    "UPDATE orders SET allocation = 'none' WHERE order_no = ?"
                            + " AND allocation IN ('released', 'backordered')",
                    order.no);
            order.allocation = order.allocation.equals("backordered") ? "none" : order.allocation;
        } else {
            hub.run("DELETE FROM order_hold WHERE order_no = ?", order.no);
            hub.state(order.no, "open");
            hub.run("UPDATE orders SET allocation = 'released' WHERE order_no = ? AND allocation = 'none'", order.no);
            order.allocation = order.allocation.equals("none") ? "released" : order.allocation;
        }
        review(order, order.held ? "held" : "lifted");
    }

    private void label(StockModel.Fulfillment fulfillment) {
        boolean asks = !fulfillment.cancelled && !fulfillment.asked;
        story.add("label of " + fulfillment.no);
        assertThat(hub.askForLabel(fulfillment.no)).isEqualTo(asks);
        fulfillment.asked |= asks;
    }

    /** The warehouse marks it as gone; the stock room hears of it later. It may even send what was cancelled. */
    private void depart(StockModel.Fulfillment fulfillment) {
        boolean sends = !fulfillment.outbound() && (!fulfillment.cancelled || random.nextInt(4) == 0);
        if (sends && !fulfillment.cancelled && random.nextInt(3) == 0) {
            departShort(fulfillment);
        } else if (sends) {
            story.add(hub.clock.time() + " " + fulfillment.no + " departs");
            hub.run("UPDATE fulfillment SET status = 'outbound' WHERE fulfillment_no = ?", fulfillment.no);
            hub.database
                    .jdbc()
                    .sql("UPDATE fulfillment SET outbound_at = :at WHERE fulfillment_no = :no")
                    .param("at", hub.clock.time())
                    .param("no", fulfillment.no)
                    .update();
            wordOf(fulfillment);
            fulfillment.left = hub.clock.time();
        }
        if (random.nextBoolean()) {
            shipped(fulfillment);
        }
    }

    /** The warehouse does not find all of it, or nothing. */
    private void departShort(StockModel.Fulfillment fulfillment) {
        Map<Integer, Integer> left = new TreeMap<>();
        fulfillment.lines.forEach((line, units) -> {
            int found = random.nextInt(units + 1);
            if (found > 0) {
                left.put(line, found);
            }
        });
        OffsetDateTime at = hub.clock.time();
        if (left.isEmpty()) {
            act(fulfillment.no + ": nothing found", () -> hub.unpicked(fulfillment.no));
            model.unpicked(fulfillment, at);
            return;
        }
        boolean partly = !left.equals(fulfillment.lines);
        Map<Integer, Integer> asked = Map.copyOf(fulfillment.lines);
        act(
                fulfillment.no + " departs with " + left + " of " + asked,
                () -> hub.database.work().executeWithoutResult(s -> departed(fulfillment, asked, left, at, partly)));
        fulfillment.left = at;
        if (partly) {
            model.leftPartly(fulfillment, left);
        }
    }

    /** What the waybill room does with such a notice. */
    private void departed(
            StockModel.Fulfillment fulfillment,
            Map<Integer, Integer> asked,
            Map<Integer, Integer> left,
            OffsetDateTime at,
            boolean partly) {
        asked.keySet()
                .forEach(line -> hub.run(
                        left.containsKey(line)
                                ? "UPDATE fulfillment_line SET quantity = ? WHERE fulfillment_no = ? AND line_no = ?"
                                : "DELETE FROM fulfillment_line WHERE quantity >= ? AND fulfillment_no = ? AND line_no = ?",
                        left.getOrDefault(line, 0),
                        fulfillment.no,
                        line));
        hub.database
                .jdbc()
                .sql("UPDATE fulfillment SET status = 'outbound', outbound_at = :at WHERE fulfillment_no = :no")
                .param("at", at)
                .param("no", fulfillment.no)
                .update();
        wordOf(fulfillment);
        if (partly) {
            Map<String, Integer> units = new TreeMap<>();
            left.forEach((line, found) -> units.merge(fulfillment.order.skus.get(line - 1), found, Integer::sum));
            units.forEach((sku, found) -> hub.stock
                    .departures
                    .shipUpTo(fulfillment.no, sku, found, at)
                    .ifPresent(key -> tell(StockChange.of(key))));
        }
    }

    /** That it left is on its way to the stock room until it is {@link #shipped}. */
    private void wordOf(StockModel.Fulfillment fulfillment) {
        hub.run(
                "INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at)"
                        + " VALUES ('stock-deduction', ?, ?, '-', 0, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING",
                fulfillment.no.hashCode(),
                fulfillment.order.no);
    }

    private void shipped(StockModel.Fulfillment fulfillment) {
        if (fulfillment.outbound()) {
            hub.run("DELETE FROM delivery WHERE seq = ?", fulfillment.no.hashCode());
            act(fulfillment.no + " shipped", () -> {
                if (fulfillment.partly) {
                    hub.leftPartly(fulfillment.no);
                } else {
                    hub.departed(fulfillment.no);
                }
            });
            model.shipped(fulfillment);
            hub.database
                    .work()
                    .execute(s -> hub.stock.departures.ended(fulfillment.no))
                    .forEach(finding -> {
                        StockModel.Shelf shelf = model.shelf(finding.account(), finding.sku());
                        assertThat(model.promised(finding.account(), finding.sku()))
                                .as("nobody goes short of " + finding.sku() + " in " + finding.account() + " any more")
                                .isLessThanOrEqualTo(shelf.onHand - shelf.missing);
                    });
            model.ended(fulfillment);
        }
    }

    private void voidLabel(StockModel.Fulfillment fulfillment) {
        if (fulfillment.asked) {
            hub.run("UPDATE parcel SET waybill_status = 'void' WHERE fulfillment_no = ?", fulfillment.no);
            act("voided " + fulfillment.no, () -> hub.voided(fulfillment.no));
            model.voided(fulfillment);
        }
    }

    private void state(String warehouse, String sku, int onHand) {
        boolean refused = onHand < model.reserved(warehouse, sku) + model.withheld(warehouse, sku);
        String cause = "state-" + ++number;
        act("on hand of " + sku + " in " + warehouse + " = " + onHand, () -> {
            try {
                hub.database
                        .work()
                        .executeWithoutResult(s ->
                                tell(hub.stock.adjustments.set("demo", warehouse, sku, onHand, null, null, cause)));
                assertThat(refused).isFalse();
            } catch (StockRefusedException e) {
                assertThat(refused).isTrue();
            }
        });
        if (!refused) {
            model.state(warehouse, sku, onHand, hub.clock.time());
        }
    }

    private void safety(String warehouse, String sku, int units) {
        String cause = "safety-" + ++number;
        act("safety stock of " + sku + " in " + warehouse + " = " + units, () -> hub.database
                .work()
                .executeWithoutResult(
                        s -> tell(hub.stock.adjustments.set("demo", warehouse, sku, null, units, null, cause))));
        model.shelf(warehouse, sku).safety = units;
    }

    private void count(String warehouse, String sku) {
        OffsetDateTime asOf = hub.clock.time().minusMinutes(random.nextInt(6)).minusSeconds(30);
        int counted = random.nextInt(14);
        String cause = "count-" + ++number;
        act("counted " + counted + " " + sku + " in " + warehouse + " as of " + asOf, () -> hub.database
                .work()
                .executeWithoutResult(
                        s -> tell(hub.stock.adjustments.count("demo", warehouse, sku, counted, asOf, cause))));
        model.count(warehouse, sku, counted, asOf);
    }

    private int backorders(String sku) {
        int released = 0;
        String after = null;
        do {
            String from = after;
            BackorderReview look = hub.database.work().execute(s -> hub.backorders.review("demo", sku, from, null));
            for (BackorderReview.Released order : look.released()) {
                StockModel.Order waiting = model.orders.get(order.orderNo());
                assertThat(waiting.allocation).as(order.orderNo()).isEqualTo("backordered");
                waiting.allocation = "released";
                review(waiting, "released again");
                released++;
            }
            after = look.isMore() ? look.next().after() : null;
        } while (after != null);
        return released;
    }

    private void serveEverybody() {
        List.copyOf(model.fulfillments.values()).forEach(this::shipped);
        linesFollowTheirFulfillments();
        int released;
        do {
            released = SKUS.stream().mapToInt(this::backorders).sum();
        } while (released > 0);
        for (StockModel.Order order : model.orders.values()) {
            if (!order.cancelled && !order.held) {
                assertThat(order.allocation)
                        .as("every live order is decided: %s", order.no)
                        .isIn("planned", "backordered");
            }
            if (order.allocation.equals("backordered") && !order.held) {
                SourcingPlan plan = hub.desk.plan(order.no);
                assertThat(plan.possible() || hub.presales.possible(plan))
                        .as("%s waits for a reason", order.no)
                        .isFalse();
            }
        }
    }

    private void linesFollowTheirFulfillments() {
        String astray = "SELECT COUNT(*) FROM order_line l WHERE l.allocated <> COALESCE((SELECT SUM(fl.quantity)"
                + " FROM fulfillment_line fl JOIN fulfillment f ON f.fulfillment_no = fl.fulfillment_no"
                + " WHERE fl.order_no = l.order_no AND fl.line_no = l.line_no AND f.status <> 'cancelled'), 0)";
        assertThat(hub.one(Integer.class, astray)).isZero();
    }

    private void review(StockModel.Order order, String why) {
        act(order.no + " " + why, () -> hub.review(order.no, "lines"));
        model.review(order);
        model.withholding(order, hub.clock.time());
        labels(order);
    }

    /** Whether the hub says of an order that it differs from a label of its own, as long as it does. */
    private void labels(StockModel.Order order) {
        boolean off = hub.one(Boolean.class, "SELECT off_label FROM orders WHERE order_no = ?", order.no);
        if (!order.cancelled && off) {
            assertThat(model.agrees(order))
                    .as(order.no + " agrees with its labels")
                    .isFalse();
        }
        if (!order.cancelled && !off && model.wants(order)) {
            assertThat(model.labelDiffers(order))
                    .as(order.no + " differs from a label that waits")
                    .isFalse();
        }
    }

    /** Does it, sometimes after a crash in the middle, sometimes twice. */
    private void act(String what, Runnable work) {
        story.add(hub.clock.time() + " " + what);
        if (random.nextInt(8) == 0) {
            int before = hub.told.size();
            hub.database.work().executeWithoutResult(s -> {
                work.run();
                s.setRollbackOnly();
            });
            hub.told.subList(before, hub.told.size()).clear();
        }
        work.run();
        if (random.nextInt(8) == 0) {
            work.run();
        }
    }

    private void tell(StockChange change) {
        if (change.changed()) {
            hub.told.add(change);
        }
    }

    /** Whatever a channel may sell more or less of, it was told to look at. */
    private void channelsKnow(Map<String, List<Integer>> now) {
        Set<String> told = new TreeSet<>();
        hubs.forEach(one -> {
            one.told.forEach(change -> told.add(change.warehouse() + "/" + change.sku()));
            one.told.clear();
        });
        now.forEach((key, units) -> {
            if (!units.equals(sold.getOrDefault(key, List.of(0, 0)))) {
                assertThat(told)
                        .as("%s: units anybody may have and a campaign's were %s and are %s", key, sold.get(key), units)
                        .contains(key);
            }
        });
        sold.putAll(now);
    }

    private void compare(boolean books) {
        if (books) {
            hub.stock.cover.suspects().forEach(key -> hub.database
                    .work()
                    .executeWithoutResult(s -> hub.stock.cover.review(key)));
        }
        Map<String, List<Integer>> stands = new TreeMap<>();
        Map<String, List<Integer>> should = new TreeMap<>();
        Map<String, List<Integer>> sellable = new TreeMap<>();
        hub.database.jdbc().sql("SELECT * FROM stock").query((ResultSet row) -> {
            Counters counters = Counters.map(row, 0);
            sellable.put(
                    counters.key().warehouse() + "/" + counters.key().sku(),
                    List.of(Math.max(0, counters.free()), counters.campaignLocked()));
            stands.put(
                    row.getString("warehouse") + "/" + row.getString("sku"),
                    List.of(
                            row.getInt("on_hand"),
                            row.getInt("missing"),
                            row.getInt("reserved"),
                            row.getInt("withheld"),
                            row.getInt("campaign_locked"),
                            row.getInt("in_transit"),
                            row.getInt("inbound_trusted"),
                            row.getInt("reserved_inbound"),
                            row.getInt("quarantine"),
                            row.getInt("unsellable"),
                            books ? row.getInt("presale_short") : 0));
        });
        channelsKnow(sellable);
        for (String warehouse : WAREHOUSES) {
            for (String sku : SKUS) {
                StockModel.Shelf shelf = model.shelf(warehouse, sku);
                should.put(
                        warehouse + "/" + sku,
                        List.of(
                                shelf.onHand,
                                shelf.missing,
                                model.reserved(warehouse, sku),
                                model.withheld(warehouse, sku),
                                shelf.locked(),
                                shelf.inTransit(),
                                shelf.trusted().size(),
                                model.reservedInbound(warehouse, sku),
                                shelf.quarantine,
                                shelf.unsellable,
                                books ? model.atRisk(warehouse, sku) : 0));
            }
        }
        assertThat(stands)
                .as(
                        "on hand, missing, reserved, withheld, locked, in transit, trusted, presold, quarantine, unsellable, at risk")
                .isEqualTo(should);
        Map<String, String> decided = new TreeMap<>();
        hub.database.jdbc().sql("SELECT order_no, allocation FROM orders").query((ResultSet row) -> {
            decided.put(row.getString("order_no"), row.getString("allocation"));
        });
        Map<String, String> shouldBe = new TreeMap<>();
        model.orders.values().forEach(order -> shouldBe.put(order.no, order.allocation));
        assertThat(decided).isEqualTo(shouldBe);
        if (books) {
            assertThat(hub.one(Integer.class, "SELECT COUNT(*) FROM fulfillment"))
                    .isEqualTo(model.fulfillments.size());
            assertThat(hub.stock.violations()).isEmpty();
        }
    }

    private void anyOrder(java.util.function.Consumer<StockModel.Order> work) {
        if (!model.orders.isEmpty()) {
            work.accept(any(List.copyOf(model.orders.values())));
        }
    }

    private void anyFulfillment(java.util.function.Consumer<StockModel.Fulfillment> work) {
        if (!model.fulfillments.isEmpty()) {
            work.accept(any(List.copyOf(model.fulfillments.values())));
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
