package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a warehouse ships an order: who makes the label, with which carrier and service, and who follows the parcel. The
 * rules go before the policies of the warehouse's and the carrier's accounts.
 */
final class ShippingChoice {

    private final Accounts accounts;

    ShippingChoice(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Why the warehouse cannot ship to the order's destination; empty when it can. */
    Optional<String> refusal(Demand demand, String warehouse, SourcingRules rules) {
        Account account = accounts.get(warehouse);
        if (!"carrier".equals(labelSource(account, rules.shipping(warehouse)))) {
            return Optional.empty();
        }
        String carrier = carrier(account, rules.shipping(warehouse));
        if (carrier == null) {
            return Optional.of("has no carrier account to buy a label from");
        }
        Account seller = accounts.find(carrier).orElse(null);
        if (seller == null) {
            return Optional.of("buys labels from " + carrier + ", which is no account of config/partners.yaml");
        }
        boolean none = rules.shipping(warehouse).service() == null
                && seller.policy().get("services") instanceof Map<?, ?>
                && service(seller, demand.country()) == null;
        return none
                ? Optional.of("has no service of " + carrier + " that goes to " + demand.country())
                : Optional.empty();
    }

    SourcingPlan.Part part(Demand demand, String warehouse, SourcingRules rules) {
        Account account = accounts.get(warehouse);
        SourcingRules.Shipping shipping = rules.shipping(warehouse);
        String labelSource = labelSource(account, shipping);
        // Who makes the label sells it: a carrier account beside a warehouse's own label would be asked for a second
        // one.
        Account seller = "carrier".equals(labelSource) ? accounts.get(carrier(account, shipping)) : null;
        return new SourcingPlan.Part(
                warehouse,
                labelSource,
                seller == null ? null : seller.id(),
                tracker(demand, account, seller),
                service(demand, account, seller, shipping),
                demand.lines());
    }

    private static String labelSource(Account warehouse, SourcingRules.Shipping shipping) {
        return shipping.labelSource() != null ? shipping.labelSource() : warehouse.policy("label_source", "warehouse");
    }

    private static String carrier(Account warehouse, SourcingRules.Shipping shipping) {
        return shipping.carrier() != null ? shipping.carrier() : warehouse.policy("carrier", null);
    }

    private String tracker(Demand demand, Account warehouse, Account seller) {
        String ofSeller = seller == null ? null : seller.policy("tracker", null);
        if (ofSeller != null) {
            return ofSeller;
        }
        String ofWarehouse = warehouse.policy("tracker", null);
        return ofWarehouse != null
                ? ofWarehouse
                : accounts.find(demand.account())
                        .map(platform -> platform.policy("tracker", null))
                        .orElse(null);
    }

    private static String service(Demand demand, Account warehouse, Account seller, SourcingRules.Shipping shipping) {
        if (shipping.service() != null) {
            return shipping.service();
        }
        return seller == null ? warehouse.policy("service", null) : service(seller, demand.country());
    }

    /** The first of the carrier's services that goes to the destination; null where none does, or none is listed. */
    private static String service(Account carrier, String country) {
        if (!(carrier.policy().get("services") instanceof Map<?, ?> services)) {
            return null;
        }
        for (Map.Entry<?, ?> service : services.entrySet()) {
            if (goesTo(service.getValue(), country)) {
                return service.getKey().toString();
            }
        }
        return null;
    }

    private static boolean goesTo(Object service, String country) {
        if (!(service instanceof Map<?, ?> described) || !(described.get("countries") instanceof List<?> countries)) {
            return true;
        }
        return countries.stream().map(Object::toString).anyMatch(c -> c.equals("*") || c.equals(country));
    }
}
