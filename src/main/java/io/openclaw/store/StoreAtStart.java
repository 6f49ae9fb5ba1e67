package io.openclaw.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A start waits for a database that is started beside it, or not yet back. One that refuses the hub is not waited for. */
final class StoreAtStart {

    private static final Logger LOG = LoggerFactory.getLogger(StoreAtStart.class);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    /** How a start is held up between two looks. */
    interface Rest {
        void await() throws InterruptedException;
    }

    private final String store;
    private final StoreAvailability.Probe probe;
    private final Clock clock;
    private final Rest rest;

    StoreAtStart(String store, StoreAvailability.Probe probe, Clock clock) {
        this(store, probe, clock, () -> TimeUnit.MILLISECONDS.sleep(500));
    }

    StoreAtStart(String store, StoreAvailability.Probe probe, Clock clock, Rest rest) {
        this.store = store;
        this.probe = probe;
        this.clock = clock;
        this.rest = rest;
    }

    /**
     * Returns once the store answers.
     *
     * @throws StoreMissingException when it refuses the hub, or is not there after that time
     */
    void await(Duration longest) {
        Instant begin = clock.instant();
        Instant tellAt = begin;
        while (true) {
            SQLException failure = look();
            if (failure == null) {
                if (clock.instant().isAfter(begin.plus(TOLD_EVERY))) {
                    LOG.info("OC-STORE-WAIT the store {} is there, the start goes on", store);
                }
                return;
            }
            if (!worthWaiting(failure)) {
                throw new StoreMissingException(store, failure, null);
            }
            Instant now = clock.instant();
            Duration left = Duration.between(now, begin.plus(longest));
            if (left.isNegative() || left.isZero()) {
                throw new StoreMissingException(store, failure, longest);
            }
            if (!now.isBefore(tellAt)) {
                LOG.warn(
                        "OC-STORE-WAIT the store {} is not there: {}. Start the database, or correct spring.datasource.url;"
                                + " the start waits for it, {} s at most (openclaw.store.wait-at-start)",
                        store,
                        StoreFailures.line(failure),
                        left.toSeconds());
                tellAt = now.plus(TOLD_EVERY);
            }
            pause();
        }
    }

    private SQLException look() {
        try {
            probe.look();
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    /** Of a server that is starting, full, or not to be reached; whatever else it says, it will say again. */
    private static boolean worthWaiting(SQLException failure) {
        return StoreFailures.full(failure) || StoreFailures.mayMeanAbsence(failure) && failure.getSQLState() != null;
    }

    private void pause() {
        try {
            rest.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the start was broken off while it waited for the store", e);
        }
    }
}
