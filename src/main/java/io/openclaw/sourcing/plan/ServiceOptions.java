package io.openclaw.sourcing.plan;

import io.openclaw.account.Account;
import io.openclaw.rates.Box;
import io.openclaw.rates.CashServices;
import io.openclaw.rates.Quote;
import io.openclaw.rates.RateBook;
import io.openclaw.sourcing.plan.ShippingChoice.Option;
import io.openclaw.sourcing.rules.SourcingRules;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks the services of a seller that a warehouse may use: by its rate card, or, where it has none, by what its account lists. */
final class ServiceOptions {

    private final RateBook rates;

    ServiceOptions(RateBook rates) {
        this.rates = rates;
    }

    /**
     * What each says to parcels, in the order of the card or the account.
     *
     * @param ready when the warehouse has packed them
     */
    List<Option> of(
            Sellers.Seller seller,
            Demand demand,
            SourcingRules.Warehouse said,
            List<Box> boxes,
            OffsetDateTime ready,
            ShippingChoice.Known known) {
        Account account = seller.account();
        List<Option> options = new ArrayList<>();
        List<String> allowed = allowed(said, account.id());
        if (seller.sells() && others(said, allowed)) {
            return options;
        }
        if (seller.sells() && rates.has(account.id())) {
            for (Quote quote : known.quotes(demand, rates, account.id(), boxes)) {
                if (!allowed.isEmpty() && !allowed.contains(quote.service())) {
                    continue;
                }
                String refusal = unusable(account, quote.service(), demand);
                options.add(option(
                        seller,
                        demand,
                        quote.service(),
                        refusal == null ? quote : null,
                        known.collected(ready, quote),
                        refusal == null ? quote.refusal() : refusal));
            }
            for (String service : allowed) {
                if (!rates.services(account.id()).contains(service)) {
                    String refusal = "is not on the rate card of " + account.id();
                    options.add(option(seller, demand, service, null, ready, refusal));
                }
            }
            return options;
        }
        List<String> services = allowed;
        if (services.isEmpty() && seller.sells() && account.policy().get("services") instanceof Map<?, ?> listed) {
            services = listed.keySet().stream().map(Object::toString).toList();
        }
        if (services.isEmpty()) {
            String own = seller.sells() ? account.policy("service", null) : null;
            options.add(option(
                    seller, demand, own, null, ready, seller.sells() ? uncollected(account, own, demand) : null));
        }
        for (String service : services) {
            options.add(option(seller, demand, service, null, ready, unusable(account, service, demand)));
        }
        return options;
    }

    /** Those of a warehouse's services that are the seller's, without its name; empty for whichever it has. */
    private static List<String> allowed(SourcingRules.Warehouse said, String seller) {
        return said.services().stream()
                .filter(service -> service.indexOf('/') < 0 || service.startsWith(seller + "/"))
                .map(service -> service.substring(service.indexOf('/') + 1))
                .toList();
    }

    /** Whether all that the warehouse may use is somebody else's. */
    private static boolean others(SourcingRules.Warehouse said, List<String> allowed) {
        return allowed.isEmpty() && !said.services().isEmpty();
    }

    /** Whether the warehouse may use the seller's service. */
    static boolean may(SourcingRules.Warehouse said, String seller, String service) {
        return said.services().isEmpty() || allowed(said, seller).contains(service);
    }

    /** Where a service stands among those the warehouse may use: the earlier goes first where nothing else decides. */
    static int place(SourcingRules.Warehouse said, String warehouse, Option option) {
        String seller = option.carrier() == null ? warehouse : option.carrier();
        for (int place = 0; place < said.services().size(); place++) {
            String name = said.services().get(place);
            if (name.equals(option.service()) || name.equals(seller + "/" + option.service())) {
                return place;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Why the seller's service is none for the order, whatever is in the parcels; null where it is. */
    String unusable(Account seller, String service, Demand demand) {
        String refusal = contract(seller, service, demand.country());
        return refusal == null ? uncollected(seller, service, demand) : refusal;
    }

    private String uncollected(Account seller, String service, Demand demand) {
        return !demand.cod() || CashServices.collects(rates, seller, service)
                ? null
                : "collects no cash on delivery (nobody says cod: true of it)";
    }

    /** Why the seller's account does not have the service for that country; null where it does, or lists none. */
    private static String contract(Account seller, String service, String country) {
        if (!(seller.policy().get("services") instanceof Map<?, ?> services)) {
            return null;
        }
        if (!services.containsKey(service)) {
            return "is not among the services of account " + seller.id();
        }
        if (services.get(service) instanceof Map<?, ?> described
                && described.get("countries") instanceof List<?> countries
                && countries.stream().map(Object::toString).noneMatch(c -> c.equals("*") || c.equals(country))) {
            return "does not go to " + (country == null ? "an unknown country" : country);
        }
        return null;
    }

    private static Option option(
            Sellers.Seller seller,
            Demand demand,
            String service,
            Quote quote,
            OffsetDateTime handOver,
            String refusal) {
        if (refusal != null) {
            return new Option(seller.labelSource(), seller.carrier(), service, quote, null, null, null, refusal);
        }
        OffsetDateTime arrives =
                quote == null || quote.latestDays() == null ? null : handOver.plusDays(quote.latestDays());
        String late = null;
        if (demand.shipBy() != null && handOver.isAfter(demand.shipBy())) {
            late = "is handed over at " + handOver + ", ship_by is " + demand.shipBy();
        } else if (demand.deliverBy() != null && arrives != null && arrives.isAfter(demand.deliverBy())) {
            late = "may arrive as late as " + arrives + ", deliver_by is " + demand.deliverBy();
        }
        return new Option(seller.labelSource(), seller.carrier(), service, quote, handOver, arrives, late, null);
    }
}
