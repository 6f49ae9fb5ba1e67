package io.openclaw.exceptions;

import io.openclaw.outbox.Event;
import io.openclaw.outbox.Interest;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/**
 * Which events can open or close a case. Most of an order's events would only close one, and most orders never have one: those
 * events are not delivered to be put aside.
 */
@Component("caseInterest")
class CaseInterest implements Interest {

    private final CaseRules rules;
    private final CaseStore store;

    CaseInterest(CaseRules rules, CaseStore store) {
        this.rules = rules;
        this.store = store;
    }

    @Override
    public boolean in(Event event, BooleanSupplier queued) {
        boolean closes = false;
        for (CaseRule rule : rules.all()) {
            if (rule.opens(event.type(), event.data())) {
                return true;
            }
            // What follows another case of the order opens nothing where there is none.
            if (rule.resolves(event.type(), event.data())
                    || !rule.following(event.type(), event.data()).isEmpty()) {
                if (!rule.subject().ofOrder() || event.orderNo() == null) {
                    return true;
                }
                closes = true;
            }
        }
        // What still waits may open the case that this one closes; a case is there before its event has left the queue.
        return closes && (queued.getAsBoolean() || store.hasOpen(event.orderNo()));
    }
}
