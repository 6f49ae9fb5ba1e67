package io.openclaw.listing;

/**
 * An account that has something to be told; the data of {@code stock.flush}.
 *
 * @param orderKey keeps the flushes of one account one after the other
 */
public record FlushDue(String tenant, String account, String orderKey) {

    private static final int KEY_WIDTH = 80;

    static FlushDue of(String tenant, String account) {
        String key = "flush:" + account;
        return new FlushDue(tenant, account, key.length() <= KEY_WIDTH ? key : key.substring(0, KEY_WIDTH));
    }
}
