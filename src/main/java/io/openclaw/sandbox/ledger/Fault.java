package io.openclaw.sandbox.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The ways a simulated partner can be told to misbehave, under the names of the control call. */
public enum Fault {
    HTTP_429,
    HTTP_429_RETRY_AFTER,
    HTTP_500,
    HTTP_503,
    /** Nothing is done and nothing is answered. */
    TIMEOUT_BEFORE_EFFECT,
    /** The work is done and durable, the answer does not come. */
    TIMEOUT_AFTER_EFFECT,
    REDIRECT,
    /** The work is done, the answer has no body. */
    EMPTY_BODY,
    /** The work is done, the answer breaks off. */
    MALFORMED_JSON,
    /** The work is done after a while. */
    SLOW,
    UNAUTHORIZED,
    /** A push is sent twice at once. */
    DUPLICATE_PUSH,
    /** A push is overtaken by the next one. */
    REORDERED_PUSH,
    /** The partner's clock is wrong in what it pushes. */
    CLOCK_SKEW;

    /** True for faults of what the partner pushes, false for faults of what it answers. */
    public boolean ofPushes() {
        return this == DUPLICATE_PUSH || this == REORDERED_PUSH || this == CLOCK_SKEW;
    }

    /** How long it takes where the control call does not say, in milliseconds. */
    public long defaultDelayMs() {
        return switch (this) {
            case TIMEOUT_BEFORE_EFFECT, TIMEOUT_AFTER_EFFECT -> 30_000;
            case SLOW, REORDERED_PUSH -> 2_000;
            case CLOCK_SKEW -> 600_000;
            default -> 0;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Fault> of(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word().equals(word))
                .findFirst();
    }
}
