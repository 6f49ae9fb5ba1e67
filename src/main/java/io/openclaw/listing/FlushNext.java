package io.openclaw.listing;

/**
 * What comes after a flush.
 *
 * @param when {@code now} where more is waiting, {@code soon} where only what has just been told has changed again, {@code
 *     later} after a failure, {@code never} where nothing is dirty
 * @param delayMs how long it waits
 * @param due the next flush
 */
public record FlushNext(String when, long delayMs, FlushDue due) {

    static final String NOW = "now";
    static final String SOON = "soon";
    static final String LATER = "later";
    static final String NEVER = "never";
}
