package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pool that is used up for a moment is waited for, and is no absence of the store. */
class StorePoolTest {

    @Test
    void aPoolThatIsUsedUpIsWaitedForAndIsNoAbsence() throws SQLException {
        try (StorePool pool = pool("jdbc:h2:mem:used-up")) {
            Connection used = pool.getConnection();
            CompletableFuture<Void> freed = CompletableFuture.runAsync(
                    () -> close(used), CompletableFuture.delayedExecutor(1200, TimeUnit.MILLISECONDS));
            try (Connection next = pool.getConnection()) {
                assertThat(next.isValid(1)).isTrue();
            }
            freed.join();
            assertThat(pool.availability().isAway()).isFalse();
        }
    }

    @Test
    void nobodyWaitsForOneLongerThanConnectionTimeoutSays() throws SQLException {
        try (StorePool pool = pool("jdbc:h2:mem:too-long")) {
            pool.setConnectionTimeout(1500);
            try (Connection used = pool.getConnection()) {
                long began = System.nanoTime();
                assertThatThrownBy(pool::getConnection)
                        .isInstanceOf(SQLTransientConnectionException.class)
                        .hasMessageContaining("no connection was free for 1500 ms, though the store is there");
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1400));
                assertThat(used.isValid(1)).isTrue();
            }
            assertThat(pool.availability().isAway()).isFalse();
        }
    }

    private static StorePool pool(String url) {
        StorePool pool = new StorePool(url, Clock.systemUTC());
        pool.setUsername("sa");
        pool.setPassword("");
        pool.setMaximumPoolSize(1);
        return pool;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
