package io.openclaw.partner;

import java.time.Duration;

/**
 * A partner's refusal or failure in the hub's one taxonomy. Routes and channels act on {@link #category()}, never on a
 * vendor's code.
 */
public class PartnerException extends RuntimeException {

    /** What a failure means for whoever asked. */
    public enum Category {
        /** Nothing happened; asking again later is right. */
        TRANSIENT,
        /** Nothing happened; the partner or our own budget says when to ask again. */
        RATE_LIMITED,
        /** The grant is gone or wrong; a person has to act. */
        UNAUTHORIZED,
        /** The partner will not do it, asking again is useless. */
        REJECTED,
        /** The partner does not know the thing. */
        NOT_FOUND,
        /** It may or may not have happened: ask by reference before anything is repeated. */
        UNKNOWN_OUTCOME
    }

    private final Category category;
    private final String account;
    private final String code;
    private final String field;
    private final Duration retryAfter;
    private boolean partly;

    public PartnerException(Category category, String account, String code, String message) {
        this(category, account, code, message, null, null, null);
    }

    public PartnerException(
            Category category,
            String account,
            String code,
            String message,
            String field,
            Duration retryAfter,
            Throwable cause) {
        super(message, cause);
        this.category = category;
        this.account = account;
        this.code = code;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    public static PartnerException rateLimited(String account, Duration retryAfter, String message) {
        return new PartnerException(Category.RATE_LIMITED, account, "rate_limited", message, null, retryAfter, null);
    }

    public Category category() {
        return category;
    }

    /** The account that was asked, or null. */
    public String account() {
        return account;
    }

    /** The vendor's own code, for people and logs. */
    public String code() {
        return code;
    }

    /** Path of the field at fault ({@code $.ship_to.city}), or null. */
    public String field() {
        return field;
    }

    /** When to ask again; null where nobody said. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The same failure, its message preceded by what it was about. */
    public PartnerException about(String what) {
        PartnerException named = new PartnerException(
                category, account, code, what + ": " + getMessage(), field, retryAfter, getCause());
        named.setStackTrace(getStackTrace());
        named.partly = partly;
        return named;
    }

    /** Notes that an earlier call of the same operation was taken: whatever the category says holds for the last call only. */
    public PartnerException afterOthers() {
        partly = true;
        return this;
    }

    /** Whether part of what was asked may have happened: before it is repeated, the partner is asked by reference. */
    public boolean partly() {
        return partly;
    }
}
