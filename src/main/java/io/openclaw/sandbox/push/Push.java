package io.openclaw.sandbox.push;

/**
 * A message for the hub.
 *
 * @param id stays the same over all attempts
 * @param type the vendor's word for it: {@code orders/create}
 * @param body the bytes that are signed and sent, as text
 */
public record Push(String id, String account, String type, String body) {}
