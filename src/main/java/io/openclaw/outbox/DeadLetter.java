package io.openclaw.outbox;

import java.time.Instant;

/**
 * Work that was given up, with its reason. Its event or push is kept, so it can be replayed.
 *
 * @param seq outbox row, or null for a push that was never understood
 * @param inboxId the push, where it is one
 * @param orderNo the hub's order, also where a push is about one the pool holds already
 * @param pushType the vendor's word for the push ({@code orders/create}), or null
 * @param platformOrderId the platform's id of the order it is about, as far as it can be read; else null
 * @param platformOrderNo the number people know that order by ({@code #1001}), or null
 * @param reason rejected, not_found, not_understood, expired ...
 * @param field path of the field at fault, or null
 * @param status open or replayed
 */
public record DeadLetter(
        String id,
        String tenant,
        String subscriber,
        Long seq,
        Long inboxId,
        String type,
        String account,
        String orderNo,
        String orderKey,
        String lane,
        String pushType,
        String platformOrderId,
        String platformOrderNo,
        int attempts,
        String reason,
        String field,
        String message,
        String hint,
        Instant firstFailedAt,
        Instant deadAt,
        String status,
        Instant replayedAt,
        String replayedBy) {}
