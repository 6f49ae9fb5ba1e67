package io.openclaw.order;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/** Money as the wire shows it: a decimal string with at least the places its currency has. */
public final class Money {

    private static final int USUAL_PLACES = 2;

    private Money() {}

    public static String text(BigDecimal amount, String currency) {
        if (amount == null) {
            return null;
        }
        BigDecimal exact = amount.stripTrailingZeros();
        int places = Math.max(places(currency), exact.scale());
        return exact.setScale(places, RoundingMode.UNNECESSARY).toPlainString();
    }

    private static int places(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            // A platform's own currency (coins, points) is no ISO code.
            return USUAL_PLACES;
        }
    }
}
