package io.openclaw.order.gate;

import io.openclaw.order.HoldCode;
import io.openclaw.order.OrderTable;
import io.openclaw.order.OrderTouch;
import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Holds as people and apps set and lift them. Each answers with the gate's judgement after it; whoever calls tells of a
 * release or a hold in the same transaction.
 */
@Component("orderHolds")
public class OrderHolds {

    private final OrderTable table;
    private final HoldTable holds;
    private final OrderGate gate;
    private final OrderTouch touch;
    private final Clock clock;

    public OrderHolds(OrderTable table, HoldTable holds, OrderGate gate, OrderTouch touch, Clock clock) {
        this.table = table;
        this.holds = holds;
        this.gate = gate;
        this.touch = touch;
        this.clock = clock;
    }

    /**
     * Holds an order by hand; setting it again changes nothing.
     *
     * @param by the person or app
     * @param note why, for whoever finds it held
     * @throws IllegalArgumentException when there is no such order
     */
    @Transactional
    public GateDecision set(String orderNo, String by, String note) {
        lock(orderNo);
        if (by == null || by.isBlank() || by.equals(HoldTable.GATE)) {
            throw new IllegalArgumentException("a manual hold names the person or app that sets it");
        }
        boolean set = holds.insert(orderNo, new Hold(HoldCode.MANUAL, "", note), by, clock.instant());
        return judged(orderNo, set);
    }

    /** Lifts the manual hold; the gate's own holds go when their cause goes. */
    @Transactional
    public GateDecision lift(String orderNo) {
        lock(orderNo);
        return judged(orderNo, holds.delete(orderNo, HoldCode.MANUAL.code(), ""));
    }

    /**
     * Accepts a hold that is a matter of judgement (risk, a note, an address that is odd but complete); it does not come
     * back until that part of the order changes.
     *
     * @throws IllegalArgumentException when there is no such order, or the hold is not one a person can wave through
     */
    @Transactional
    public GateDecision accept(String orderNo, String code, String by, String note) {
        lock(orderNo);
        HoldCode hold = HoldCode.of(code)
                .filter(HoldCode::waivable)
                .orElseThrow(() -> new IllegalArgumentException("hold " + code
                        + " goes with its cause and cannot be accepted; these can: " + HoldCode.waivableCodes()));
        holds.waive(orderNo, hold.code(), by, note, clock.instant());
        return judged(orderNo, false);
    }

    private GateDecision judged(String orderNo, boolean changed) {
        if (changed) {
            touch.touch(orderNo);
        }
        GateDecision decision = gate.judge(orderNo);
        return new GateDecision(
                decision.orderNo(),
                decision.tenant(),
                decision.account(),
                decision.version(),
                decision.released(),
                decision.newlyReleased(),
                decision.held(),
                decision.holds(),
                changed || decision.changed());
    }

    private void lock(String orderNo) {
        if (table.lock(orderNo).isEmpty()) {
            throw new IllegalArgumentException("there is no order " + orderNo);
        }
    }
}
