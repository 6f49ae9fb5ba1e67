package io.openclaw.channel;

import io.openclaw.store.Sql;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The repository of idempotent consumers whose work is one transaction: {@code idempotentRepository: processed} on a key
 * {@code <scope>:<message>}. The key is written in that transaction and stays or goes with it, so Camel's later
 * {@code confirm} and {@code remove}, which come outside of it, do nothing.
 */
@Component("processed")
public class ProcessedKeys extends ServiceSupport implements IdempotentRepository {

    private final JdbcTemplate jdbc;
    private final String add;
    private final String has;

    public ProcessedKeys(JdbcTemplate jdbc) {
        Sql sql = Sql.of("outbox");
        this.jdbc = jdbc;
        this.add = sql.get("add-key");
        this.has = sql.get("has-key");
    }

    @Override
    public boolean add(String key) {
        int colon = colon(key);
        return jdbc.update(add, key.substring(0, colon), key.substring(colon + 1)) == 1;
    }

    @Override
    public boolean contains(String key) {
        int colon = colon(key);
        Integer found = jdbc.queryForObject(has, Integer.class, key.substring(0, colon), key.substring(colon + 1));
        return found != null && found > 0;
    }

    @Override
    public boolean remove(String key) {
        return true;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    /** Not for routes: keys are cleaned up by age. */
    @Override
    public void clear() {
        throw new UnsupportedOperationException("processed keys are cleaned up by age, never cleared");
    }

    private static int colon(String key) {
        int colon = key.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "the key '" + key + "' has no scope: write '${routeId}:${variable.event.id}'");
        }
        return colon;
    }
}
