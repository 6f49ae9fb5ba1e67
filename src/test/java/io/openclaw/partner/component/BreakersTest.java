package io.openclaw.partner.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.stock.MutableClock;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What operators read of a breaker in the log. */
@ExtendWith(OutputCaptureExtension.class)
class BreakersTest {

    private final Breakers breakers = new Breakers(new SimpleMeterRegistry(), Clock.systemUTC());

    @Test
    void openingAndClosingAreOneLineEach(CapturedOutput output) {
        for (int i = 0; i < 10; i++) {
            breakers.enter("shop-log").onError(1, TimeUnit.MILLISECONDS, down());
        }
        assertThat(lines(output)).containsExactly("OC-PARTNER-BREAKER-OPEN shop-log: 100% of its last calls failed");

        CircuitBreaker breaker = breakers.breaker("shop-log");
        breaker.transitionToHalfOpenState();
        for (int i = 0; i < 3; i++) {
            breakers.enter("shop-log").onError(1, TimeUnit.MILLISECONDS, down());
        }
        assertThat(breakers.state("shop-log")).isEqualTo("open");
        assertThat(lines(output)).as("it is still open").hasSize(1);

        breaker.transitionToHalfOpenState();
        for (int i = 0; i < 3; i++) {
            breakers.enter("shop-log").onSuccess(1, TimeUnit.MILLISECONDS);
        }
        assertThat(lines(output))
                .hasSize(2)
                .last()
                .isEqualTo("OC-PARTNER-BREAKER-CLOSED shop-log: its calls succeed again");
    }

    @Test
    void whatWaitsForAPartnerThatIsDownSaysSinceWhenUntilWhenAndWhy() {
        MutableClock clock = new MutableClock();
        Breakers own = new Breakers(new SimpleMeterRegistry(), clock);
        PartnerStates states = new PartnerStates(clock);
        RestingPartners resting = new RestingPartners(own, states, clock);
        assertThat(resting.why("shop-log")).isEmpty();
        Instant since = clock.instant();
        for (int i = 0; i < 10; i++) {
            states.failed("shop-log", "transient", "503 for anna.moore@example.com");
            own.enter("shop-log").onError(1, TimeUnit.MILLISECONDS, down());
        }
        Instant until = since.plus(Breakers.OPEN);
        assertThat(resting.why("shop-log").orElseThrow())
                .satisfies(stop -> assertThat(stop.until()).isEqualTo(until))
                .satisfies(stop -> assertThat(stop.because())
                        .contains("the breaker of shop-log is open since " + since)
                        .contains("it rests until " + until)
                        .contains("last failure at " + since + ": transient, 503")
                        .doesNotContain("anna.moore"));
        assertThat(resting.why("another")).isEmpty();

        clock.advance(Breakers.OPEN.plusSeconds(1));
        assertThat(resting.why("shop-log").orElseThrow())
                .as("its time is over, the next call is let through")
                .satisfies(stop -> assertThat(stop.until()).isNull())
                .satisfies(stop ->
                        assertThat(stop.because()).contains("since " + since, "asked again with the next call"));

        own.breaker("shop-log").transitionToHalfOpenState();
        for (int i = 0; i < 3; i++) {
            own.enter("shop-log").onError(1, TimeUnit.MILLISECONDS, down());
        }
        assertThat(resting.why("shop-log").orElseThrow())
                .as("down since the first time")
                .satisfies(stop -> assertThat(stop.because()).contains("since " + since))
                .satisfies(stop ->
                        assertThat(stop.until()).isEqualTo(clock.instant().plus(Breakers.OPEN)));

        own.breaker("shop-log").transitionToHalfOpenState();
        assertThat(resting.why("shop-log").orElseThrow().because()).contains("is being tried");
        for (int i = 0; i < 3; i++) {
            own.enter("shop-log").onSuccess(1, TimeUnit.MILLISECONDS);
        }
        assertThat(resting.why("shop-log")).isEmpty();
    }

    private static PartnerException down() {
        return new PartnerException(Category.TRANSIENT, "shop-log", "http_503", "down");
    }

    private static List<String> lines(CapturedOutput output) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains("OC-PARTNER-"))
                .map(line -> line.substring(line.indexOf("OC-PARTNER-")).split(", ")[0])
                .toList();
    }
}
