package io.openclaw.channel;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.openclaw.account.NoSuchAccountException;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.outbox.NotYet;
import io.openclaw.partner.PartnerException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a failed attempt means for the delivery, by the taxonomy of partners' failures.
 *
 * @param reason word for the dead letter
 * @param retryAfter when the partner may be asked again, or null
 */
record Verdict(
        Kind kind, String reason, String account, String field, String message, String hint, Duration retryAfter) {

    private static final Pattern WRAPPERS = Pattern.compile("org\\.apache\\.camel\\.");

    enum Kind {
        /** Later again, at growing intervals. */
        RETRY,
        /** What comes first has not come: later again, and nothing is wrong. */
        TURN,
        /** Asking again is useless. */
        DEAD,
        /** The lane waits; this was no attempt. */
        WAIT,
        /** Waits for an account that is not there; this was no attempt. */
        ABSENT,
        /** The lane waits for a person to renew the grant. */
        UNAUTHORIZED
    }

    static Verdict of(Throwable failure) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 20; t = t.getCause(), depth++) {
            if (t instanceof NotUnderstood n) {
                return new Verdict(Kind.DEAD, "not_understood", null, n.field(), said(n), n.hint(), null);
            }
            if (t instanceof NoSuchAccountException gone) {
                return new Verdict(Kind.ABSENT, "account_absent", gone.account(), null, said(gone), null, null);
            }
            if (t instanceof NotYet) {
                return new Verdict(Kind.TURN, "not_yet", null, null, said(t), null, null);
            }
            if (t instanceof PartnerException p) {
                return of(p);
            }
            if (t instanceof CallNotPermittedException breaker) {
                return new Verdict(Kind.WAIT, "breaker_open", null, null, said(breaker), null, null);
            }
        }
        return new Verdict(Kind.RETRY, "failed", null, null, said(cause(failure)), null, null);
    }

    /** As a line of the log has it: what it means, whose failure it is unless the message says so, and the message. */
    String words() {
        boolean said = account == null || String.valueOf(message).contains(account);
        return reason + (said ? " " : " " + account + ": ") + message;
    }

    /** Beneath what Camel and its transactions wrap around it. */
    private static Throwable cause(Throwable failure) {
        Throwable t = failure;
        while (t.getCause() != null
                && t.getCause() != t
                && WRAPPERS.matcher(t.getClass().getName()).lookingAt()) {
            t = t.getCause();
        }
        return t;
    }

    private static Verdict of(PartnerException p) {
        Kind kind =
                switch (p.category()) {
                    case TRANSIENT, UNKNOWN_OUTCOME -> Kind.RETRY;
                    case RATE_LIMITED -> Kind.WAIT;
                    case UNAUTHORIZED -> Kind.UNAUTHORIZED;
                    case REJECTED, NOT_FOUND -> Kind.DEAD;
                };
        return new Verdict(
                kind,
                p.category().name().toLowerCase(Locale.ROOT),
                p.account(),
                p.field(),
                said(p),
                hint(p),
                p.retryAfter());
    }

    private static String hint(PartnerException p) {
        // http_404 and its like are the status, which the message says already.
        String code = p.code() == null || p.code().startsWith("http_") ? null : "the partner's code is " + p.code();
        if (p.category() != PartnerException.Category.NOT_FOUND) {
            return code;
        }
        return "see at the partner whether it exists: if it was deleted there, nothing is left to do; if it belongs to another account, "
                + "correct base_url or credentials of " + (p.account() == null ? "the account" : p.account())
                + " in config/partners.yaml and replay" + (code == null ? "" : "; " + code);
    }

    private static String said(Throwable t) {
        String message = t.getMessage();
        return message == null || message.isBlank() ? t.getClass().getSimpleName() : message;
    }
}
