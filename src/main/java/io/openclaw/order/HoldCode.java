package io.openclaw.order;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Why an order is not acted on. The word on the wire is {@link #code()}; what lifts it stands in {@code messages/holds}. */
public enum HoldCode {
    /** Subject: why, where the platform says so: refunded, authorized, voided ... */
    UNPAID,
    /** Not due yet: the platform has agreed on terms. Subject: them. */
    PAYMENT_TERMS,
    /** Nobody would collect what is due on delivery. Subject: the amount. */
    NO_COD_SERVICE,
    TEST_ORDER,
    /** Put away at the platform before all of it was fulfilled. */
    ARCHIVED,
    /** Nothing of the order is for the hub to ship. Subject: why, where it is the same for all lines. */
    NOTHING_TO_SHIP,
    /** Subject: who serves it, where it is known: local_delivery, pickup, other_service. */
    PLATFORM_FULFILLED,
    BEFORE_ACT_FROM,
    ACCOUNT_IMPORT_ONLY,
    ACCOUNT_SHADOW,
    ACCOUNT_OFF,
    /** Subject: the platform's SKU. */
    SKU_UNMAPPED,
    /** Subject: the SKU and the names of what is missing. */
    PRODUCT_DATA_MISSING,
    /** Subject: the field of the address. */
    ADDRESS_INCOMPLETE,
    CANCEL_REQUESTED,
    /** The seller holds it at the platform, which takes no shipment of it until he releases it there. Subject: the platform's word for why. */
    MERCHANT_HOLD,
    RISK,
    SELLER_NOTE,
    BUYER_NOTE,
    COOL_OFF,
    /** Set and lifted by a person or an app. */
    MANUAL;

    /** An order held for these alone was never meant to be acted on: it shows as imported, not as on hold. */
    private static final Set<HoldCode> IMPORTED = Set.of(
            PLATFORM_FULFILLED, NOTHING_TO_SHIP, BEFORE_ACT_FROM, ACCOUNT_IMPORT_ONLY, ACCOUNT_SHADOW, ACCOUNT_OFF);

    /** What a person may judge to be good enough. */
    private static final Set<HoldCode> WAIVABLE = Set.of(
            ADDRESS_INCOMPLETE, RISK, SELLER_NOTE, BUYER_NOTE, COOL_OFF, BEFORE_ACT_FROM, ARCHIVED, PAYMENT_TERMS);

    /** These tell when work on an order may begin; they do not stop work that has begun. */
    private static final Set<HoldCode> BEFORE_WORK = Set.of(
            BEFORE_ACT_FROM, ACCOUNT_IMPORT_ONLY, ACCOUNT_SHADOW, ACCOUNT_OFF, COOL_OFF, ARCHIVED, NO_COD_SERVICE);

    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public boolean waivable() {
        return WAIVABLE.contains(this);
    }

    boolean onlyImported() {
        return IMPORTED.contains(this);
    }

    public boolean beforeWork() {
        return BEFORE_WORK.contains(this);
    }

    public static Optional<HoldCode> of(String code) {
        return Arrays.stream(values()).filter(hold -> hold.code().equals(code)).findFirst();
    }

    public static String waivableCodes() {
        return Arrays.stream(values())
                .filter(HoldCode::waivable)
                .map(HoldCode::code)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
