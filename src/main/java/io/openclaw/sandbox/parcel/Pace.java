package io.openclaw.sandbox.parcel;

import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.store.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/** Time between two milestones of the simulated world, kept over a restart. */
@Component
public final class Pace {

    private static final Sql SQL = Sql.of("sandbox");
    private static final String NAME = "milestone_ms";
    private static final long DEFAULT_MS = 1_000;

    private final PartnerStore store;
    private volatile long milestoneMs;

    public Pace(PartnerStore store) {
        this.store = store;
        milestoneMs = store.read().queryForList(SQL.get("setting"), String.class, NAME).stream()
                .findFirst()
                .map(Long::parseLong)
                .orElse(DEFAULT_MS);
    }

    public long milestoneMs() {
        return milestoneMs;
    }

    /** One pace from then. */
    public OffsetDateTime after(OffsetDateTime moment) {
        return moment.plusNanos(milestoneMs * 1_000_000);
    }

    public static OffsetDateTime now() {
        return Instant.now().atOffset(ZoneOffset.UTC);
    }

    /** Sets the pace; what is under way keeps it from its next milestone on, which is not later than one new pace from now. */
    public CompletionStage<Void> set(long ms) {
        milestoneMs = ms;
        OffsetDateTime latest = after(now());
        return store.write(writing -> {
            writing.jdbc().update(SQL.get("setting-set"), NAME, Long.toString(ms));
            writing.jdbc().update(SQL.get("parcel-hurry"), latest, latest);
            writing.jdbc().update(SQL.get("outbound-hurry"), latest, latest);
            return null;
        });
    }
}
