package io.openclaw.outbox;

import java.util.Optional;
import java.util.stream.Stream;

/** What a failure was caused by. A route wraps what happens in it, a transaction once more. */
public final class Causes {

    /** Beyond it a chain is a circle. */
    private static final int DEPTH = 20;

    private Causes() {}

    /** The first of that kind along the chain, the failure itself included. */
    public static <T extends Throwable> Optional<T> of(Throwable failure, Class<T> kind) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause)
                .limit(DEPTH)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }
}
