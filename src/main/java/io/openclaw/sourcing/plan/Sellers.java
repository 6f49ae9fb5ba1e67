package io.openclaw.sourcing.plan;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.sourcing.rules.SourcingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may make the label of what a warehouse ships.
 *
 * @param missing why one that could may not; null where none is missing
 */
record Sellers(List<Seller> all, String missing) {

    static final String CARRIER = "carrier";
    static final String WAREHOUSE = "warehouse";
    private static final String PLATFORM = "platform";

    /** An account that makes labels, or sells them. */
    record Seller(String labelSource, Account account) {

        /** Whether it is asked for a price, and with which service. */
        boolean sells() {
            return labelSource.equals(CARRIER) || labelSource.equals(WAREHOUSE);
        }

        /** The account a label is bought from; null where somebody else makes it. */
        String carrier() {
            return labelSource.equals(CARRIER) ? account.id() : null;
        }
    }

    static Sellers of(Accounts accounts, Demand demand, Account warehouse, SourcingRules.Warehouse said) {
        List<Seller> sellers = new ArrayList<>();
        String missing = null;
        for (String labelSource : labelSources(demand, warehouse, said)) {
            if (!labelSource.equals(CARRIER)) {
                sellers.add(new Seller(labelSource, warehouse));
                continue;
            }
            List<String> carriers = carriers(warehouse, said);
            if (carriers.isEmpty()) {
                missing = "has no carrier account to buy a label from";
            }
            for (String carrier : carriers) {
                Optional<String> refusal = refusal(accounts, demand, carrier);
                if (refusal.isPresent()) {
                    missing = refusal.get();
                } else {
                    sellers.add(new Seller(labelSource, accounts.get(carrier)));
                }
            }
        }
        return new Sellers(List.copyOf(sellers), missing);
    }

    private static List<String> labelSources(Demand demand, Account warehouse, SourcingRules.Warehouse said) {
        if (demand.platformLabel()) {
            return List.of(PLATFORM);
        }
        return said.labelSources().isEmpty()
                ? List.of(warehouse.policy("label_source", WAREHOUSE))
                : said.labelSources();
    }

    private static List<String> carriers(Account warehouse, SourcingRules.Warehouse said) {
        String policy = warehouse.policy("carrier", null);
        return said.carriers().isEmpty() && policy != null ? List.of(policy) : said.carriers();
    }

    private static Optional<String> refusal(Accounts accounts, Demand demand, String carrier) {
        Account seller = accounts.find(carrier).orElse(null);
        if (seller == null) {
            return Optional.of("buys labels from " + carrier + ", which is no account of config/partners.yaml");
        }
        return Dormant.mayAct(seller, demand)
                ? Optional.empty()
                : Optional.of("buys labels from " + carrier + ", whose account is in mode "
                        + seller.mode().name().toLowerCase(Locale.ROOT));
    }

    /** Who follows the parcel: the seller's tracker before the warehouse's, and that before the platform's; null for nobody. */
    static String tracker(Accounts accounts, Demand demand, Account warehouse, Account seller) {
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
}
