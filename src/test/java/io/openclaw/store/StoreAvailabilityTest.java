package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** When a store counts as away, who is told, and when it is back. */
class StoreAvailabilityTest {

    private static final SQLException REFUSED = new SQLException("Connection to db:5432 refused. Check it.", "08001");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-27T04:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final AtomicReference<SQLException> found = new AtomicReference<>();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Runnable meanwhile = () -> {};
    private volatile boolean busy;
    private final StoreAvailability store = new StoreAvailability(
            "jdbc:postgresql://db/openclaw",
            new StoreAvailability.Probe() {
                @Override
                public void look() throws SQLException {
                    looks.incrementAndGet();
                    SQLException failure = found.get();
                    meanwhile.run();
                    if (failure != null) {
                        throw failure;
                    }
                }

                @Override
                public boolean busy() {
                    return busy;
                }
            },
            clock);
    private final Logger logger = (Logger) LoggerFactory.getLogger(StoreAvailability.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void end() {
        // First, since a verdict is known a moment before it is told: the next test would hear of it.
        store.close();
        logger.setAdditive(true);
        logger.detachAppender(log);
    }

    @Test
    void aFailedLookRefusesEverybodyAtOnceUntilOneSucceedsAndEachIsToldOnce() {
        found.set(REFUSED);
        assertThat(store.explains(new IllegalStateException("no transaction", REFUSED)))
                .isTrue();
        assertThat(store.isAway()).isTrue();
        assertThatThrownBy(store::admit)
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContaining("Connection to db:5432 refused")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08001");
        store.refused();
        store.refused();
        now.updateAndGet(at -> at.plus(Duration.ofSeconds(90)));
        AtomicInteger wentOn = new AtomicInteger();
        store.uponReturn(wentOn::incrementAndGet);
        await("it is looked for again and again").until(() -> looks.get() >= 2);
        found.set(null);
        await("it is back").until(() -> wentOn.get() == 1);
        assertThat(store.isAway()).isFalse();
        assertThatCode(store::admit).doesNotThrowAnyException();

        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR, Level.WARN);
        assertThat(log.list.get(0).getFormattedMessage())
                .contains(
                        "OC-STORE-AWAY",
                        "jdbc:postgresql://db/openclaw",
                        "2026-11-27T04:00:00Z",
                        "Held up",
                        "Start the")
                .doesNotContain("\n");
        assertThat(log.list.get(1).getFormattedMessage()).contains("OC-STORE-BACK", "90.0 s", "2 pushes");
        assertThat(log.list)
                .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull());
    }

    @Test
    void aPoolThatIsUsedUpWhileTheStoreAnswersIsNoAbsence() {
        assertThat(store.explains(new SQLTransientConnectionException("no connection within 500 ms")))
                .isFalse();
        assertThat(looks).hasValue(1);
        assertThat(store.isAway()).isFalse();
        assertThat(log.list).isEmpty();
    }

    @Test
    void aLookThatFailsWhileOthersAreAnsweredIsNoAbsenceAndIsRepeated() {
        found.set(new SQLException("connect timed out", "08001"));
        meanwhile = () -> {
            // A crowded server: it keeps the newcomer waiting and commits for the others.
            if (looks.get() <= 2) {
                store.answered();
            }
        };
        assertThat(store.confirm()).isFalse();
        await("nobody is answered any more").until(store::isAway);
        assertThat(looks).hasValue(3);
    }

    @Test
    void whoDoubtsWhileALookIsUnderWayWaitsForTheNextOne() throws InterruptedException {
        Semaphore inside = new Semaphore(0);
        Semaphore goOn = new Semaphore(0);
        meanwhile = () -> {
            inside.release();
            goOn.acquireUninterruptibly();
        };
        store.doubt();
        inside.acquire();
        // The look under way has seen the store that was there; then it went.
        found.set(REFUSED);
        goOn.release(1000);
        assertThat(store.confirm()).isTrue();
        assertThat(looks).hasValue(2);
    }

    @Test
    void connectionsInUseWithoutOneAnswerAreADoubt() {
        found.set(new SQLException("Read timed out", "08006"));
        busy = true;
        store.watch();
        await("nobody fails, nobody is answered").until(store::isAway);
    }

    @Test
    void whoRestsIsWokenByTheReturn() {
        found.set(REFUSED);
        store.confirm();
        found.set(null);
        long began = System.nanoTime();
        store.awaitReturn(Duration.ofSeconds(30));
        assertThat(store.isAway()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void whatIsTheStatementsOwnFaultRaisesNoDoubt() {
        found.set(REFUSED);
        assertThat(store.explains(new SQLException("duplicate key", "23505"))).isFalse();
        assertThat(store.explains(new SQLException("deadlock", "40P01"))).isFalse();
        assertThat(store.explains(new IllegalArgumentException("order_key"))).isFalse();
        assertThat(store.explains(null)).isFalse();
        assertThat(looks).hasValue(0);
    }

    @Test
    void failuresAreToldInOneLine() {
        SQLException unknown =
                new SQLException("The connection attempt failed.", "08001", new UnknownHostException("db"));
        assertThat(StoreFailures.line(unknown)).isEqualTo("The connection attempt failed (unknown host db)");
        assertThat(StoreFailures.line(new SQLException(
                        "Connection to db:5432 refused. Check that\nit runs.",
                        "08001",
                        new java.net.ConnectException("Connection refused"))))
                .isEqualTo("Connection to db:5432 refused");
    }

    @Test
    void theStoreIsNamedWithoutItsSecrets() {
        assertThat(StorePool.named("jdbc:postgresql://db:5432/openclaw?user=a&password=geheim"))
                .isEqualTo("jdbc:postgresql://db:5432/openclaw");
        assertThat(StorePool.named("jdbc:postgresql://a:geheim@db/openclaw"))
                .isEqualTo("jdbc:postgresql://db/openclaw");
        assertThat(StorePool.named("jdbc:h2:file:/data/openclaw;MODE=PostgreSQL;PASSWORD=geheim"))
                .isEqualTo("jdbc:h2:file:/data/openclaw");
    }
}
