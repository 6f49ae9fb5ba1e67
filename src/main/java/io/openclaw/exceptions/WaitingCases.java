package io.openclaw.exceptions;

import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Open cases of accounts that wait for something a route looks out for. */
@Component("waitingCases")
public class WaitingCases {

    /**
     * A case that waits; as it is, the data of the event it waits for.
     *
     * @param openedAt what happened before does not end it
     * @param orderKey keeps the events about an account in sequence
     */
    public record Waiting(String tenant, String account, OffsetDateTime openedAt, String orderKey) {}

    private final JdbcClient jdbc;
    private final CaseRules rules;
    private final Sql sql = Sql.of("exceptions");

    public WaitingCases(JdbcClient jdbc, CaseRules rules) {
        this.jdbc = jdbc;
        this.rules = rules;
    }

    /** The open cases of accounts that an event of this type would close; one statement. */
    public List<Waiting> waitingFor(String type) {
        List<String> causes = rules.all().stream()
                .filter(rule -> !rule.subject().ofOrder() && rule.resolves(type, Map.of()))
                .map(CaseRule::cause)
                .toList();
        if (causes.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(sql.get("open-of-causes"))
                .param("causes", causes)
                .query((row, n) -> new Waiting(
                        row.getString("tenant"),
                        row.getString("account"),
                        row.getObject("opened_at", OffsetDateTime.class),
                        "account:" + row.getString("account")))
                .list();
    }
}
