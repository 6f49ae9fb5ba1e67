package io.openclaw.outbox;

import java.util.List;

/**
 * What a subscriber takes.
 *
 * @param types event types; {@code *} for all, {@code order.*} for all that begin so
 * @param lane the kind of account whose lanes it works in (platform, carrier, warehouse, tracker, erp; label: whoever
 *     makes the parcel's label), or null for one lane
 */
public record Subscription(String subscriber, List<String> types, String lane) {

    public boolean takes(String type) {
        for (String wanted : types) {
            if (wanted.equals(type)
                    || wanted.equals("*")
                    || wanted.endsWith(".*") && type.startsWith(wanted.substring(0, wanted.length() - 1))) {
                return true;
            }
        }
        return false;
    }
}
