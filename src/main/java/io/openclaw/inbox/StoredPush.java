package io.openclaw.inbox;

/** What travels on {@code push.<kind>} and {@code page.polled}: where the message stands, nothing of what it says. */
public record StoredPush(
        long inboxId, String kind, String vendor, String pushType, String account, String tenant, String orderKey) {}
