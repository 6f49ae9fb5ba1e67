package io.openclaw.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Which database a start waits for, how long, and what is said of it. */
class StoreAtStartTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-27T04:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final AtomicInteger looks = new AtomicInteger();
    private final Logger logger = (Logger) LoggerFactory.getLogger(StoreAtStart.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void end() {
        logger.setAdditive(true);
        logger.detachAppender(log);
    }

    private StoreAtStart start(String state, int failures) {
        return new StoreAtStart(
                "jdbc:postgresql://db/openclaw",
                () -> {
                    if (looks.incrementAndGet() <= failures) {
                        throw new SQLException("the server says no", state);
                    }
                },
                clock,
                () -> now.updateAndGet(at -> at.plusSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource({"08001", "08006", "57P03", "53300"})
    void aServerThatIsAwayStartingOrFullIsWaitedForWithALineEveryTenSeconds(String state) {
        start(state, 25).await(Duration.ofMinutes(5));
        assertThat(looks).hasValue(26);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).contains("OC-STORE-WAIT", "jdbc:postgresql://db/openclaw"));
        assertThat(log.list.get(0).getFormattedMessage()).contains("the server says no", "300 s at most");
        assertThat(log.list.get(2).getFormattedMessage()).contains("280 s at most");
        assertThat(log.list.get(3).getFormattedMessage()).contains("is there");
    }

    @Test
    void itIsNotWaitedForLongerThanIsSet() {
        assertThatThrownBy(() -> start("08001", Integer.MAX_VALUE).await(Duration.ofSeconds(30)))
                .isInstanceOf(StoreMissingException.class)
                .hasMessageContaining("was not there within 30 s: the server says no");
        assertThat(Duration.between(Instant.parse("2026-11-27T04:00:00Z"), now.get()))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"28P01,password", "28000,pg_hba.conf", "3D000,Create the database"})
    void aServerThatRefusesTheHubEndsTheStartWithARemedy(String state, String remedy) {
        assertThatThrownBy(() -> start(state, Integer.MAX_VALUE).await(Duration.ofMinutes(5)))
                .isInstanceOfSatisfying(StoreMissingException.class, e -> {
                    assertThat(e).hasMessageContaining("refuses the hub: the server says no");
                    assertThat(new MissingStoreAnalyzer().analyze(e, e).getAction())
                            .contains(remedy, "spring.datasource");
                });
        assertThat(looks).hasValue(1);
        assertThat(log.list).isEmpty();
    }
}
