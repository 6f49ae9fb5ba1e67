package io.openclaw.outbox;

import java.util.List;
import java.util.Map;

/**
 * What a subscriber takes.
 *
 * @param types event types; {@code *} for all, {@code order.*} for all that begin so. {@code tracking.updated[first_scan]}
 *     takes only those whose data hold {@code true} under that name: what a route would only put aside costs no delivery
 * @param lane the kind of account whose lanes it works in (platform, carrier, warehouse, tracker, erp; label: whoever
 *     makes the parcel's label), or null for one lane
 * @param interest name of the {@link Interest} that is asked of each event, or null to take them all
 */
public record Subscription(String subscriber, List<String> types, String lane, String interest) {

    /** Whether it takes events of a type, some of them at least. */
    public boolean takes(String type) {
        return types.stream().anyMatch(wanted -> fits(typeOf(wanted), type));
    }

    /** Whether it takes this very event. */
    public boolean takes(String type, Map<String, Object> data) {
        for (String wanted : types) {
            String field = fieldOf(wanted);
            if (fits(typeOf(wanted), type) && (field == null || Boolean.TRUE.equals(data.get(field)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(String wanted, String type) {
        return wanted.equals(type)
                || wanted.equals("*")
                || wanted.endsWith(".*") && type.startsWith(wanted.substring(0, wanted.length() - 1));
    }

    private static String typeOf(String wanted) {
        int bracket = wanted.indexOf('[');
        return bracket < 0 ? wanted : wanted.substring(0, bracket);
    }

    private static String fieldOf(String wanted) {
        int bracket = wanted.indexOf('[');
        return bracket < 0 ? null : wanted.substring(bracket + 1, wanted.length() - 1);
    }
}
