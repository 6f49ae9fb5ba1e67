package io.openclaw.outbox;

import java.time.Instant;

/**
 * One event outstanding for one subscriber.
 *
 * @param orderKey what has to stay in sequence: the order number, or what the event names instead
 * @param lane account it works against, {@code -} where it works against none
 * @param attempt attempts that failed so far
 * @param token of the lease under which it is held; only its holder may settle the row
 */
public record Delivery(
        String subscriber, long seq, String orderKey, String lane, int attempt, Instant firstFailedAt, String token) {}
