package io.openclaw.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.transaction.PlatformTransactionManager;

/** The store: an H2 file in the data folder, or the PostgreSQL that {@code spring.datasource.url} names. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DataSourceProperties.class)
public class StoreConfiguration {

    @Bean
    @Primary
    @ConfigurationProperties("spring.datasource.hikari")
    HikariDataSource dataSource(DataSourceProperties properties, @Value("${openclaw.data-dir:./data}") Path dataDir) {
        if (properties.getUrl() == null) {
            properties.setUrl(h2Url(dataDir));
            properties.setUsername("sa");
            properties.setPassword("");
        }
        return properties
                .initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
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
    Dialect dialect(DataSource dataSource) {
        return Dialect.of(dataSource);
    }

    @Bean
    FlywayConfigurationCustomizer placeholders(Dialect dialect) {
        return flyway -> flyway.placeholders(dialect.placeholders());
    }

    @Bean
    Durability durability(DataSource dataSource, Dialect dialect) throws SQLException {
        return dialect.embedded() ? new GroupCheckpoint(new EmbeddedFile(dataSource)) : new DurableCommit();
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
