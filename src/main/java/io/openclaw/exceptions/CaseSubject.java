package io.openclaw.exceptions;

import io.openclaw.outbox.Event;

/** What a case is about: the natural key under which it is open at most once. */
record CaseSubject(String tenant, String account, String orderNo, String fulfillmentNo, String cause) {

    static CaseSubject of(CaseRule rule, Event event) {
        boolean order = rule.subject() != CaseRule.Subject.ACCOUNT;
        boolean fulfillment = rule.subject() == CaseRule.Subject.FULFILLMENT;
        return new CaseSubject(
                event.tenant(),
                event.account(),
                order ? event.orderNo() : null,
                fulfillment ? event.text("fulfillment_no") : null,
                rule.cause());
    }

    /** order|fulfillment|cause; the account stands where a case belongs to no order. */
    String liveKey() {
        String about = orderNo == null ? tenant + "@" + account : orderNo;
        return about + "|" + (fulfillmentNo == null ? "" : fulfillmentNo) + "|" + cause;
    }
}
