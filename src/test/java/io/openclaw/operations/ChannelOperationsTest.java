package io.openclaw.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.TestAccounts;
import io.openclaw.channel.Channels;
import io.openclaw.store.PresentStore;
import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An operator's pause is there to be found: in the log, and in the attribute that names all of them. */
class ChannelOperationsTest {

    private final Logger log = (Logger) LoggerFactory.getLogger(ChannelOperations.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
    }

    @Test
    void aPauseIsLoggedAndShownUntilItEnds() {
        try (TestDatabase database = TestDatabase.h2()) {
            AccountSwitches switches = new AccountSwitches(
                    database.jdbc(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), PresentStore.store());
            Channels channels = mock(Channels.class);
            doAnswer(call -> {
                        switches.set(call.getArgument(0), call.getArgument(1), true, call.getArgument(2), "jmx");
                        return null;
                    })
                    .when(channels)
                    .pause(any(), any(), any(), any());
            doAnswer(call -> {
                        switches.set(call.getArgument(0), call.getArgument(1), false, null, "jmx");
                        return null;
                    })
                    .when(channels)
                    .resume(any(), any(), any());
            ChannelOperations operations = new ChannelOperations(
                    channels, null, null, null, null, new TestAccounts().platform("shop"), null, switches);

            assertThat(operations.getPaused()).isEmpty();
            operations.pause("shop", "sale is over");
            assertThat(operations.getPaused()).containsExactly("shop: sale is over, since 1970-01-01T00:00:00Z by jmx");
            operations.resume("shop");
            assertThat(operations.getPaused()).isEmpty();
            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "OC-ACCOUNT-PAUSED nothing is asked of account shop for now: sale is over",
                            "OC-ACCOUNT-RESUMED work against account shop is taken up again");
            assertThatThrownBy(() -> operations.pause("shopp", "")).isInstanceOf(IllegalArgumentException.class);
            assertThat(lines.list).hasSize(2);
        }
    }

    @Test
    void whatWaitsForAPartnerThatIsBackIsTriedAtOnce() {
        Channels channels = mock(Channels.class);
        ChannelOperations operations = new ChannelOperations(
                channels, null, null, null, null, new TestAccounts().platform("shop"), null, null);

        operations.retryNow("shop");
        verify(channels).hurry("shop");
        assertThatThrownBy(() -> operations.retryNow("shopp")).isInstanceOf(IllegalArgumentException.class);
        verifyNoMoreInteractions(channels);
    }
}
