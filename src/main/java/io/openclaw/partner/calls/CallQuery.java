package io.openclaw.partner.calls;

import java.time.Instant;

/**
 * What of the call log is asked for; null is any.
 *
 * @param operation {@code carrier:create-waybill}
 * @param direction {@code in} or {@code out}
 * @param status HTTP status
 * @param errorCode what the hub took the answer for ({@code rejected}), the partner's own code ({@code DS000001}), or both as they stand
 * @param failed those alone that did not go well
 * @param since not before this
 * @param before not after this
 * @param beforeId of those at that very moment the ones with a smaller id; null for all of them
 * @param limit at most so many, the newest first
 */
public record CallQuery(
        String tenant,
        String orderNo,
        String requestId,
        String account,
        String operation,
        String direction,
        Integer status,
        String errorCode,
        boolean failed,
        Instant since,
        Instant before,
        String beforeId,
        int limit) {}
