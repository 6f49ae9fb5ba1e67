package io.openclaw.sourcing.plan;

import io.openclaw.rates.RateBook;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** How decisions put money and their reasons. */
final class PlanWords {

    /** Of the decision in words; the explanation has the rest. */
    private static final int MOST = 1900;

    private PlanWords() {}

    static String money(BigDecimal amount, String currency) {
        return amount.setScale(2, RoundingMode.HALF_UP).toPlainString() + (currency == null ? "" : " " + currency);
    }

    static String noRate(RateBook rates, String from, String to) {
        String missing = rates.exchange().knows(from) ? to : from;
        return "there is no exchange rate for " + missing + " (config/rates/exchange.yaml)";
    }

    static String cut(String words) {
        return words.length() <= MOST ? words : words.substring(0, MOST) + "...";
    }
}
