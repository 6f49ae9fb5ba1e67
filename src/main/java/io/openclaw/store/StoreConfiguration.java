package io.openclaw.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.autoconfigure.transaction.TransactionManagerCustomizers;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.scheduling.support.TaskUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionManager;

/** The store: an H2 file in the data folder, or the PostgreSQL that {@code spring.datasource.url} names. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DataSourceProperties.class, StoreProperties.class})
public class StoreConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(StoreConfiguration.class);

    /** How long the pool waits for a connection that it opens beside its callers. */
    private static final String CONNECT_SECONDS = "10";

    @Bean
    @Primary
    @ConfigurationProperties("spring.datasource.hikari")
    StorePool dataSource(
            DataSourceProperties properties,
            StoreProperties store,
            Clock clock,
            @Value("${openclaw.data-dir:./data}") Path dataDir) {
        if (properties.getUrl() == null) {
            properties.setUrl(h2Url(dataDir));
            properties.setUsername("sa");
            properties.setPassword("");
        }
        StorePool pool = new StorePool(properties.determineUrl(), clock);
        pool.setDriverClassName(properties.determineDriverClassName());
        pool.setUsername(properties.determineUsername());
        pool.setPassword(properties.determinePassword());
        if (StorePool.remote(pool.getJdbcUrl())) {
            remoteSettings(store.answerWithin()).forEach(pool::addDataSourceProperty);
        } else {
            pool.setDataSource(new EmbeddedSource(pool.getJdbcUrl()));
        }
        return pool;
    }

    /**
     * PostgreSQL's driver waits for an answer for ever. What the URL says of a setting goes before this, and so does
     * {@code spring.datasource.hikari.data-source-properties}.
     */
    static Map<String, String> remoteSettings(Duration answerWithin) {
        return Map.of(
                "ApplicationName",
                "openclaw",
                "tcpKeepAlive",
                "true",
                "connectTimeout",
                CONNECT_SECONDS,
                "loginTimeout",
                CONNECT_SECONDS,
                "socketTimeout",
                Long.toString(answerWithin.toSeconds()));
    }

    @Bean
    QueuedTransactions transactionManager(StorePool pool, ObjectProvider<TransactionManagerCustomizers> customizers) {
        // One of an embedded store's connections is its checkpoint's, all the time.
        int others = StorePool.remote(pool.getJdbcUrl()) ? 0 : 1;
        QueuedTransactions transactions =
                new QueuedTransactions(pool, Math.max(1, pool.getMaximumPoolSize() - others), pool::waited);
        customizers.ifAvailable(each -> each.customize((TransactionManager) transactions));
        return transactions;
    }

    @Bean
    MeterBinder waitingTransactions(QueuedTransactions transactions) {
        return meters -> Gauge.builder("openclaw.store.waiting", transactions, QueuedTransactions::waiting)
                .description(
                        "Transactions that wait for a connection; above 0 for long, the pool is too small or the store too slow")
                .register(meters);
    }

    /** Whether the store is there; a start waits for one that is not. */
    @Bean(destroyMethod = "")
    StoreAvailability storeAvailability(StorePool pool, StoreProperties store, Clock clock) {
        if (StorePool.remote(pool.getJdbcUrl())) {
            new StoreAtStart(StorePool.named(pool.getJdbcUrl()), () -> StoreProbe.ask(pool), clock)
                    .await(store.waitAtStart());
            pool.availability().watch();
        }
        return pool.availability();
    }

    /** What was committed is an answer of the store: while there are any, it is not away. */
    @Bean
    TransactionExecutionListener answers(StoreAvailability store) {
        return new TransactionExecutionListener() {
            @Override
            public void afterCommit(TransactionExecution transaction, Throwable failure) {
                if (failure == null) {
                    store.answered();
                }
            }
        };
    }

    /** Work of {@code @Scheduled} rests while the store is away, and does not tell of it what is told already. */
    @Bean
    ThreadPoolTaskSchedulerCustomizer restingScheduler(StoreAvailability store) {
        return scheduler -> {
            scheduler.setTaskDecorator(task -> () -> {
                if (!store.isAway()) {
                    task.run();
                }
            });
            scheduler.setErrorHandler(failure -> {
                if (store.explains(failure)) {
                    LOG.debug("scheduled work broke off, the store is away", failure);
                } else {
                    TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER.handleError(failure);
                }
            });
        };
    }

    /**
     * The embedded store. Writing late is left on: what must be on disk waits for a group checkpoint, which is both
     * safer and faster. Each connection keeps the statements it has parsed, of which an order needs more kinds than H2
     * keeps by itself. Spring closes the store, not H2's own exit hook, so that work in flight can still finish.
     */
    public static String h2Url(Path dataDir) {
        return "jdbc:h2:file:" + dataDir.resolve("openclaw").toAbsolutePath().normalize()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE"
                + ";LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=512;CACHE_SIZE=32768" + EmbeddedFile.URL_SETTINGS;
    }

    @Bean
    Dialect dialect(DataSource dataSource, StoreAvailability present) {
        return Dialect.of(dataSource);
    }

    @Bean
    FlywayConfigurationCustomizer migrations(Dialect dialect, StorePool pool) {
        return flyway -> {
            flyway.placeholders(dialect.placeholders());
            if (!dialect.embedded()) {
                // An index over years of rows takes as long as it takes: no limit of the pool's cuts it.
                Properties settings = new Properties();
                settings.putAll(pool.getDataSourceProperties());
                settings.setProperty("socketTimeout", "0");
                SimpleDriverDataSource unbound =
                        new SimpleDriverDataSource(new org.postgresql.Driver(), pool.getJdbcUrl(), settings);
                unbound.setUsername(pool.getUsername());
                unbound.setPassword(pool.getPassword());
                flyway.dataSource(unbound);
            }
        };
    }

    @Bean
    Durability durability(DataSource dataSource, Dialect dialect, StoreAvailability store) throws SQLException {
        return dialect.embedded()
                ? new GroupCheckpoint(new EmbeddedFile(dataSource, store::setBack))
                : new DurableCommit();
    }

    @Bean
    AllOrNothing allOrNothing(DataSource dataSource) {
        return new AllOrNothing(dataSource);
    }

    @Bean
    OneMoment oneMoment(PlatformTransactionManager transactions, Dialect dialect) {
        return new OneMoment(transactions, dialect);
    }

    @Bean
    FieldCipher fieldCipher(
            @Value("${openclaw.encryption-key:}") String configured,
            @Value("${openclaw.data-dir:./data}") Path dataDir,
            Environment environment) {
        boolean sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
        return FieldCipher.of(EncryptionKey.resolve(configured, dataDir, sandbox));
    }

    /** The transaction of a step: {@code transacted: {ref: work}}. */
    @Bean
    SpringTransactionPolicy work(PlatformTransactionManager transactionManager) {
        SpringTransactionPolicy policy = new SpringTransactionPolicy(transactionManager);
        policy.setPropagationBehaviorName("PROPAGATION_REQUIRED");
        return policy;
    }

    /**
     * PostgreSQL: a commit that has returned is on disk already. Letting commits return before that and forcing them in groups
     * is no way here: a server that crashed and came back accepts the next one without a word about those it lost, and what
     * was handed over in memory with them would be worked on all the same.
     */
    private static final class DurableCommit implements Durability {

        @Override
        public void await() {
            // Nothing to wait for with synchronous_commit = on, PostgreSQL's default.
        }
    }
}
