package io.openclaw.sourcing.plan;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.sourcing.rules.WarehouseFacts;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The warehouse and carrier accounts that may not act for an order: switched off, importing only, or in shadow. What the order
 * would ship with if they acted tells whether it waits for one of them, or for stock.
 */
public final class Dormant {

    private final Accounts accounts;
    private final Set<String> names = new LinkedHashSet<>();

    public Dormant(Accounts accounts, Demand demand) {
        this.accounts = accounts;
        for (Account account : accounts.all()) {
            boolean ships = account.kind() == Account.Kind.WAREHOUSE || account.kind() == Account.Kind.CARRIER;
            if (ships && account.tenant().equals(demand.tenant()) && !mayAct(account, demand)) {
                names.add(account.id());
            }
        }
    }

    /** Whether an account may be given work of an order: a shadow account only what is decided and not carried out. */
    public static boolean mayAct(Account account, Demand demand) {
        return WarehouseFacts.mayAct(account.mode(), demand.shadow());
    }

    public boolean none() {
        return names.isEmpty();
    }

    /** The accounts as if these acted. */
    public Accounts awake() {
        return new Accounts() {
            @Override
            public Optional<Account> find(String id) {
                return accounts.find(id).map(this::awake);
            }

            @Override
            public Account get(String id) {
                return awake(accounts.get(id));
            }

            @Override
            public Collection<Account> all() {
                return accounts.all().stream().map(this::awake).toList();
            }

            private Account awake(Account account) {
                return names.contains(account.id()) ? account.in(Account.Mode.LIVE) : account;
            }
        };
    }

    /** Those of them that a way of shipping takes. */
    public Set<String> in(SourcingPlan.Proposal proposal) {
        Set<String> taken = new LinkedHashSet<>();
        for (SourcingPlan.Part part : proposal.parts()) {
            taken.add(part.warehouse());
            taken.add(part.carrier());
        }
        taken.retainAll(names);
        return taken;
    }

    /** That it is these an order waits for, and what would become of it without that. */
    public String words(SourcingPlan.Proposal proposal, String otherwise) {
        Set<String> waitedFor = in(proposal);
        String named = waitedFor.stream()
                .map(name -> "account " + name + " (mode "
                        + accounts.get(name).mode().name().toLowerCase(Locale.ROOT) + ")")
                .collect(Collectors.joining(" and "));
        return "waits for " + named + ", not for stock: set " + (waitedFor.size() == 1 ? "its mode" : "their modes")
                + " to live in config/partners.yaml and it goes on by itself; then " + proposal.decision()
                + "; until then " + otherwise;
    }

    /** Of all ways of shipping, those of the best first: the return of any of them is worth a look. */
    public List<String> in(List<SourcingPlan.Proposal> proposals) {
        Set<String> all = new LinkedHashSet<>();
        proposals.forEach(proposal -> all.addAll(in(proposal)));
        return List.copyOf(all);
    }
}
