package io.openclaw.rates;

import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * What a service says to a consignment: a price, or why it does not take it.
 *
 * @param account whose service it is
 * @param amount the price of all its parcels in {@link #currency}; null where it is refused or cannot be told
 * @param cost the price in the base currency of {@link Exchange}
 * @param earliestDays from hand-over to delivery, in days; null where the card does not say
 * @param latestDays the same at the latest
 * @param cutOff when the carrier collects, in {@link #zone}; null where it does not matter
 * @param refusal why it does not take it; null where it does
 * @param remark what has to be known about the price: why there is none, which part of it is a guess; or null
 */
public record Quote(
        String account,
        String service,
        BigDecimal amount,
        String currency,
        BigDecimal cost,
        Integer earliestDays,
        Integer latestDays,
        LocalTime cutOff,
        ZoneId zone,
        String refusal,
        String remark) {

    public boolean refused() {
        return refusal != null;
    }

    static Quote refusing(String account, String service, String refusal) {
        return new Quote(account, service, null, null, null, null, null, null, null, refusal, null);
    }
}
