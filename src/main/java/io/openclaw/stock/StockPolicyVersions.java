package io.openclaw.stock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The stock policies that were in force, so that yesterday's figures can be explained by yesterday's. */
@Component
class StockPolicyVersions {

    private static final int TRIES = 20;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("stock");
    private final ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    StockPolicyVersions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A policy from its moment on. */
    record Version(OffsetDateTime since, StockPolicy policy) {}

    private record Stored(int number, String body) {}

    /**
     * Notes what is in force from now on, unless it was already. Hubs that read the same file at the same moment note it once:
     * the number that follows is taken by one of them, and the others find it.
     */
    void note(StockPolicy policy) {
        String body = write(policy);
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<Stored> last = jdbc.sql(sql.get("policy-last"))
                    .query((row, n) -> new Stored(row.getInt("number"), row.getString("body")))
                    .optional();
            if (last.map(Stored::body).filter(body::equals).isPresent()
                    || jdbc.sql(sql.get("policy-insert"))
                                    .param("number", last.map(Stored::number).orElse(0) + 1)
                                    .param("since", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
                                    .param("body", body)
                                    .update()
                            == 1) {
                return;
            }
        }
        throw new IllegalStateException("the stock policy changes too often to be noted; save config/stock.yaml again");
    }

    /**
     * The policy in force at a moment, and those that came after it, in their order; the oldest known one where the moment is before
     * all. Empty where none was ever noted.
     */
    List<Version> since(OffsetDateTime moment) {
        return jdbc.sql(sql.get("policies-since"))
                .param("moment", moment)
                .query((row, n) ->
                        new Version(row.getObject("since", OffsetDateTime.class), read(row.getString("body"))))
                .list();
    }

    private String write(StockPolicy policy) {
        try {
            return json.writeValueAsString(policy);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy of texts and numbers cannot fail to be written", e);
        }
    }

    private StockPolicy read(String body) {
        try {
            return json.readValue(body, StockPolicy.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stock_policy holds no policy: " + body, e);
        }
    }
}
