package io.openclaw.partner.budget;

import io.openclaw.partner.Rate;
import io.openclaw.store.Sql;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The budget of several hubs: the generic cell rate algorithm as one conditional update under the database's clock. Every
 * taking is a short transaction of its own, whatever transaction the caller is in.
 */
public final class SharedRateBudget implements RateBudget {

    private static final long MICROS = 1_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate alone;
    private final Sql sql = Sql.of("partner");

    public SharedRateBudget(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.alone = new TransactionTemplate(transactions);
        this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
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

    @Override
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

    /** How far a budget has been drawn on beyond now; zero for one nobody has drawn on. */
    Duration drawn(String budget) {
        return Duration.ofNanos(Math.max(0, ahead(budget).orElse(0L)) * MICROS);
    }

    private Optional<Long> ahead(String budget) {
        return jdbc.sql(sql.get("budget-ahead"))
                .param("budget", budget)
                .query(Long.class)
                .optional();
    }
}
