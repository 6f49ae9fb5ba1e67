package io.openclaw.waybill.notice;

import java.util.Map;

/**
 * One of the notices of a push.
 *
 * @param place in the push, from 1
 * @param of how many there are
 * @param apart whether it is delivered by itself: alone in its push, or set apart from the others
 * @param about what it is about, in which notices keep their sequence: a fulfillment or a SKU; its place where it names none
 * @param document canonical, or as it was told where it is not understood
 */
public record PushedNotice(int place, int of, boolean apart, String about, Map<String, Object> document) {}
