package io.openclaw.partner.component;

import io.openclaw.account.Account;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Pausing an account at run time: nothing is asked of it, its work waits and loses no attempt. Holds for all hubs within 2 s. */
@Component("accountSwitches")
public class AccountSwitches {

    /** How soon a pause set at one hub is known to the others. */
    private static final Duration KEPT = Duration.ofSeconds(2);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("partner");
    private volatile Known known;

    public AccountSwitches(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Why and by whom an account is paused. */
    public record Pause(String tenant, String account, String reason, Instant since, String by) {}

    private record Known(Instant at, Map<String, Pause> pauses) {}

    /** The pause in force for an account, if there is one. */
    public Optional<Pause> pause(Account account) {
        Known now = known;
        if (now == null || Duration.between(now.at(), clock.instant()).compareTo(KEPT) >= 0) {
            now = new Known(clock.instant(), read());
            known = now;
        }
        return Optional.ofNullable(now.pauses().get(account.tenant() + "/" + account.id()));
    }

    public void pause(Account account, String reason, String by) {
        set(account, true, reason, by);
    }

    public void resume(Account account, String by) {
        set(account, false, null, by);
    }

    private void set(Account account, boolean paused, String reason, String by) {
        int updated = write("switch-update", account, paused, reason, by);
        if (updated == 0 && write("switch-insert", account, paused, reason, by) == 0) {
            write("switch-update", account, paused, reason, by);
        }
        known = null;
    }

    private int write(String statement, Account account, boolean paused, String reason, String by) {
        return jdbc.sql(sql.get(statement))
                .param("tenant", account.tenant())
                .param("account", account.id())
                .param("paused", paused)
                .param("reason", reason)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("by", by)
                .update();
    }

    private Map<String, Pause> read() {
        return jdbc
                .sql(sql.get("switches"))
                .query((row, n) -> row.getBoolean("paused")
                        ? new Pause(
                                row.getString("tenant"),
                                row.getString("account"),
                                row.getString("reason"),
                                row.getTimestamp("changed_at").toInstant(),
                                row.getString("changed_by"))
                        : null)
                .list()
                .stream()
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.toMap(p -> p.tenant() + "/" + p.account(), p -> p));
    }
}
