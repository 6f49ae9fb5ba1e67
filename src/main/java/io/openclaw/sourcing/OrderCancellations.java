package io.openclaw.sourcing;

import io.openclaw.effect.EffectClaim;
import io.openclaw.effect.Effects;
import io.openclaw.order.ActionRefusedException;
import io.openclaw.sourcing.BackorderCancellations.Statement;
import io.openclaw.sourcing.fulfillment.OrderRows;
import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Orders that a person decides to cancel. The hub has the platform cancel them, once, and plans nothing for them meanwhile; the order
 * itself changes, and its labels are taken back, when the platform says that it is cancelled, as after any other cancellation. What
 * {@link BackorderCancellations} asked for is not asked for a second time, nor the other way round.
 */
@Component("orderCancellations")
public class OrderCancellations {

    private static final String SHORT = "stock_shortage";
    private static final String WAITED = "waited_too_long";

    private final JdbcClient jdbc;
    private final OrderRows orders;
    private final Effects effects;
    private final BackorderCancellations backorders;
    private final Sql sql = Sql.of("sourcing");

    OrderCancellations(JdbcClient jdbc, OrderRows orders, Effects effects, BackorderCancellations backorders) {
        this.jdbc = jdbc;
        this.orders = orders;
        this.effects = effects;
        this.backorders = backorders;
    }

    /**
     * Whether an order is to be cancelled at the platform now.
     *
     * @param claimed it is, and that is durable before the platform is asked
     * @param asked it was asked before and the outcome is not known
     * @param settled what the platform does not show of an earlier request now, it will not show later
     * @param since when it was asked last, for words; null where it is not claimed
     * @param until when that is settled, for words
     * @param statement what the platform is told; null where it is not claimed
     * @param why it cannot be cancelled any more; null where it can, or is
     */
    public record Claim(
            boolean claimed,
            boolean asked,
            boolean settled,
            OffsetDateTime since,
            OffsetDateTime until,
            Statement statement,
            String why) {

        static Claim none(String why) {
            return new Claim(false, false, false, null, null, null, why);
        }
    }

    private record Facts(
            String account, String platformOrderId, String platformOrderNo, String state, String waitsFor, int gone) {

        /** What the platform, which tells the buyer, is told of why: that goods are short only where they are. */
        String reason(String cause) {
            boolean goods = SHORT.equals(cause) || WAITED.equals(cause) && (waitsFor == null || SHORT.equals(waitsFor));
            return goods ? SHORT : "seller_decision";
        }

        /** Why the platform would not cancel it whole; null where it may. */
        String obstacle(String orderNo) {
            if (state.equals("cancelled") || state.equals("completed")) {
                return "order " + orderNo + " is " + state + " already";
            }
            return gone == 0
                    ? null
                    : "a part of order " + orderNo + " has left, so that it cannot be cancelled whole at " + account;
        }
    }

    /**
     * Lets a request pass that may have an effect; the order stays locked until the transaction ends.
     *
     * @throws ActionRefusedException where the order is over, or not whole any more
     */
    public void begin(String orderNo) {
        orders.lock(orderNo);
        Facts facts = facts(orderNo);
        String obstacle = facts.obstacle(orderNo);
        if (obstacle != null) {
            throw new ActionRefusedException(
                    "not_cancellable",
                    obstacle,
                    "cancel and refund what is left of it at " + facts.account() + ", then close the case with a note");
        }
        if (effects.look(facts.account(), BackorderCancellations.OPERATION, orderNo)
                .filter(EffectClaim::done)
                .isPresent()) {
            throw new ActionRefusedException(
                    "cancelled_there",
                    facts.account() + " has cancelled order " + orderNo + " already; its own word of it is on the way",
                    "wait for it: the order changes when it comes");
        }
    }

    /** Takes the right to cancel an order; looked at again, because it may have left meanwhile. */
    public Claim claim(String orderNo, String cause) {
        orders.lock(orderNo);
        Facts facts = facts(orderNo);
        String obstacle = facts.obstacle(orderNo);
        if (obstacle != null) {
            return Claim.none(facts.state().equals("cancelled") ? null : obstacle);
        }
        EffectClaim claim = effects.claim(facts.account(), BackorderCancellations.OPERATION, orderNo, orderNo);
        if (claim.done()) {
            return Claim.none(null);
        }
        // A refusal was an answer: nothing has to be looked up before it is asked for anew.
        boolean refused = effects.refusal(facts.account(), BackorderCancellations.OPERATION, orderNo)
                .isPresent();
        if (refused || claim.asked() && claim.settled()) {
            effects.again(facts.account(), BackorderCancellations.OPERATION, orderNo);
        }
        boolean asked = claim.asked() && !refused;
        return new Claim(
                true,
                asked,
                claim.settled(),
                claim.since(),
                claim.until(),
                new Statement(facts.platformOrderId(), facts.platformOrderNo(), facts.reason(cause), asked),
                null);
    }

    /**
     * The platform will not.
     *
     * @return the order, where it is to be planned again; else empty
     */
    public List<BackorderReview.Released> refused(String tenant, String account, String orderNo, String why) {
        return backorders.refused(tenant, account, orderNo, why).released();
    }

    private Facts facts(String orderNo) {
        return jdbc.sql(sql.get("cancelling"))
                .param("order_no", orderNo)
                .query((row, n) -> new Facts(
                        row.getString("account"),
                        row.getString("platform_order_id"),
                        row.getString("platform_order_no"),
                        row.getString("state"),
                        row.getString("waits_for"),
                        row.getInt("gone")))
                .single();
    }
}
