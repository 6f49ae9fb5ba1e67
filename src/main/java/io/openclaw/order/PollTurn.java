package io.openclaw.order;

import java.util.HashMap;
import java.util.Map;

/**
 * One account's turn to be asked for changed orders.
 *
 * @param question what {@code platform:list-orders} is asked with first
 */
public record PollTurn(String tenant, String account, Map<String, Object> question) {

    /** The same turn, whose question also says what is on hold at the platform. */
    PollTurn knowing(Object holds) {
        Map<String, Object> more = new HashMap<>(question);
        more.put("holds", holds);
        return new PollTurn(tenant, account, more);
    }
}
