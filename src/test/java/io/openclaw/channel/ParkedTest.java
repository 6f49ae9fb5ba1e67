package io.openclaw.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.openclaw.outbox.Deliveries.Depth;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What is said of channels that no route consumes. */
@ExtendWith(OutputCaptureExtension.class)
class ParkedTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Absent absent = mock(Absent.class);
    private final Desk desk = mock(Desk.class);
    private final ChannelMetrics metrics = mock(ChannelMetrics.class);
    private final Clock clock = mock(Clock.class);
    private final Subscriber route = mock(Subscriber.class);
    private final Parked parked = new Parked(absent, desk, metrics, clock, Duration.ofSeconds(30));

    @BeforeEach
    void oldWorkWaits() {
        when(absent.why("shop")).thenReturn(Optional.empty());
        when(desk.find("one")).thenReturn(route);
        when(metrics.depths()).thenReturn(List.of(new Depth("one", "shop", 3, BEGIN.minusSeconds(3_600), 0)));
    }

    private void look(int second, boolean consumed) {
        when(clock.instant()).thenReturn(BEGIN.plusSeconds(second));
        when(route.attached()).thenReturn(consumed);
        parked.say(lane -> {});
    }

    @Test
    void aRouteThatRestsForTheEditOfItsFileIsNotMissed(CapturedOutput log) {
        look(0, true);
        look(5, false);
        look(29, false);
        look(30, true);
        look(50, false);
        look(75, false);
        assertThat(log).doesNotContain("OC-CHANNEL-UNCONSUMED");
    }

    @Test
    void aRouteThatStaysAwayIsMissedOnce(CapturedOutput log) {
        look(0, false);
        look(30, false);
        look(35, false);
        assertThat(log).containsOnlyOnce("OC-CHANNEL-UNCONSUMED 3 deliveries wait: no route here consumes channel:one");
    }
}
