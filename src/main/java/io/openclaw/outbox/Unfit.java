package io.openclaw.outbox;

/**
 * One of several things a document of a partner tells, which the hub has no meaning for; it stands in the place of that thing, so that
 * the others are taken.
 *
 * @param value as it was told
 * @param why what is wrong with it, its place in the list among the path of the field
 */
public record Unfit(Object value, NotUnderstood why) {}
