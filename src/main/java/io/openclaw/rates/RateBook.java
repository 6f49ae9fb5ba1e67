package io.openclaw.rates;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** All rate cards and the exchange rates they are compared by. It is never changed; a reload makes another. */
public record RateBook(Exchange exchange, Map<String, RateCard> cards) {

    public static final RateBook EMPTY = new RateBook(Exchange.NONE, Map.of());

    public boolean has(String account) {
        return cards.containsKey(account);
    }

    /** The services an account has prices for, in the order of its card; empty where it has no card. */
    public Collection<String> services(String account) {
        RateCard card = cards.get(account);
        return card == null ? List.of() : card.services().keySet();
    }

    /** Whether the card says of a service that it collects cash on delivery. */
    boolean collects(String account, String service) {
        RateCard card = cards.get(account);
        return card != null
                && card.services().containsKey(service)
                && card.services().get(service).cod();
    }

    /** Whether the card has a price for the country, or some part of it. */
    boolean goes(String account, String service, String country) {
        RateCard card = cards.get(account);
        return card != null
                && card.services().containsKey(service)
                && card.services().get(service).goes(country);
    }

    /**
     * What a service says to a consignment.
     *
     * @param postalCode of the destination, or null: then zones that go by it do not match
     */
    public Quote quote(String account, String service, String country, String postalCode, List<Box> boxes) {
        RateCard card = cards.get(account);
        return card == null
                ? Quote.refusing(account, service, "has no rate card")
                : card.quote(exchange, service, country, postalCode, boxes);
    }
}
