package io.openclaw.sourcing;

import java.util.List;
import java.util.Map;

/**
 * The rules of {@code config/sourcing.yaml}.
 *
 * @param defaults warehouses in order of preference, for countries without a list
 * @param countries the same by destination country
 * @param elsewhere whether a SKU that no listed warehouse carries may ship from any other that does
 * @param warehouses how single warehouses ship, where that differs from their account's policy
 */
public record SourcingRules(
        List<String> defaults,
        Map<String, List<String>> countries,
        boolean elsewhere,
        Map<String, Shipping> warehouses) {

    /** Carrier account and service of a warehouse; null where the account's policy decides. */
    public record Shipping(String carrier, String service, String labelSource) {
        static final Shipping BY_POLICY = new Shipping(null, null, null);
    }

    /** The warehouses to try for a destination, best first. */
    public List<String> priority(String country) {
        return country == null ? defaults : countries.getOrDefault(country, defaults);
    }

    Shipping shipping(String warehouse) {
        return warehouses.getOrDefault(warehouse, Shipping.BY_POLICY);
    }
}
