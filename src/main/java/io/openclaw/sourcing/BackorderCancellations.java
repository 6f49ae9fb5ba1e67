package io.openclaw.sourcing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.effect.EffectClaim;
import io.openclaw.effect.Effects;
import io.openclaw.sourcing.fulfillment.OrderRows;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives up orders that have waited for goods as long as {@code cancel_after} allows, where the account says that the hub cancels them at
 * the platform ({@code cancel_backorders: hub}). From the moment an order is claimed nothing else is done for it, until the
 * platform's own word that it is cancelled comes as any other, or its refusal. An order of which a part is on its way, or is
 * served by a warehouse, is left to a person. A request whose answer never came is looked up before anything else becomes of the
 * order, also where it is not to be cancelled any more.
 */
@Component("backorderCancellations")
public class BackorderCancellations {

    static final String OPERATION = "cancel-order";
    private static final String CAUSE = "waited_too_long";
    private static final String REFUND = "refund_due";
    /** After so long nobody is at work any more on a request whose answer did not come: it is taken up anew. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final OrderRows orders;
    private final Effects effects;
    private final Accounts accounts;
    private final Clock clock;
    private final Sql sql = Sql.of("sourcing");

    public BackorderCancellations(JdbcClient jdbc, OrderRows orders, Effects effects, Accounts accounts, Clock clock) {
        this.jdbc = jdbc;
        this.orders = orders;
        this.effects = effects;
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * An order whose time is over: the data of {@code backorder.give_up}.
     *
     * @param since when the time was over
     * @param seen when it was found to be so
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Due(
            String tenant, String account, String orderNo, OffsetDateTime since, @JsonIgnore OffsetDateTime seen) {

        /** Told again in another hour: an order that was busy for a moment is tried again; one that was asked for is not asked for twice. */
        @JsonIgnore
        public String key() {
            return orderNo + ":" + since.toInstant().toEpochMilli() + ":"
                    + seen.toInstant().truncatedTo(ChronoUnit.HOURS);
        }
    }

    /**
     * Whether an order is to be cancelled at the platform now.
     *
     * @param claimed it is, and that is durable before the platform is asked
     * @param asked it was asked before and the outcome is not known
     * @param settled what the platform does not show of an earlier request now, it will not show later
     * @param since when it was asked last, for words; null where it is neither claimed nor looked up
     * @param until when that is settled, for words
     * @param statement what the platform is told; null where it is not claimed
     * @param lookUp the order whose earlier request is only looked up, because it is not to be cancelled any more; else null
     * @param left the case for a person, where the order cannot be cancelled whole; else null
     */
    public record Claim(
            boolean claimed,
            boolean asked,
            boolean settled,
            OffsetDateTime since,
            OffsetDateTime until,
            Statement statement,
            LookUp lookUp,
            Case left) {

        static final Claim NONE = unclaimed(null);

        static Claim unclaimed(Case left) {
            return new Claim(false, false, false, null, null, null, null, left);
        }

        /** For routes: whether an earlier request has to be looked up, and nothing else. */
        public boolean isLook() {
            return lookUp != null;
        }

        /** For routes: whether somebody has to decide. */
        public boolean isLeft() {
            return left != null;
        }
    }

    /**
     * What the platform is asked with.
     *
     * @param asked whether it was asked before and may have done it: then it is looked up first
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Statement(String platformOrderId, String platformOrderNo, String reason, boolean asked) {}

    /** Which order is looked up at the platform. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record LookUp(String platformOrderId, String platformOrderNo) {}

    /**
     * What becomes of an order that the platform does not cancel.
     *
     * @param left the case for a person
     * @param released the order, where it may be planned again; else empty
     */
    public record Refused(Case left, List<BackorderReview.Released> released) {}

    /** What a person has to decide: the data of {@code case.due}. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Case(String tenant, String account, String orderNo, String cause, String message) {}

    /**
     * The orders whose time is over, and those whose request was left without an answer and is nobody's work any more; at most 200
     * of either at a time.
     */
    public List<Due> due() {
        Collection<Account> all = accounts.all(Account.Kind.PLATFORM);
        List<Due> due = new ArrayList<>(due("given-up", now(), all.stream().filter(BackorderCancellations::ours)));
        due.addAll(due(
                "cancellation-forgotten",
                now().minus(FORGOTTEN),
                all.stream().filter(account -> account.mode() != Account.Mode.OFF)));
        return due;
    }

    private List<Due> due(String statement, OffsetDateTime before, Stream<Account> of) {
        List<String> ids = of.map(Account::id).toList();
        return ids.isEmpty()
                ? List.of()
                : jdbc.sql(sql.get(statement))
                        .param("now", before)
                        .param("accounts", ids)
                        .query((row, n) -> new Due(
                                row.getString("tenant"),
                                row.getString("account"),
                                row.getString("order_no"),
                                row.getObject("cancel_at", OffsetDateTime.class),
                                now()))
                        .list();
    }

    private record Facts(
            String tenant,
            String account,
            String platformOrderId,
            String platformOrderNo,
            int shippedLines,
            int fulfillments,
            int kept) {

        /** Nothing of it has left or is about to. */
        boolean whole() {
            return shippedLines == 0 && fulfillments == 0;
        }
    }

    /**
     * Takes the right to cancel an order; looked at again, because it may have been served meanwhile. One that was asked for and
     * is not to be cancelled any more (held, or its account says otherwise now) is not let go before the platform was looked at.
     */
    public Claim claim(String orderNo) {
        orders.lock(orderNo);
        Optional<Facts> waits = facts(orderNo)
                .filter(facts -> facts.kept() == 0)
                .filter(facts -> accounts.find(facts.account())
                        .filter(BackorderCancellations::ours)
                        .isPresent());
        if (waits.filter(Facts::whole).isPresent()) {
            return claim(orderNo, waits.get());
        }
        return asked(orderNo)
                .or(() -> waits.map(facts -> Claim.unclaimed(left(facts, orderNo, inPart(facts, orderNo)))))
                .orElse(Claim.NONE);
    }

    private Claim claim(String orderNo, Facts facts) {
        EffectClaim claim = effects.claim(facts.account(), OPERATION, orderNo, orderNo);
        if (claim.done()) {
            return Claim.NONE;
        }
        if (claim.asked() && claim.settled()) {
            effects.again(facts.account(), OPERATION, orderNo);
        }
        return new Claim(
                true,
                claim.asked(),
                claim.settled(),
                claim.since(),
                claim.until(),
                new Statement(facts.platformOrderId(), facts.platformOrderNo(), "stock_shortage", claim.asked()),
                null,
                null);
    }

    private Optional<Facts> facts(String orderNo) {
        return jdbc.sql(sql.get("giving-up"))
                .param("order_no", orderNo)
                .param("now", now())
                .query((row, n) -> new Facts(
                        row.getString("tenant"),
                        row.getString("account"),
                        row.getString("platform_order_id"),
                        row.getString("platform_order_no"),
                        row.getInt("shipped_lines"),
                        row.getInt("fulfillments"),
                        row.getInt("kept")))
                .optional();
    }

    /** An earlier request whose answer is not known. */
    private Optional<Claim> asked(String orderNo) {
        return jdbc.sql(sql.get("cancellation-asked"))
                .param("order_no", orderNo)
                .query((row, n) -> asked(
                        effects.look(row.getString("account"), OPERATION, orderNo),
                        new LookUp(row.getString("platform_order_id"), row.getString("platform_order_no"))))
                .optional();
    }

    private static Claim asked(Optional<EffectClaim> before, LookUp which) {
        return new Claim(
                false,
                true,
                before.filter(EffectClaim::settled).isPresent(),
                before.map(EffectClaim::since).orElse(null),
                before.map(EffectClaim::until).orElse(null),
                null,
                which,
                null);
    }

    /**
     * The platform has cancelled it, or had. The order itself changes when the platform says so.
     *
     * @return the case for a person, where money of the buyer's may still be there: cancelling names no amount to give back
     */
    public List<Case> cancelled(String account, String orderNo) {
        effects.done(account, OPERATION, orderNo, null);
        return jdbc.sql(sql.get("cancelled-paid"))
                .param("order_no", orderNo)
                .query(
                        (row, n) -> new Case(
                                row.getString("tenant"),
                                account,
                                orderNo,
                                REFUND,
                                "the hub had " + account + " cancel order " + row.getString("platform_order_no")
                                        + ", and named no amount to give back; it was "
                                        + row.getString("payment_status").replace('_', ' ')
                                        + ": see there whether the buyer got the money back, refund what is open, then close this case"))
                .list();
    }

    /**
     * Nothing happened at the platform, so the next attempt need not look, and the order may be served.
     *
     * @return the order, where it is to be planned again: what came for it while it was asked for passed it by; else empty
     */
    public List<BackorderReview.Released> untouched(String account, String orderNo) {
        orders.lock(orderNo);
        effects.withdraw(account, OPERATION, orderNo);
        return released(orderNo);
    }

    /** The platform will not: the order waits on, and a person decides. */
    public Refused refused(String tenant, String account, String orderNo, String why) {
        orders.lock(orderNo);
        effects.refused(account, OPERATION, orderNo, why);
        return new Refused(
                new Case(
                        tenant,
                        account,
                        orderNo,
                        CAUSE,
                        "waited for stock as long as the rules allow, and " + account
                                + " does not let the hub cancel it (" + why
                                + "); cancel it there by hand, or find stock for it"),
                released(orderNo));
    }

    private List<BackorderReview.Released> released(String orderNo) {
        OrderRows.Head head = orders.head(orderNo);
        boolean live = accounts.find(head.account())
                .filter(account -> account.mode() == Account.Mode.LIVE)
                .isPresent();
        return live && head.actionable() && !head.allocation().equals("planned")
                ? List.of(new BackorderReview.Released(head.tenant(), head.account(), orderNo, head.version()))
                : List.of();
    }

    private String inPart(Facts facts, String orderNo) {
        String open = orders.needs(orderNo).stream()
                .filter(need -> need.unserved() > 0)
                .map(need -> need.unserved() + " x " + (need.sku() == null ? need.platformSku() : need.sku()))
                .collect(Collectors.joining(", "));
        return "waited for stock as long as the rules allow; a part of it has shipped or is being served, so it is not cancelled"
                + " whole: cancel the rest (" + open + ") at " + facts.account()
                + " and refund it, or find stock for it";
    }

    private static Case left(Facts facts, String orderNo, String message) {
        return new Case(facts.tenant(), facts.account(), orderNo, CAUSE, message);
    }

    private static boolean ours(Account account) {
        return account.mode() == Account.Mode.LIVE && "hub".equals(account.policy("cancel_backorders", "case"));
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
