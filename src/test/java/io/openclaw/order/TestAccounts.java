package io.openclaw.order;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts a test changes as it likes. */
public final class TestAccounts implements Accounts {

    public static final String SHOP = "shop-us";

    private final Map<String, Account> accounts = new LinkedHashMap<>();

    public TestAccounts() {
        shop(Account.Mode.LIVE, null, Map.of());
        warehouse("cn", "CN", "carrier");
        warehouse("us", "US", "warehouse");
        warehouse("us-carrier", "US", "carrier");
    }

    void shop(Account.Mode mode, Instant actFrom, Map<String, Object> policy) {
        put(new Account(
                SHOP,
                "demo",
                Account.Kind.PLATFORM,
                "shopify",
                SHOP,
                "US",
                ZoneOffset.UTC,
                "USD",
                mode,
                actFrom,
                "http://localhost",
                List.of("secret"),
                Map.of(),
                policy,
                Map.of()));
    }

    /** Whether what it ships with collects cash on delivery. */
    void collects(String warehouse, boolean cod) {
        Account account = get(warehouse);
        warehouse(
                warehouse,
                account.site(),
                Map.of("label_source", account.policy("label_source", "carrier"), "cod", cod));
    }

    private void warehouse(String id, String site, String labelSource) {
        warehouse(id, site, Map.of("label_source", labelSource));
    }

    private void warehouse(String id, String site, Map<String, Object> policy) {
        put(new Account(
                id,
                "demo",
                Account.Kind.WAREHOUSE,
                "generic",
                id,
                site,
                ZoneOffset.UTC,
                "USD",
                Account.Mode.LIVE,
                null,
                "http://localhost",
                List.of("secret"),
                Map.of(),
                policy,
                Map.of()));
    }

    private void put(Account account) {
        accounts.put(account.id(), account);
    }

    @Override
    public Optional<Account> find(String id) {
        return Optional.ofNullable(accounts.get(id));
    }

    @Override
    public Account get(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no account " + id));
    }

    @Override
    public Collection<Account> all() {
        return accounts.values();
    }
}
