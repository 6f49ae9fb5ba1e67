package io.openclaw.tracking;

import java.util.Set;

/**
 * The structured reasons of the wire contract. The first part says why a parcel is late or came back, in the carriers' common
 * vocabulary; the second are the hub's own.
 */
public final class Reason {

    /** Something is wrong and nobody said what. */
    public static final String UNKNOWN = "unknown";

    private static final Set<String> WORDS = Set.of(
            "carrier_damaged_parcel",
            "carrier_sorting_error",
            "carrier_address_not_found",
            "carrier_parcel_lost",
            "carrier_not_enough_time",
            "carrier_vehicle_issue",
            "carrier_capacity_exceeded",
            "carrier_mechanical_delay",
            "retailer_cancelled",
            "retailer_incorrect_data",
            "retailer_not_ready",
            "retailer_incorrect_parcel",
            "retailer_incorrect_dimensions",
            "retailer_packaging_issue",
            "consignee_refused",
            "consignee_business_closed",
            "consignee_not_available",
            "consignee_not_home",
            "consignee_cancelled",
            "consignee_verification_failed",
            "consignee_incorrect_address",
            "consignee_access_restricted",
            "consignee_safe_place_unavailable",
            "customs_delay",
            "customs_documentation",
            "customs_duties_unpaid",
            "customs_prohibited",
            "customs_inspection",
            "weather_delay",
            "natural_disaster",
            "force_majeure",
            "parcel_being_researched",
            "security_issue",
            "regulatory_hold",
            UNKNOWN,
            "stock_shortage",
            "account_not_live",
            "no_cod_service",
            "no_service",
            "no_routing",
            "capacity_full",
            "stock_drift",
            "sku_unmapped",
            "product_data_missing",
            "address_incomplete",
            "hold_too_long",
            "payment_terms",
            "label_rejected",
            "label_outcome_unknown",
            "order_changed_after_label",
            "cancel_after_label",
            "ship_by_risk",
            "no_first_scan",
            "tracking_silent",
            "confirm_refused",
            "confirmation_cancelled",
            "partner_unauthorized",
            "return_without_order",
            "personal_data_request");

    private Reason() {}

    /** All of them. */
    public static Set<String> words() {
        return WORDS;
    }

    public static boolean isKnown(String word) {
        return word != null && WORDS.contains(word);
    }

    /** True where nobody said why: no reason, or the word for it. */
    public static boolean isUnknown(String word) {
        return word == null || word.equals(UNKNOWN);
    }
}
