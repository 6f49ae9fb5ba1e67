package io.openclaw.rates;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * Where a service goes at one price.
 *
 * @param countries ISO 3166-1, or {@code *} for every other
 * @param postalPrefixes beginnings of postal codes; empty for the whole country
 * @param firstG grams the first price covers
 * @param nextG grams each further step covers, begun ones in full; 0 where nothing heavier is taken
 * @param earliestDays null for the service's own
 */
public record Zone(
        List<String> countries,
        List<String> postalPrefixes,
        int firstG,
        BigDecimal firstPrice,
        int nextG,
        BigDecimal nextPrice,
        Integer earliestDays,
        Integer latestDays) {

    static final String EVERYWHERE = "*";

    boolean covers(String country, String postalCode) {
        return goes(country)
                && (postalPrefixes.isEmpty()
                        || (postalCode != null && postalPrefixes.stream().anyMatch(postalCode::startsWith)));
    }

    /** Whether it covers the country, or a part of it. */
    boolean goes(String country) {
        return countries.contains(EVERYWHERE) || (country != null && countries.contains(country));
    }

    /** The heaviest parcel it has a price for is heavier than this. */
    boolean takes(long grams) {
        return grams <= firstG || nextG > 0;
    }

    BigDecimal price(long grams) {
        if (grams <= firstG) {
            return firstPrice;
        }
        BigDecimal steps =
                BigDecimal.valueOf(grams - firstG).divide(BigDecimal.valueOf(nextG), 0, RoundingMode.CEILING);
        return firstPrice.add(nextPrice.multiply(steps));
    }
}
