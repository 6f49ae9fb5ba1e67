package io.openclaw.rates;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The operator's exchange rates, by which costs in different currencies are compared.
 *
 * @param base the currency costs are compared in
 * @param rates units of each currency that one unit of the base buys; a currency that is not in it cannot be compared
 */
public record Exchange(String base, Map<String, BigDecimal> rates) {

    /** Nothing is exchanged: only amounts of one currency can be compared. */
    public static final Exchange NONE = new Exchange(null, Map.of());

    private static final int PLACES = 4;

    public Exchange {
        rates = Map.copyOf(new TreeMap<>(rates));
    }

    /** Whether amounts of the currency can be compared. */
    public boolean knows(String currency) {
        return currency != null && (currency.equals(base) || rates.containsKey(currency));
    }

    /** The amount in the base currency, to four places; empty where there is no rate, never one for one. */
    public Optional<BigDecimal> toBase(BigDecimal amount, String currency) {
        if (!knows(currency)) {
            return Optional.empty();
        }
        return Optional.of(
                currency.equals(base)
                        ? amount.setScale(PLACES, RoundingMode.HALF_UP)
                        : amount.divide(rates.get(currency), PLACES, RoundingMode.HALF_UP));
    }

    /** An amount in another currency, to four places; empty where one of the two has no rate. */
    public Optional<BigDecimal> convert(BigDecimal amount, String from, String to) {
        if (from != null && from.equals(to)) {
            return Optional.of(amount);
        }
        if (!knows(from) || !knows(to)) {
            return Optional.empty();
        }
        return Optional.of(amount.multiply(rate(to)).divide(rate(from), PLACES, RoundingMode.HALF_UP));
    }

    private BigDecimal rate(String currency) {
        return currency.equals(base) ? BigDecimal.ONE : rates.get(currency);
    }
}
