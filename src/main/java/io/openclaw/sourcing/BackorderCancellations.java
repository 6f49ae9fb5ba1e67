package io.openclaw.sourcing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.effect.EffectClaim;
import io.openclaw.effect.Effects;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives up orders that have waited as long as {@code cancel_after} allows, where the account says that the hub cancels them at
 * the platform ({@code cancel_backorders: hub}). From the moment an order is claimed nothing else is done for it, until the
 * platform's own word that it is cancelled comes as any other, or its refusal. An order of which a part is on its way, or is
 * served by a warehouse, is left to a person.
 */
@Component("backorderCancellations")
public class BackorderCancellations {

    static final String OPERATION = "cancel-order";
    private static final String CAUSE = "waited_too_long";

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
     * @param since when the time was over: with the order it is one occasion
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Due(String tenant, String account, String orderNo, OffsetDateTime since) {

        @JsonIgnore
        public String key() {
            return orderNo + ":" + since.toInstant().toEpochMilli();
        }
    }

    /**
     * Whether an order is to be cancelled at the platform now.
     *
     * @param claimed it is, and that is durable before the platform is asked
     * @param asked it was asked before and the outcome is not known
     * @param settled what the platform does not show of an earlier request now, it will not show later
     * @param statement what the platform is told; null where it is not claimed
     * @param left the case for a person, where the order cannot be cancelled whole; else null
     */
    public record Claim(boolean claimed, boolean asked, boolean settled, Statement statement, Case left) {

        static final Claim NONE = new Claim(false, false, false, null, null);

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

    /** What a person has to decide: the data of {@code case.due}. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Case(String tenant, String account, String orderNo, String cause, String message) {}

    /** The orders whose time is over, at most 200 at a time. */
    public List<Due> due() {
        List<String> ours = accounts.all(Account.Kind.PLATFORM).stream()
                .filter(BackorderCancellations::ours)
                .map(Account::id)
                .toList();
        if (ours.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(sql.get("given-up"))
                .param("now", now())
                .param("accounts", ours)
                .query((row, n) -> new Due(
                        row.getString("tenant"),
                        row.getString("account"),
                        row.getString("order_no"),
                        row.getObject("cancel_at", OffsetDateTime.class)))
                .list();
    }

    private record Facts(
            String tenant,
            String account,
            String platformOrderId,
            String platformOrderNo,
            int shippedLines,
            int fulfillments,
            int kept) {}

    /** Takes the right to cancel an order; looked at again, because it may have been served meanwhile. */
    public Claim claim(String orderNo) {
        orders.lock(orderNo);
        Optional<Facts> found = jdbc.sql(sql.get("giving-up"))
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
        if (found.isEmpty() || found.get().kept() > 0) {
            return Claim.NONE;
        }
        Facts facts = found.get();
        if (accounts.find(facts.account()).filter(BackorderCancellations::ours).isEmpty()) {
            return Claim.NONE;
        }
        if (facts.shippedLines() > 0 || facts.fulfillments() > 0) {
            return new Claim(false, false, false, null, left(facts, orderNo, inPart(facts, orderNo)));
        }
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
                new Statement(facts.platformOrderId(), facts.platformOrderNo(), "stock_shortage", claim.asked()),
                null);
    }

    /** The platform has cancelled it, or had. The order itself changes when the platform says so. */
    public void cancelled(String account, String orderNo) {
        effects.done(account, OPERATION, orderNo, null);
    }

    /** Nothing happened at the platform, so the next attempt need not look. */
    public void untouched(String account, String orderNo) {
        effects.withdraw(account, OPERATION, orderNo);
    }

    /** The platform will not: the order waits on, and a person decides. */
    public Case refused(String tenant, String account, String orderNo, String why) {
        effects.refused(account, OPERATION, orderNo, why);
        return new Case(
                tenant,
                account,
                orderNo,
                CAUSE,
                "waited for stock as long as the rules allow, and " + account + " does not let the hub cancel it ("
                        + why + "); cancel it there by hand, or find stock for it");
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
