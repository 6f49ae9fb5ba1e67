package io.openclaw.partner.calls;

import java.time.Duration;
import java.time.Instant;

/**
 * One call, in or out, as the log shows it. Bodies are given as they were; the log masks and shortens them.
 *
 * @param direction {@code in} or {@code out}
 * @param account the partner's account, or null
 * @param operation {@code carrier:create-waybill}, {@code push.platform}, or null
 * @param orderNo the hub's order number, or null
 * @param requestId identity of the message at its sender, or null
 * @param url address with its query, or null
 * @param status HTTP status; null where there was no answer
 * @param errorCode taxonomy word or code; null when it went well
 * @param request body sent or received; null for none
 * @param response body answered; null for none
 */
public record CallRecord(
        String tenant,
        Instant at,
        String direction,
        String account,
        String operation,
        String orderNo,
        String requestId,
        String method,
        String url,
        Integer status,
        String errorCode,
        Duration duration,
        byte[] request,
        byte[] response) {}
