package io.openclaw.rates;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Which services collect cash on delivery. None does unless it is said so: on its rate card, among the services of its account, or of the
 * account as a whole ({@code cod: true} in all three).
 */
@Component("cashServices")
public class CashServices {

    private static final String COD = "cod";

    private final RateConfig rates;
    private final Accounts accounts;

    public CashServices(RateConfig rates, Accounts accounts) {
        this.rates = rates;
        this.accounts = accounts;
    }

    /** Whether any service of the tenant's carriers and warehouses that goes to the country collects. */
    public boolean reach(String tenant, String country) {
        RateBook book = rates.book();
        return accounts.all().stream()
                .filter(account -> account.tenant().equals(tenant))
                .filter(account -> account.kind() == Account.Kind.CARRIER || account.kind() == Account.Kind.WAREHOUSE)
                .anyMatch(seller -> reaches(book, seller, country));
    }

    private static boolean reaches(RateBook book, Account seller, String country) {
        Set<String> services = new LinkedHashSet<>(book.services(seller.id()));
        boolean carded = !services.isEmpty();
        if (!carded) {
            listed(seller).keySet().forEach(service -> services.add(service.toString()));
        }
        if (services.isEmpty()) {
            return collects(book, seller, null);
        }
        return services.stream()
                .anyMatch(service -> collects(book, seller, service)
                        && contracted(seller, service, country)
                        && (!carded || book.goes(seller.id(), service, country)));
    }

    /** @param service null for whatever the account ships with */
    public static boolean collects(RateBook book, Account seller, String service) {
        return Boolean.parseBoolean(seller.policy(COD, "false"))
                || service != null
                        && (book.collects(seller.id(), service)
                                || listed(seller).get(service) instanceof Map<?, ?> described
                                        && Boolean.TRUE.equals(described.get(COD)));
    }

    private static boolean contracted(Account seller, String service, String country) {
        Map<?, ?> services = listed(seller);
        return services.isEmpty()
                || services.containsKey(service)
                        && !(services.get(service) instanceof Map<?, ?> described
                                && described.get("countries") instanceof List<?> countries
                                && countries.stream()
                                        .map(Object::toString)
                                        .noneMatch(there -> there.equals("*") || there.equals(country)));
    }

    private static Map<?, ?> listed(Account seller) {
        return seller.policy().get("services") instanceof Map<?, ?> services ? services : Map.of();
    }
}
