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

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Duration events;
    private final Duration keys;
    private final Duration raw;
    private final Duration calls;
    private final Sql outbox = Sql.of("outbox");
    private final Sql inbox = Sql.of("inbox");
    private final Sql partner = Sql.of("partner");

    public Retention(
            JdbcTemplate jdbc,
            Clock clock,
            @Value("${openclaw.retention.events:90d}") Duration events,
            @Value("${openclaw.retention.keys:30d}") Duration keys,
            @Value("${openclaw.retention.raw:30d}") Duration raw,
            @Value("${openclaw.retention.calls:30d}") Duration calls) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
        this.keys = keys;
        this.raw = raw;
        this.calls = calls;
    }

    @Scheduled(
            initialDelayString = "${openclaw.retention.first:PT10M}",
            fixedDelayString = "${openclaw.retention.every:PT1H}")
    public void clean() {
        int letters = jdbc.update(outbox.get("delete-old-dead-letters"), before(events));
        int old = all(outbox.get("delete-old-events"), before(events));
        int bodies = all(inbox.get("delete-old"), before(raw));
        int pushes = jdbc.update(inbox.get("delete-old-keys"), before(keys));
        int processed = jdbc.update(outbox.get("delete-old-keys"), before(keys));
        int logged = jdbc.update(partner.get("call-log-erase"), before(calls));
        if (letters + logged + old + bodies + pushes + processed > 0) {
            LOG.info(
                    "kept long enough and deleted: {} events, {} raw messages, {} replayed dead letters, {} keys, {} rows of the call log",
                    old,
                    bodies,
                    letters,
                    pushes + processed,
                    logged);
        }
    }

    private int all(String deleteSome, OffsetDateTime before) {
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
