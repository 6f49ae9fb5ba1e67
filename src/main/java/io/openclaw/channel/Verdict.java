package io.openclaw.channel;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.PartnerException;
import java.time.Duration;
import java.util.Locale;

/**
 * What a failed attempt means for the delivery, by the taxonomy of partners' failures.
 *
 * @param reason word for the dead letter
 * @param retryAfter when the partner may be asked again, or null
 */
record Verdict(
        Kind kind, String reason, String account, String field, String message, String hint, Duration retryAfter) {

    enum Kind {
        /** Later again, at growing intervals. */
        RETRY,
        /** Asking again is useless. */
        DEAD,
        /** The lane waits; this was no attempt. */
        WAIT,
        /** The lane waits for a person to renew the grant. */
        UNAUTHORIZED
    }

    static Verdict of(Throwable failure) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 20; t = t.getCause(), depth++) {
            if (t instanceof NotUnderstood n) {
                return new Verdict(Kind.DEAD, "not_understood", null, n.field(), said(n), n.hint(), null);
            }
            if (t instanceof PartnerException p) {
                return of(p);
            }
            if (t instanceof CallNotPermittedException breaker) {
                return new Verdict(Kind.WAIT, "breaker_open", null, null, said(breaker), null, null);
            }
        }
        return new Verdict(Kind.RETRY, "failed", null, null, said(failure), null, null);
    }

    private static Verdict of(PartnerException p) {
        Kind kind =
                switch (p.category()) {
                    case TRANSIENT, UNKNOWN_OUTCOME -> Kind.RETRY;
                    case RATE_LIMITED -> Kind.WAIT;
                    case UNAUTHORIZED -> Kind.UNAUTHORIZED;
                    case REJECTED, NOT_FOUND -> Kind.DEAD;
                };
        String hint = p.code() == null ? null : "the partner's code is " + p.code();
        return new Verdict(
                kind,
                p.category().name().toLowerCase(Locale.ROOT),
                p.account(),
                p.field(),
                said(p),
                hint,
                p.retryAfter());
    }

    private static String said(Throwable t) {
        String message = t.getMessage();
        return message == null || message.isBlank() ? t.getClass().getSimpleName() : message;
    }
}
