package io.openclaw.waybill;

import java.util.Set;

/**
 * One of a parcel's numbers.
 *
 * @param role client_ref, carrier_order, waybill, last_mile, first_mile or bag
 */
public record ParcelNumber(String role, String number) {

    public static final String CLIENT_REF = "client_ref";
    public static final String WAYBILL = "waybill";
    public static final String LAST_MILE = "last_mile";

    private static final Set<String> ROLES =
            Set.of(CLIENT_REF, "carrier_order", WAYBILL, LAST_MILE, "first_mile", "bag");

    public ParcelNumber {
        if (!ROLES.contains(role)) {
            throw new IllegalArgumentException("'" + role + "' is no role of a number; it is one of " + ROLES);
        }
        if (number == null || number.isBlank()) {
            throw new IllegalArgumentException("a number of role " + role + " is empty");
        }
    }

    /** Whether it is one that buyers can follow the parcel by, and platforms are told. */
    public boolean told() {
        return WAYBILL.equals(role) || LAST_MILE.equals(role);
    }
}
