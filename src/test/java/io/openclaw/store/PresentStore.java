package io.openclaw.store;

import java.time.Clock;

/** A store that is always there, for tests of what asks whether it is. */
public final class PresentStore {

    private PresentStore() {}

    public static StoreAvailability store() {
        return new StoreAvailability("test", () -> {}, Clock.systemUTC());
    }
}
