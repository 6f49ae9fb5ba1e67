package io.openclaw.inbox;

import io.openclaw.outbox.Causes;
import io.openclaw.partner.calls.CallLog;
import io.openclaw.partner.calls.CallRecord;
import io.openclaw.partner.signature.SignatureException;
import io.openclaw.store.StoreAvailability;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/** {@code inbox:answer}, {@code inbox:unavailable} and {@code inbox:refuse}: what the sender of a push is told. */
@Component
class PushAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(PushAnswers.class);
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration TOLD_WHOLE = Duration.ofMinutes(1);

    private final ObjectProvider<CallLog> calls;
    private final Clock clock;
    private final StoreAvailability store;
    private final AtomicLong toldAt = new AtomicLong();

    PushAnswers(ObjectProvider<CallLog> calls, Clock clock, StoreAvailability store) {
        this.calls = calls;
        this.clock = clock;
        this.store = store;
    }

    /** Acknowledges in the form the vendor wants. A duplicate gets the same. */
    void answer(Exchange exchange) {
        Message message = clean(exchange);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        if ("request-id".equals(exchange.getVariable(PushVars.ANSWER, String.class))) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setBody(("{\"request_id\":\"" + requestId(exchange) + "\"}").getBytes(StandardCharsets.UTF_8));
        } else {
            message.setBody(new byte[0]);
        }
        log(exchange, 200, null);
    }

    /** Nothing is known to be stored: the sender is to send it again. */
    void unavailable(Exchange exchange) {
        Throwable failure = failure(exchange);
        if (store.explains(failure)) {
            store.refused();
        } else {
            LOG.error(
                    "OC-INBOX-UNAVAILABLE a push to {} could not be stored: {}",
                    exchange.getVariable(PushVars.ACCOUNT),
                    root(failure),
                    tellsWhole() ? failure : null);
        }
        problem(
                exchange,
                new Refused(
                        503,
                        "Not available",
                        "The push could not be stored.",
                        "Nothing is lost if it is sent again in " + SOON.toSeconds() + " s.",
                        SOON,
                        failure),
                "unavailable");
    }

    /** Where a store fails every push it fails them alike: one of them a minute is told with its stack. */
    private boolean tellsWhole() {
        long now = clock.millis();
        long last = toldAt.get();
        return now - last >= TOLD_WHOLE.toMillis() && toldAt.compareAndSet(last, now);
    }

    private static String root(Throwable failure) {
        Throwable root = NestedExceptionUtils.getRootCause(failure);
        return String.valueOf(root == null ? failure : root);
    }

    /** Answers with the problem the failure stands for. */
    void refuse(Exchange exchange) {
        Throwable failure = failure(exchange);
        Refused refused = Causes.of(failure, Refused.class).orElse(null);
        SignatureException signature =
                Causes.of(failure, SignatureException.class).orElse(null);
        if (refused != null) {
            problem(exchange, refused, refused.title().toLowerCase(Locale.ROOT).replace(' ', '_'));
        } else if (signature != null) {
            refuse(exchange, signature);
        } else {
            LOG.error("OC-EDGE-FAILURE {} failed", exchange.getFromRouteId(), failure);
            problem(
                    exchange,
                    new Refused(
                            500,
                            "Internal error",
                            "The request could not be handled.",
                            "Tell whoever runs the hub the request id."),
                    "internal_error");
        }
    }

    private void refuse(Exchange exchange, SignatureException signature) {
        String code = "signature_" + signature.kind().name().toLowerCase(Locale.ROOT);
        LOG.warn(
                "OC-INBOX-SIGNATURE a push to {} is refused: {} ({})",
                exchange.getVariable(PushVars.ACCOUNT),
                code,
                signature.getMessage());
        if (signature.kind() == SignatureException.Kind.MALFORMED_TIMESTAMP) {
            problem(
                    exchange,
                    new Refused(
                            400,
                            "Malformed timestamp",
                            signature.getMessage(),
                            "Write it as ISO 8601 with an offset, for example 2024-06-15T08:30:00+08:00."),
                    code);
        } else {
            problem(
                    exchange,
                    new Refused(
                            401,
                            "Not authorised",
                            "The push is not signed as this account's partner signs.",
                            "Check the shared secret, the clock, and that the signature is made over the bytes as sent."),
                    code);
        }
    }

    private void problem(Exchange exchange, Refused refused, String code) {
        Message message = clean(exchange);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, refused.status());
        message.setHeader(Exchange.CONTENT_TYPE, Problem.CONTENT_TYPE);
        if (refused.retryAfter() != null) {
            message.setHeader("Retry-After", Long.toString(refused.retryAfter().toSeconds()));
        }
        message.setBody(new Problem(
                        refused.status(), refused.title(), refused.getMessage(), refused.hint(), requestId(exchange))
                .json());
        log(exchange, refused.status(), code);
    }

    private static Message clean(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Problem.REQUEST_ID, requestId(exchange));
        return message;
    }

    private static String requestId(Exchange exchange) {
        String known = exchange.getVariable(PushVars.REQUEST_ID, String.class);
        if (known == null) {
            known = RequestIds.of(exchange.getMessage().getHeader(Problem.REQUEST_ID, String.class));
            exchange.setVariable(PushVars.REQUEST_ID, known);
        }
        return known;
    }

    private static Throwable failure(Exchange exchange) {
        return exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
    }

    private void log(Exchange exchange, int status, String errorCode) {
        CallLog log = calls.getIfAvailable();
        if (log == null || exchange.getVariable(PushVars.KIND) == null && errorCode == null) {
            return;
        }
        Long started = exchange.getVariable(PushVars.STARTED, Long.class);
        Duration duration = started == null ? null : Duration.ofNanos(System.nanoTime() - started);
        // The body stands in the inbox, encrypted; the log names it by its request id.
        log.record(new CallRecord(
                exchange.getVariable(PushVars.TENANT, String.class),
                clock.instant(),
                "in",
                exchange.getVariable(PushVars.ACCOUNT, String.class),
                "push." + exchange.getVariable(PushVars.KIND, "unknown", String.class),
                null,
                requestId(exchange),
                exchange.getVariable(PushVars.METHOD, String.class),
                exchange.getVariable(PushVars.PATH, String.class),
                status,
                errorCode,
                duration,
                null,
                null));
    }
}
