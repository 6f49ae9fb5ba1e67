package io.openclaw.listing;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Marks the figures of every channel when a rule has changed that may alter them all. Orders mark theirs meanwhile: so it goes some
 * SKUs at a time, each time in a transaction of its own, and what met a deadlock is done again. A mark too many costs a look.
 */
@Component
public class EveryListing {

    private static final Logger LOG = LoggerFactory.getLogger(EveryListing.class);
    private static final int SKUS_AT_ONCE = 100;
    private static final int TRIES = 6;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final JdbcClient jdbc;
    private final TransactionTemplate own;
    private final Clock clock;
    private final Sql sql = Sql.of("listing");

    public EveryListing(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
    }

    /**
     * Figures that turn out to be the same are not told again.
     *
     * @return how many listings were marked
     * @throws TransientDataAccessException when some could not be marked, however often it was tried; calling it again is safe
     */
    public int mark() {
        Map<String, List<String>> listed = new LinkedHashMap<>();
        jdbc.sql(sql.get("skus-listed"))
                .query((row, n) -> List.of(row.getString("tenant"), row.getString("sku")))
                .list()
                .forEach(row -> listed.computeIfAbsent(row.get(0), tenant -> new ArrayList<>())
                        .add(row.get(1)));
        int marked = 0;
        for (Map.Entry<String, List<String>> tenant : listed.entrySet()) {
            List<String> skus = tenant.getValue();
            for (int from = 0; from < skus.size(); from += SKUS_AT_ONCE) {
                marked += mark(tenant.getKey(), skus.subList(from, Math.min(skus.size(), from + SKUS_AT_ONCE)));
            }
        }
        return marked;
    }

    private int mark(String tenant, List<String> skus) {
        for (int tried = 1; ; tried++) {
            try {
                return own.execute(status -> jdbc.sql(sql.get("mark"))
                        .param("tenant", tenant)
                        .param("skus", skus)
                        .param("now", Listings.utc(clock.instant()))
                        .update());
            } catch (TransientDataAccessException e) {
                if (tried == TRIES) {
                    throw e;
                }
                LOG.debug("marking again, somebody else marks the same figures", e);
                pause(tried, e);
            }
        }
    }

    private static void pause(int tried, TransientDataAccessException why) {
        try {
            Thread.sleep(PAUSE.multipliedBy(tried).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why;
        }
    }
}
