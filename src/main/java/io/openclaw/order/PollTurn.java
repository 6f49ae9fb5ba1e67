package io.openclaw.order;

import java.util.Map;

/**
 * One account's turn to be asked for changed orders.
 *
 * @param question what {@code platform:list-orders} is asked with first
 */
public record PollTurn(String tenant, String account, Map<String, Object> question) {}
