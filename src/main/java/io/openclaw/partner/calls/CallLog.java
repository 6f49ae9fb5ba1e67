package io.openclaw.partner.calls;

/** Every call in and out, with personal data and secrets masked. */
public interface CallLog {

    /** Notes a call. Returns at once; the row is written within a second and may be lost with the process. */
    void record(CallRecord call);
}
