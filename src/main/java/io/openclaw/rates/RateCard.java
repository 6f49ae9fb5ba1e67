package io.openclaw.rates;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * The prices of one account: of a carrier we buy labels from, or of a warehouse that ships with products of its own.
 *
 * @param currency of its prices
 * @param zone of its cut-off times
 * @param services by name, in the order of the file
 */
public record RateCard(String account, String currency, ZoneId zone, Map<String, Service> services) {

    /** What one of its services says to the parcels; refused where the card has no such service. */
    Quote quote(Exchange exchange, String service, String country, String postalCode, List<Box> boxes) {
        Service found = services.get(service);
        return found == null
                ? Quote.refusing(account, service, "is not on the rate card of " + account)
                : found.quote(this, exchange, country, postalCode, boxes);
    }
}
