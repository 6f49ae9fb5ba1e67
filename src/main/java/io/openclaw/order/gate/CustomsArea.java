package io.openclaw.order.gate;

import java.util.Set;

/** Within which borders a parcel needs no customs declaration. */
final class CustomsArea {

    private static final Set<String> EUROPEAN_UNION = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    private CustomsArea() {}

    /** Whether a parcel between the two crosses no customs border; false where either is not known. */
    static boolean same(String from, String to) {
        return from != null
                && to != null
                && (from.equals(to) || EUROPEAN_UNION.contains(from) && EUROPEAN_UNION.contains(to));
    }
}
