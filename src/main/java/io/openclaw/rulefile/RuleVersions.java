package io.openclaw.rulefile;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rules that were in force, so that what was decided by them can be explained when they are others. */
@Component
public class RuleVersions {

    private static final int TRIES = 20;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("rule-version");

    public RuleVersions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Rules from their moment on. */
    public record Version(OffsetDateTime since, String body) {}

    private record Stored(int number, String body) {}

    /**
     * Notes what is in force from now on, unless it was already. Hubs that read the same file at the same moment note it once:
     * the number that follows is taken by one of them, and the others find it.
     *
     * @param kind stock, sourcing ...
     * @return the number of what is in force; it grows with every change
     * @throws IllegalStateException when others note other rules again and again meanwhile
     */
    public int note(String kind, String body) {
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<Stored> last = jdbc.sql(sql.get("last"))
                    .param("kind", kind)
                    .query((row, n) -> new Stored(row.getInt("number"), row.getString("body")))
                    .optional();
            int number = last.map(Stored::number).orElse(0);
            if (last.map(Stored::body).filter(body::equals).isPresent()) {
                return number;
            }
            if (jdbc.sql(sql.get("insert"))
                            .param("kind", kind)
                            .param("number", number + 1)
                            .param("since", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
                            .param("body", body)
                            .update()
                    == 1) {
                return number + 1;
            }
        }
        throw new IllegalStateException("the " + kind + " rules change too often to be noted; save the file again");
    }

    /**
     * What was in force at a moment, and what came after it, in order; the oldest known one where the moment is before all. The
     * last is always what is in force here: another hub may read another file, or this one could not be noted.
     *
     * @param present what is in force here
     */
    public List<Version> since(String kind, OffsetDateTime moment, String present) {
        List<Version> all = new ArrayList<>(jdbc.sql(sql.get("since"))
                .param("kind", kind)
                .param("moment", moment)
                .query((row, n) -> new Version(row.getObject("since", OffsetDateTime.class), row.getString("body")))
                .list());
        Version last = all.isEmpty() ? new Version(moment, null) : all.get(all.size() - 1);
        if (!present.equals(last.body())) {
            all.add(new Version(last.since().isAfter(moment) ? last.since() : moment, present));
        }
        return all;
    }
}
