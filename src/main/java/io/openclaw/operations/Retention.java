package io.openclaw.operations;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes what has been kept long enough. What an open dead letter needs stays, however old it is. */
@Component
@EnableScheduling
public class Retention {

    private static final Duration SLICE = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Duration events;
    private final Duration keys;
    private final Duration raw;
    private final Duration calls;
    private final Duration decisions;
    private final Duration parked;
    private final Sql api = Sql.of("api");
    private final Sql outbox = Sql.of("outbox");
    private final Sql inbox = Sql.of("inbox");
    private final Sql partner = Sql.of("partner");
    private final Sql sourcing = Sql.of("sourcing");
    private final Sql stock = Sql.of("stock");
    private final Sql tracking = Sql.of("tracking");

    public Retention(
            JdbcTemplate jdbc,
            Clock clock,
            @Value("${openclaw.retention.events:90d}") Duration events,
            @Value("${openclaw.retention.keys:30d}") Duration keys,
            @Value("${openclaw.retention.raw:30d}") Duration raw,
            @Value("${openclaw.retention.calls:30d}") Duration calls,
            @Value("${openclaw.retention.decisions:90d}") Duration decisions,
            @Value("${openclaw.retention.parked:30d}") Duration parked) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
        this.keys = keys;
        this.raw = raw;
        this.calls = calls;
        this.decisions = decisions;
        this.parked = parked;
    }

    @Scheduled(
            initialDelayString = "${openclaw.retention.first:PT10M}",
            fixedDelayString = "${openclaw.retention.every:PT1H}")
    public void clean() {
        int letters = jdbc.update(outbox.get("delete-old-dead-letters"), before(events));
        int old = all(outbox.get("delete-old-events"), before(events));
        int bodies = all(inbox.get("delete-old"), before(raw));
        int pushes = inSlices(inbox.get("oldest-key"), inbox.get("delete-old-keys"), before(keys));
        int processed = inSlices(outbox.get("oldest-key"), outbox.get("delete-old-keys"), before(keys));
        processed += inSlices(api.get("request-oldest"), api.get("request-clean"), before(keys));
        jdbc.update(api.get("token-clean"), before(Duration.ZERO));
        int logged = inSlices(partner.get("call-log-oldest"), partner.get("call-log-erase"), before(calls));
        int decided = all(sourcing.get("delete-old-decisions"), before(decisions), before(decisions));
        jdbc.update(sourcing.get("delete-old-days"), before(decisions).toLocalDate());
        jdbc.update(Sql.of("rule-version").get("delete-old"), before(decisions));
        inSlices(stock.get("late-oldest"), stock.get("late-delete-old"), before(decisions));
        inSlices(stock.get("product-changes-oldest"), stock.get("product-changes-delete-old"), before(decisions));
        // A message that is parked is read again from its raw form: without that it is of no use.
        int unknown = all(tracking.get("delete-old-parked"), before(parked.compareTo(raw) < 0 ? parked : raw));
        if (letters + logged + old + bodies + pushes + processed + decided + unknown > 0) {
            LOG.info(
                    "kept long enough and deleted: {} events, {} raw messages, {} replayed dead letters, {} keys, {} rows of the call log,"
                            + " {} sourcing decisions, {} tracking messages about numbers that never became a parcel's",
                    old,
                    bodies,
                    letters,
                    pushes + processed,
                    logged,
                    decided,
                    unknown);
        }
    }

    /** A minute's rows at a time: while a statement changes rows, an embedded store can write no version. */
    private int inSlices(String oldest, String deleteOlder, OffsetDateTime before) {
        int total = 0;
        OffsetDateTime from = jdbc.queryForObject(oldest, OffsetDateTime.class);
        while (from != null && from.isBefore(before)) {
            OffsetDateTime end = from.plus(SLICE);
            int deleted = jdbc.update(deleteOlder, end.isBefore(before) ? end : before);
            if (deleted == 0) {
                break;
            }
            total += deleted;
            from = jdbc.queryForObject(oldest, OffsetDateTime.class);
        }
        return total;
    }

    private int all(String deleteSome, Object... before) {
        int total = 0;
        int deleted;
        do {
            deleted = jdbc.update(deleteSome, before);
            total += deleted;
        } while (deleted > 0);
        return total;
    }

    private OffsetDateTime before(Duration age) {
        return clock.instant().minus(age).atOffset(ZoneOffset.UTC);
    }
}
