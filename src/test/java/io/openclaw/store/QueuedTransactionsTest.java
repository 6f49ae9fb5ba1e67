package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** As many transactions are open as there are connections, however they end, and whoever waits is let in or told why not. */
class QueuedTransactionsTest {

    private static final int AT_ONCE = 2;

    private final TestDatabase database = TestDatabase.h2();
    private final QueuedTransactions transactions =
            new QueuedTransactions(database.dataSource(), AT_ONCE, waited -> {});
    private final TransactionTemplate work = new TransactionTemplate(transactions);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void noMoreAreOpenThanMayBe() {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.runAsync(
                    () -> work.executeWithoutResult(status -> {
                        most.accumulateAndGet(open.incrementAndGet(), Math::max);
                        wait(go);
                        open.decrementAndGet();
                    }),
                    task -> new Thread(task).start()));
        }
        await().untilAsserted(() -> assertThat(open).hasValue(AT_ONCE));
        await().untilAsserted(() -> assertThat(transactions.waiting()).isEqualTo(8 - AT_ONCE));
        go.countDown();
        all.forEach(CompletableFuture::join);
        assertThat(most).hasValue(AT_ONCE);
    }

    @Test
    void aTurnIsGivenBackHoweverTheTransactionEnds() {
        for (int i = 0; i < 2 * AT_ONCE; i++) {
            work.executeWithoutResult(status -> status.setRollbackOnly());
            assertThatThrownBy(() -> work.executeWithoutResult(status -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
            assertThatThrownBy(() -> work.executeWithoutResult(status -> new JdbcTemplate(database.dataSource())
                            .execute((java.sql.Connection connection) -> {
                                connection.close();
                                throw new SQLException("gone");
                            })))
                    .hasMessageContaining("gone");
        }
        work.executeWithoutResult(
                status -> assertThat(status.isNewTransaction()).isTrue());
    }

    @Test
    void oneThatCannotBeginHasNoTurn() {
        AtomicInteger tried = new AtomicInteger();
        TransactionTemplate broken = new TransactionTemplate(new QueuedTransactions(
                new AbstractDataSource() {
                    @Override
                    public Connection getConnection() throws SQLException {
                        tried.incrementAndGet();
                        throw new SQLException("no connection");
                    }

                    @Override
                    public Connection getConnection(String user, String password) throws SQLException {
                        return getConnection();
                    }
                },
                1,
                waited -> {}));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> broken.executeWithoutResult(status -> {}))
                    .isInstanceOf(CannotCreateTransactionException.class)
                    .hasRootCauseMessage("no connection");
        }
        assertThat(tried).hasValue(3);
    }

    @Test
    void oneWithinAnotherTakesATurnOfItsOwn() {
        TransactionTemplate inner = new TransactionTemplate(transactions);
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        for (int i = 0; i < 2 * AT_ONCE; i++) {
            work.executeWithoutResult(status -> {
                inner.executeWithoutResult(
                        own -> assertThat(own.isNewTransaction()).isTrue());
                // Joins what is there.
                work.executeWithoutResult(
                        same -> assertThat(same.isNewTransaction()).isFalse());
            });
        }
    }

    @Test
    void whoeverWaitsTooLongIsToldSo() throws SQLException {
        try (StorePool pool = pool("jdbc:h2:mem:queue-too-long")) {
            pool.setConnectionTimeout(1200);
            TransactionTemplate queued = new TransactionTemplate(new QueuedTransactions(pool, 1, pool::waited));
            CountDownLatch over = new CountDownLatch(1);
            CountDownLatch inside = new CountDownLatch(1);
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> queued.executeWithoutResult(status -> {
                inside.countDown();
                wait(over);
            }));
            wait(inside);
            long began = System.nanoTime();
            assertThatThrownBy(() -> queued.executeWithoutResult(status -> {}))
                    .isInstanceOf(CannotCreateTransactionException.class)
                    .hasMessageContaining("no connection was free for 1200 ms, though the store is there");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1100));
            assertThat(pool.availability().isAway()).isFalse();
            over.countDown();
            first.join();
            queued.executeWithoutResult(
                    status -> assertThat(status.isNewTransaction()).isTrue());
        }
    }

    @Test
    void oneThatIsInterruptedWhileItWaitsStops() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(AT_ONCE);
        List<CompletableFuture<Void>> holders = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            holders.add(CompletableFuture.runAsync(
                    () -> work.executeWithoutResult(status -> {
                        inside.countDown();
                        wait(over);
                    }),
                    task -> new Thread(task).start()));
        }
        wait(inside);
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                work.executeWithoutResult(status -> {});
                waiting.complete(false);
            } catch (CannotCreateTransactionException e) {
                waiting.complete(Thread.currentThread().isInterrupted());
            }
        });
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        waiter.interrupt();
        assertThat(waiting.get(40, TimeUnit.SECONDS)).as("the interrupt stays").isTrue();
        over.countDown();
        holders.forEach(CompletableFuture::join);
    }

    private static StorePool pool(String url) {
        StorePool pool = new StorePool(url, Clock.systemUTC());
        pool.setUsername("sa");
        pool.setPassword("");
        pool.setMaximumPoolSize(1);
        return pool;
    }

    private static void wait(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
