package io.openclaw.waybill;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * One of a parcel's numbers, as carriers and trackers know it: without the blanks it may be printed with.
 *
 * @param role client_ref, carrier_order, waybill, last_mile, first_mile or bag
 */
public record ParcelNumber(String role, String number) {

    public static final String CLIENT_REF = "client_ref";
    public static final String WAYBILL = "waybill";
    public static final String LAST_MILE = "last_mile";

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}\\u200B\\uFEFF]+");

    private static final Set<String> ROLES =
            Set.of(CLIENT_REF, "carrier_order", WAYBILL, LAST_MILE, "first_mile", "bag");

    public ParcelNumber {
        if (!ROLES.contains(role)) {
            throw new IllegalArgumentException("'" + role + "' is no role of a number; it is one of " + ROLES);
        }
        number = plain(number);
        if (number == null) {
            throw new IllegalArgumentException("a number of role " + role + " is empty");
        }
    }

    /**
     * A number as it is compared, asked about and told. Labels print it in groups, and who types or scans it leaves blanks around it; no carrier
     * has numbers that differ in them.
     *
     * @return null where nothing is left
     */
    public static String plain(String number) {
        String plain = number == null ? "" : BLANKS.matcher(number).replaceAll("");
        return plain.isEmpty() ? null : plain;
    }

    /** Whether it is one that buyers can follow the parcel by, and platforms are told. */
    public boolean told() {
        return WAYBILL.equals(role) || LAST_MILE.equals(role);
    }
}
