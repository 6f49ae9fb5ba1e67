package io.openclaw.exceptions;

import io.openclaw.outbox.Event;

/** What a case is about: the natural key under which it is open at most once. */
record CaseSubject(String tenant, String account, String orderNo, String fulfillmentNo, String sku, String cause) {

    static CaseSubject of(CaseRule rule, Event event) {
        boolean order = rule.subject().ofOrder();
        boolean fulfillment = rule.subject() == CaseRule.Subject.FULFILLMENT;
        return new CaseSubject(
                event.tenant(),
                event.account(),
                order ? event.orderNo() : null,
                fulfillment ? event.text("fulfillment_no") : null,
                rule.subject() == CaseRule.Subject.STOCK ? event.text("sku") : null,
                rule.cause());
    }

    /** order|fulfillment|cause; the account, and the SKU of a warehouse, stand where a case belongs to no order. */
    String liveKey() {
        String place = tenant + "@" + account + (sku == null ? "" : "/" + sku);
        String about = orderNo == null ? place : orderNo;
        return about + "|" + (fulfillmentNo == null ? "" : fulfillmentNo) + "|" + cause;
    }
}
