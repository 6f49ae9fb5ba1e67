package io.openclaw.channel;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Accounts that operators have paused: no work against them starts, on any hub, until they are resumed. */
@Component
class AccountSwitches {

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("outbox");

    AccountSwitches(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Set<String> paused() {
        return Set.copyOf(jdbc.queryForList(sql.get("account-switches"), String.class));
    }

    @Transactional
    public void set(String tenant, String account, boolean paused, String reason, String by) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        if (jdbc.update(sql.get("update-switch"), paused, reason, now, by, tenant, account) == 0) {
            jdbc.update(sql.get("insert-switch"), tenant, account, paused, reason, now, by);
        }
    }
}
