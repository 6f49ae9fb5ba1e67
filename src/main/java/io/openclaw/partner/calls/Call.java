package io.openclaw.partner.calls;

import java.time.Instant;

/**
 * One call as the log has it, secrets and personal data masked.
 *
 * @param direction {@code in} or {@code out}
 * @param operation {@code carrier:create-waybill}, {@code push.platform}, or null
 * @param orderNo the hub's order number, or null: a push is not known to be of an order before it is read
 * @param requestId identity of the message at its sender, or of the event that led to the call
 * @param status HTTP status; null where there was no answer
 * @param errorCode what the hub took the answer for, as {@code rejected:DS000001}; null when it went well
 * @param durationMs milliseconds from the asking to the answer
 * @param request first characters of the body sent; of a push null: its body is in the inbox
 * @param response first characters of the body answered
 */
public record Call(
        String id,
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
        Integer durationMs,
        String request,
        String response) {}
