package io.openclaw.partner.budget;

import io.openclaw.store.Sql;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Permits per period for the whole cluster: the generic cell rate algorithm as one conditional update under the
 * database's clock. Every taking is a short transaction of its own, whatever transaction the caller is in.
 */
@Component("rateBudget")
public class RateBudget {

    private static final long MICROS = 1_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate alone;
    private final Sql sql = Sql.of("partner");

    public RateBudget(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.alone = new TransactionTemplate(transactions);
        this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * @param granted whether a permit was taken
     * @param delay granted: how long to wait before it may be used; otherwise: when asking again makes sense
     */
    public record Permit(boolean granted, Duration delay) {}

    /** Takes a permit that may be used at once, or none. Zero when taken, otherwise how long until there may be one. */
    public Duration tryAcquire(String budget, Rate rate) {
        return take(budget, rate, Duration.ZERO).delay();
    }

    /** As {@link #tryAcquire(String, Rate)}. */
    public Duration tryAcquire(String budget, long permits, Duration period, long burst) {
        return tryAcquire(budget, new Rate(permits, period, burst));
    }

    /** Takes a permit that may be used within the given patience: a later one is reserved and the wait for it is told. */
    public Permit take(String budget, Rate rate, Duration patience) {
        return alone.execute(status -> {
            long interval = rate.intervalMicros();
            long tolerance = rate.toleranceMicros();
            long reach = tolerance + patience.toNanos() / MICROS;
            boolean taken = update(budget, interval, reach);
            Optional<Long> ahead = ahead(budget);
            if (ahead.isEmpty()) {
                jdbc.sql(sql.get("budget-create")).param("budget", budget).update();
                taken = update(budget, interval, reach);
                ahead = ahead(budget);
            }
            long before = ahead.orElse(0L) - (taken ? interval : 0);
            long wait = Math.max(taken ? 0 : 1, before - tolerance);
            return new Permit(taken, Duration.ofNanos(wait * MICROS));
        });
    }

    /** The partner said when it will listen again: until then the budget gives nothing. */
    public void penalise(String budget, Rate rate, Duration wait) {
        alone.executeWithoutResult(status -> {
            jdbc.sql(sql.get("budget-create")).param("budget", budget).update();
            jdbc.sql(sql.get("budget-penalise"))
                    .param("budget", budget)
                    .param("ahead", wait.toNanos() / MICROS + rate.toleranceMicros())
                    .update();
        });
    }

    private boolean update(String budget, long interval, long reach) {
        return jdbc.sql(sql.get("budget-take"))
                        .param("budget", budget)
                        .param("interval", interval)
                        .param("tolerance", reach)
                        .update()
                == 1;
    }

    private Optional<Long> ahead(String budget) {
        return jdbc.sql(sql.get("budget-ahead"))
                .param("budget", budget)
                .query(Long.class)
                .optional();
    }
}
