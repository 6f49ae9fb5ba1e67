package io.openclaw.partner;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the steps of one vendor operation share: what the call log names, and the budgets they drew on. */
public final class OperationScope {

    private final String operation;
    private final String orderNo;
    private final String requestId;
    private final Set<String> drawn;
    private String budget;
    private Rate rate;
    private Duration waited = Duration.ZERO;
    private volatile boolean changed;

    /** Each may be null. */
    public OperationScope(String operation, String orderNo, String requestId) {
        this(operation, orderNo, requestId, ConcurrentHashMap.newKeySet());
    }

    /** @param drawn budgets that the work this operation is part of has drawn on; it adds its own */
    public OperationScope(String operation, String orderNo, String requestId, Set<String> drawn) {
        this.operation = operation;
        this.orderNo = orderNo;
        this.requestId = requestId;
        this.drawn = drawn;
    }

    /** {@code carrier:create-waybill}. */
    public String operation() {
        return operation;
    }

    public String orderNo() {
        return orderNo;
    }

    public String requestId() {
        return requestId;
    }

    /** Whether a permit was taken already: work would be lost if the next one were refused. */
    public boolean begun() {
        return budget != null;
    }

    /** Whether that budget gave a permit to this operation, or to an earlier one of the same work. */
    public boolean drewOn(String key) {
        return drawn.contains(key);
    }

    public void drewOn(String key, Rate at) {
        this.drawn.add(key);
        this.budget = key;
        this.rate = at;
    }

    /** Notes that a permit is waited for. */
    public void waits(Duration delay) {
        waited = waited.plus(delay);
    }

    /** For how long permits were waited for. */
    public Duration waited() {
        return waited;
    }

    /** The budget of the last throttle passed, or null. */
    public String budget() {
        return budget;
    }

    public Rate rate() {
        return rate;
    }

    /** The partner has answered a call that changes something. */
    public void change() {
        changed = true;
    }

    /** Whether a call of this operation may have changed something already: a later failure did not undo it. */
    public boolean changed() {
        return changed;
    }
}
