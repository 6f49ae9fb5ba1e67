package io.openclaw.exceptions;

import io.openclaw.outbox.Event;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a case is about: the natural key under which it is open at most once. */
record CaseSubject(String tenant, String account, String orderNo, String fulfillmentNo, String subject, String cause) {

    private static final int KEY_WIDTH = 200;

    static CaseSubject of(CaseRule rule, Event event) {
        boolean order = rule.subject().ofOrder();
        boolean fulfillment = rule.subject() == CaseRule.Subject.FULFILLMENT;
        return new CaseSubject(
                event.tenant(),
                event.account(),
                order ? event.orderNo() : null,
                fulfillment ? event.text("fulfillment_no") : null,
                rule.subject().part(event),
                rule.cause());
    }

    /** order|fulfillment|cause; the account stands where a case belongs to no order, with the code of the listing or the stock where it has one. */
    String liveKey() {
        String about = orderNo == null ? tenant + "@" + account : orderNo;
        String part = subject != null ? subject : fulfillmentNo == null ? "" : fulfillmentNo;
        String key = about + "|" + part + "|" + cause;
        // A code may be longer than the column leaves room for: its digest tells it apart as well.
        return key.length() <= KEY_WIDTH ? key : about + "|" + digest(part) + "|" + cause;
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
