package io.openclaw.account;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts made up by a test; all of the tenant {@code demo}. */
public final class TestAccounts implements Accounts {

    private final Map<String, Account> accounts = new LinkedHashMap<>();

    public TestAccounts platform(String id) {
        return add(id, Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of());
    }

    public TestAccounts carrier(String id, Map<String, Object> policy) {
        return add(id, Account.Kind.CARRIER, Account.Mode.LIVE, policy);
    }

    /** A warehouse that makes its own labels. */
    public TestAccounts warehouse(String id) {
        return add(id, Account.Kind.WAREHOUSE, Account.Mode.LIVE, Map.of("label_source", "warehouse"));
    }

    /** A warehouse for which labels are bought from a carrier account. */
    public TestAccounts warehouse(String id, String carrier) {
        return add(
                id, Account.Kind.WAREHOUSE, Account.Mode.LIVE, Map.of("label_source", "carrier", "carrier", carrier));
    }

    /** Adds an account, or puts it in the place of the one that had its name. */
    public TestAccounts add(String id, Account.Kind kind, Account.Mode mode, Map<String, Object> policy) {
        accounts.put(
                id,
                new Account(
                        id,
                        "demo",
                        kind,
                        "generic",
                        id,
                        "US",
                        ZoneOffset.UTC,
                        "USD",
                        mode,
                        null,
                        "http://localhost",
                        List.of("secret"),
                        Map.of(),
                        policy,
                        Map.of()));
        return this;
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
        return new ArrayList<>(accounts.values());
    }
}
