package io.openclaw.stock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test sets. */
public final class MutableClock extends Clock {

    private volatile Instant now = Instant.parse("2026-03-02T08:00:00Z");

    public void advance(Duration by) {
        now = now.plus(by);
    }

    public OffsetDateTime time() {
        return now.atOffset(ZoneOffset.UTC);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
