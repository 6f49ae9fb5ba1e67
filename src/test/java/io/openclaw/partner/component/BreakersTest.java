package io.openclaw.partner.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import java.time.Clock;
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
