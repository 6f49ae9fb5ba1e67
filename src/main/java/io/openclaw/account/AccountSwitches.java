package io.openclaw.account;

import io.openclaw.store.Sql;
import io.openclaw.store.StoreAvailability;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    private final Sql sql = Sql.of("account");
    private final StoreAvailability store;
    private volatile Known known;

    public AccountSwitches(JdbcClient jdbc, Clock clock, StoreAvailability store) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.store = store;
    }

    /** Why and by whom an account is paused. */
    public record Pause(String tenant, String account, String reason, Instant since, String by) {}

    private record Known(Instant at, Map<String, Pause> pauses) {}

    /** The pause in force for an account, if there is one; as last known while the store is away. */
    public Optional<Pause> pause(Account account) {
        Known now = known;
        if (now == null
                || !store.isAway()
                        && Duration.between(now.at(), clock.instant()).compareTo(KEPT) >= 0) {
            now = new Known(clock.instant(), read());
            known = now;
        }
        return Optional.ofNullable(now.pauses().get(account.tenant() + "/" + account.id()));
    }

    /** Ids of all accounts paused now, read anew. */
    public Set<String> paused() {
        return pauses().stream().map(Pause::account).collect(Collectors.toUnmodifiableSet());
    }

    /** All pauses in force now, read anew, by account. */
    public List<Pause> pauses() {
        known = new Known(clock.instant(), read());
        return known.pauses().values().stream()
                .sorted(Comparator.comparing(Pause::account))
                .toList();
    }

    /** Pauses or resumes an account for all hubs. */
    public void set(String tenant, String account, boolean paused, String reason, String by) {
        int updated = write("switch-update", tenant, account, paused, reason, by);
        if (updated == 0 && write("switch-insert", tenant, account, paused, reason, by) == 0) {
            write("switch-update", tenant, account, paused, reason, by);
        }
        known = null;
    }

    private int write(String statement, String tenant, String account, boolean paused, String reason, String by) {
        return jdbc.sql(sql.get(statement))
                .param("tenant", tenant)
                .param("account", account)
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
                .filter(Objects::nonNull)
                .collect(Collectors.toMap(p -> p.tenant() + "/" + p.account(), p -> p));
    }
}
