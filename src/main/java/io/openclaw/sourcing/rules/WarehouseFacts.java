package io.openclaw.sourcing.rules;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** What warehouses are: by the rule file, else by their accounts. */
public final class WarehouseFacts implements SourcingRules.Facts {

    private static final String THIRD_PARTY = "third_party";

    private final SourcingRules rules;
    private final Accounts accounts;

    public WarehouseFacts(SourcingRules rules, Accounts accounts) {
        this.rules = rules;
        this.accounts = accounts;
    }

    @Override
    public Optional<String> outside(
            SourcingRules.WarehouseFilter filter, String name, String account, String destination) {
        SourcingRules.Warehouse warehouse = rules.warehouse(name);
        if (!filter.names().isEmpty() && !filter.names().contains(name)) {
            return Optional.of("is not one of " + String.join(", ", filter.names()));
        }
        if (!filter.groups().isEmpty() && warehouse.groups().stream().noneMatch(filter.groups()::contains)) {
            return Optional.of("is not in group " + String.join(" or ", sorted(filter.groups())));
        }
        String kind = warehouse.kind() == null ? THIRD_PARTY : warehouse.kind();
        if (!filter.kinds().isEmpty() && !filter.kinds().contains(kind)) {
            return Optional.of("is of kind " + kind);
        }
        String country = country(name);
        if (!filter.countries().isEmpty() && !stands(filter, country, destination)) {
            return Optional.of(country == null ? "stands in a country nobody named" : "stands in " + country);
        }
        if (account != null
                && !warehouse.accounts().isEmpty()
                && !warehouse.accounts().contains(account)) {
            return Optional.of("does not serve " + account);
        }
        return Optional.empty();
    }

    /**
     * Why a warehouse takes no order at all; empty where it does.
     *
     * @param mode of its account; empty where there is no such account
     * @param shadow whether the order is of an account in mode shadow, which is planned from warehouses in that mode as well
     */
    public static Optional<String> closed(Optional<Account.Mode> mode, boolean shadow) {
        if (mode.isEmpty()) {
            return Optional.of("is no warehouse account of config/partners.yaml");
        }
        return mayAct(mode.get(), shadow)
                ? Optional.empty()
                : Optional.of("its account is in mode " + mode.get().name().toLowerCase(Locale.ROOT));
    }

    /** Whether an account in that mode may be given work: one in mode shadow only what is decided and not carried out. */
    public static boolean mayAct(Account.Mode mode, boolean shadow) {
        return mode == Account.Mode.LIVE || (shadow && mode == Account.Mode.SHADOW);
    }

    /** The mode of a warehouse's account; empty where there is none. */
    public static Optional<Account.Mode> mode(Accounts accounts, String warehouse) {
        return accounts.find(warehouse)
                .filter(account -> account.kind() == Account.Kind.WAREHOUSE)
                .map(Account::mode);
    }

    /** Where it stands, or null. */
    String country(String name) {
        String said = rules.warehouse(name).country();
        if (said != null) {
            return said;
        }
        return accounts.find(name)
                .map(account -> account.policy("country", account.site()))
                .orElse(null);
    }

    /** Whose day its capacity and cut-off go by. */
    public ZoneId zone(String name) {
        ZoneId said = rules.warehouse(name).zone();
        if (said != null) {
            return said;
        }
        return accounts.find(name).map(Account::timeZone).orElse(ZoneOffset.UTC);
    }

    private static boolean stands(SourcingRules.WarehouseFilter filter, String country, String destination) {
        boolean home = filter.countries().contains(SourcingRules.WarehouseFilter.DESTINATION)
                && (destination == null || destination.equals(country));
        return home || (country != null && filter.countries().contains(country));
    }

    private static java.util.List<String> sorted(java.util.Set<String> words) {
        return words.stream().sorted().toList();
    }
}
