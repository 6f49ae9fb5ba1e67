package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.sourcing.fulfillment.OrderRows;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.stock.Claim;
import io.openclaw.stock.KeptUnits;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockKey;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps units back for orders that have no fulfillment for them yet, from the warehouses that would serve them. Of two kinds:
 *
 * <ul>
 *   <li>orders that are not paid yet, where their account asks for it (policy {@code withhold_unpaid_minutes}), until the time
 *       since the order was placed is over; one whose payment was voided, has expired or was refunded waits for no payment, so
 *       its units go back at once;
 *   <li>units that were ordered after a label was asked for: the labelled fulfillment cannot take them in, so they are planned when
 *       it leaves or is taken back. Until then they are the order's, for as long as it wants them.
 * </ul>
 *
 * <p>Planning turns them into reservations. Called inside the caller's transaction; it goes by what is so now, so it may be
 * repeated.
 */
@Component("withholding")
public class Withholding {

    private static final int EXPIRIES = 50;
    private static final Set<String> NEVER_PAID = Set.of("voided", "expired");
    private static final Set<String> WAITING = Set.of("open", "on_hold", "partially_cancelled");

    private final JdbcClient jdbc;
    private final OrderRows orders;
    private final SourcingDesk desk;
    private final KeptUnits kept;
    private final Accounts accounts;
    private final Clock clock;
    private final Sql sql = Sql.of("sourcing");

    public Withholding(
            JdbcClient jdbc, OrderRows orders, SourcingDesk desk, KeptUnits kept, Accounts accounts, Clock clock) {
        this.jdbc = jdbc;
        this.orders = orders;
        this.desk = desk;
        this.kept = kept;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** What withholding goes by, of an order. */
    private record Facts(
            String account,
            String state,
            String allocation,
            String payment,
            String paymentDetail,
            String fulfilledBy,
            boolean test,
            boolean cancelRequested,
            OffsetDateTime placedAt) {

        /** Whether a payment is still to be expected, or has come. */
        boolean payable() {
            return !payment.equals("refunded")
                    && !(payment.equals("unpaid") && NEVER_PAID.contains(String.valueOf(paymentDetail)));
        }
    }

    /** Makes what is withheld for an order fit it as it is now; returns the stock that changed by it. */
    public List<StockChange> review(String orderNo) {
        orders.lock(orderNo);
        Facts facts = facts(orderNo);
        List<StockKey> changed;
        boolean begun = facts.allocation().equals("planned");
        if (Set.of("cancelled", "completed").contains(facts.state()) || !begun && !facts.payable() || served(orderNo)) {
            changed = kept.drop(orderNo);
        } else if (until(facts) != null) {
            changed = kept.withhold(orderNo, claims(orderNo), until(facts));
        } else if (begun) {
            changed = besideItsPlan(orderNo, facts);
        } else {
            return List.of();
        }
        return changed.stream().map(StockChange::of).toList();
    }

    /**
     * A planned order wants more than its fulfillments carry where one of them could not be changed any more. While the order is
     * held nothing is added to what it has.
     */
    private List<StockKey> besideItsPlan(String orderNo, Facts facts) {
        boolean more = ours(facts) && orders.head(orderNo).actionable();
        return kept.keepBeside(
                orderNo, more ? claims(orderNo) : held(desk.plan(orderNo).demand()));
    }

    /** Nothing of it is left to be served: all of it is, or every unit was taken off it. */
    private boolean served(String orderNo) {
        return orders.needs(orderNo).stream().noneMatch(need -> need.unserved() > 0);
    }

    /** Frees what was withheld too long, some at a time; safe on several hubs at once. */
    public List<StockChange> expire() {
        return kept.expire(EXPIRIES).stream().map(StockChange::of).toList();
    }

    /** When withholding for the order ends; null where nothing is to be withheld for it (any more). */
    private OffsetDateTime until(Facts facts) {
        if (!facts.payment().equals("unpaid") || !facts.payable() || !ours(facts)) {
            return null;
        }
        long minutes =
                Math.round(Double.parseDouble(accounts.get(facts.account()).policy("withhold_unpaid_minutes", "0")));
        OffsetDateTime until = facts.placedAt().plusMinutes(minutes);
        return minutes > 0 && until.isAfter(OffsetDateTime.now(clock.withZone(ZoneOffset.UTC))) ? until : null;
    }

    /** Whether the hub keeps the stock of such an order, and acts on it. */
    private boolean ours(Facts facts) {
        Account account = accounts.find(facts.account()).orElse(null);
        return account != null
                && account.mode() == Account.Mode.LIVE
                && account.hubDoes("deduct")
                && facts.fulfilledBy().equals("merchant")
                && WAITING.contains(facts.state())
                && !facts.test()
                && !facts.cancelRequested()
                && (account.actFrom() == null || !facts.placedAt().toInstant().isBefore(account.actFrom()));
    }

    /** The units of the first way to serve it; where there is none, what it has already, as far as that is wanted still. */
    private List<Claim> claims(String orderNo) {
        SourcingPlan plan = desk.plan(orderNo);
        if (!plan.possible()) {
            return held(plan.demand());
        }
        Map<StockKey, Integer> units = new TreeMap<>();
        for (SourcingPlan.Part part : plan.proposals().get(0).parts()) {
            Demand.units(part.lines())
                    .forEach((sku, quantity) -> units.merge(
                            new StockKey(plan.demand().tenant(), part.warehouse(), sku), quantity, Integer::sum));
        }
        return claims(plan.demand(), units);
    }

    /** What is withheld for the order already, as far as it is wanted still. */
    private List<Claim> held(Demand demand) {
        Map<StockKey, Integer> units = new TreeMap<>();
        Map<String, Integer> wanted = new TreeMap<>(demand.units());
        kept.of(demand.orderNo()).forEach((key, has) -> {
            int keep = Math.min(has, wanted.getOrDefault(key.sku(), 0));
            if (keep > 0) {
                units.put(key, keep);
                wanted.merge(key.sku(), -keep, Integer::sum);
            }
        });
        return claims(demand, units);
    }

    private List<Claim> claims(Demand demand, Map<StockKey, Integer> units) {
        String name = kept.name(demand.orderNo(), 'W');
        List<Claim> claims = new ArrayList<>();
        units.forEach(
                (key, quantity) -> claims.add(new Claim(key, demand.orderNo(), name, quantity, demand.account())));
        return claims;
    }

    private Facts facts(String orderNo) {
        return jdbc.sql(sql.get("withholding"))
                .param("order_no", orderNo)
                .query((row, n) -> new Facts(
                        row.getString("account"),
                        row.getString("state"),
                        row.getString("allocation"),
                        row.getString("payment_status"),
                        row.getString("payment_detail"),
                        row.getString("fulfilled_by"),
                        row.getBoolean("test"),
                        row.getString("cancel_request") != null,
                        row.getObject("placed_at", OffsetDateTime.class)))
                .single();
    }
}
