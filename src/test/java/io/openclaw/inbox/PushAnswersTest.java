package io.openclaw.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.openclaw.partner.calls.CallLog;
import io.openclaw.store.AbsentStore;
import io.openclaw.store.PresentStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** What is said of pushes while the store is away. */
class PushAnswersTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-27T04:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final PushAnswers answers = new PushAnswers(
            new DefaultListableBeanFactory().getBeanProvider(CallLog.class), clock, PresentStore.store());

    @Test
    void everyRefusedPushHasItsLineAndOneAMinuteItsStack() {
        Logger logger = (Logger) LoggerFactory.getLogger(PushAnswers.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        try {
            Exchange first = refused();
            assertThat(first.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isEqualTo(503);
            assertThat(first.getMessage().getHeader("Retry-After")).isEqualTo("5");
            refused();
            now.updateAndGet(at -> at.plus(Duration.ofSeconds(59)));
            refused();
            now.updateAndGet(at -> at.plus(Duration.ofSeconds(1)));
            refused();
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(line -> line.getThrowableProxy() != null)
                .containsExactly(true, false, false, true);
        assertThat(log.list).allSatisfy(line -> assertThat(line.getFormattedMessage())
                .contains("OC-INBOX-UNAVAILABLE", "shop", "connection refused"));
    }

    @Test
    void aPushThatTheAbsentStoreCouldNotTakeIsCountedAndNotToldAgain() {
        AbsentStore absent = new AbsentStore();
        absent.takeAway(true);
        PushAnswers whileAway =
                new PushAnswers(new DefaultListableBeanFactory().getBeanProvider(CallLog.class), clock, absent.store());
        Logger logger = (Logger) LoggerFactory.getLogger(PushAnswers.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            Exchange exchange = new DefaultExchange(new DefaultCamelContext());
            exchange.setVariable(PushVars.ACCOUNT, "shop");
            exchange.setProperty(
                    Exchange.EXCEPTION_CAUGHT, new IllegalStateException("no transaction", AbsentStore.failure()));
            whileAway.unavailable(exchange);
            assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isEqualTo(503);
            assertThat(exchange.getMessage().getHeader("Retry-After")).isEqualTo("5");
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).isEmpty();
    }

    private Exchange refused() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable(PushVars.ACCOUNT, "shop");
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT,
                new IllegalStateException("no transaction", new IllegalStateException("connection refused")));
        answers.unavailable(exchange);
        return exchange;
    }
}
