package io.openclaw.order.gate;

import io.openclaw.order.ActionRefusedException;
import io.openclaw.order.HoldCode;
import io.openclaw.order.OrderTable;
import io.openclaw.order.OrderTouch;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Holds as people and apps set and lift them. Each answers with the gate's judgement after it; whoever calls tells of a
 * release or a hold in the same transaction.
 */
@Component("orderHolds")
public class OrderHolds {

    /** Of an address: without these there is nothing that could be good enough. */
    private static final Set<String> NOWHERE_TO_GO = Set.of("ship_to", "restricted", "country_code");

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

    /**
     * Lifts every hold of an order that is for a person to lift: one set by hand, and those that are a matter of judgement. Where data are
     * missing nothing is lifted. The order is not judged yet: whoever calls does, and tells of it.
     *
     * @throws ActionRefusedException where there is no such hold; it says what the others need
     */
    @Transactional
    public void release(String orderNo, String by, Locale locale) {
        lock(orderNo);
        List<HoldTable.Row> rows = holds.rows(orderNo);
        List<HoldTable.Row> liftable =
                rows.stream().filter(OrderHolds::forAPerson).toList();
        if (liftable.isEmpty()) {
            throw new ActionRefusedException(
                    "hold_stays",
                    rows.isEmpty()
                            ? "order " + orderNo + " is not held"
                            : "order " + orderNo + " is held by what nobody can lift by hand: "
                                    + String.join(", ", HoldTable.codes(rows)),
                    rows.isEmpty() ? "nothing is to be done: the case ends with the release" : remedies(rows, locale));
        }
        for (HoldTable.Row row : liftable) {
            if (row.code().equals(HoldCode.MANUAL.code())) {
                holds.delete(orderNo, row.code(), row.subject());
            } else {
                holds.waive(orderNo, row.code(), by, null, clock.instant());
            }
        }
        touch.touch(orderNo);
    }

    /** What holds an order still and would lift it, in the reader's language; null where nothing does. */
    public String standing(String orderNo, Locale locale) {
        List<HoldTable.Row> rows = holds.rows(orderNo);
        return rows.isEmpty() ? null : HoldRemedies.standing(remedies(rows, locale), locale);
    }

    private static String remedies(List<HoldTable.Row> rows, Locale locale) {
        return rows.stream()
                .map(row -> HoldRemedies.remedy(row.code(), row.subject(), row.note(), locale))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private static boolean forAPerson(HoldTable.Row row) {
        boolean nowhereToGo = row.code().equals(HoldCode.ADDRESS_INCOMPLETE.code())
                && NOWHERE_TO_GO.contains(row.subject().split(":")[0]);
        return row.code().equals(HoldCode.MANUAL.code())
                || !nowhereToGo
                        && HoldCode.of(row.code()).filter(HoldCode::waivable).isPresent();
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
