package io.openclaw.partner.budget;

import io.openclaw.store.Dialect;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Which budget the {@code throttle} steps draw on. */
@Configuration(proxyBeanMethods = false)
class BudgetConfiguration {

    @Bean
    RateBudget rateBudget(JdbcClient jdbc, PlatformTransactionManager transactions, Dialect dialect, Clock clock) {
        SharedRateBudget shared = new SharedRateBudget(jdbc, transactions);
        Instant begun =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        return dialect.embedded() ? new OwnRateBudget(shared, clock, begun) : shared;
    }
}
