package io.openclaw.partner;

/** What the steps of one vendor operation share: what the call log names, and the budget they drew on last. */
public final class OperationScope {

    private final String operation;
    private final String orderNo;
    private final String requestId;
    private String budget;
    private Rate rate;
    private volatile boolean changed;

    /** Each may be null. */
    public OperationScope(String operation, String orderNo, String requestId) {
        this.operation = operation;
        this.orderNo = orderNo;
        this.requestId = requestId;
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

    public void drewOn(String key, Rate at) {
        this.budget = key;
        this.rate = at;
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
