package io.openclaw.sourcing.rules;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.rates.RateBook;
import io.openclaw.rates.RateConfig;
import io.openclaw.rulefile.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Services the sourcing rules name and nobody sells. They are told and not refused: a service that is renamed stands under
 * both its names, in one file or the other, until both are saved, and orders go by what is left meanwhile.
 */
@Component
public class ServiceNames {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceNames.class);

    private final SourcingConfig sourcing;
    private final RateConfig rates;
    private final Accounts accounts;

    public ServiceNames(SourcingConfig sourcing, RateConfig rates, Accounts accounts) {
        this.sourcing = sourcing;
        this.rates = rates;
        this.accounts = accounts;
    }

    /** Says at the start, and after an edit of rules, rate cards or accounts, what no order will ever be sent by. */
    @EventListener(ApplicationReadyEvent.class)
    public void say() {
        unsold().forEach(line -> LOG.warn("OC-SOURCING-SERVICE {}", line));
    }

    /** In words, with file and line. */
    List<String> unsold() {
        SourcingConfig.InForce inForce = sourcing.inForce();
        RateBook book = rates.book();
        Map<String, String> unsold = new TreeMap<>();
        inForce.rules().warehouses().forEach((name, said) -> said.services().forEach(service -> {
            Set<String> sellers = service.contains("/") ? Set.of(before(service)) : sellers(name, said);
            Set<String> known = known(sellers, book);
            if (known != null && !known.contains(after(service))) {
                unsold.put(
                        service,
                        "is sold by nobody " + name + " ships with (" + String.join(", ", sellers) + ")"
                                + Spelling.suggestion(after(service), known));
            }
        }));
        inForce.rules().routings().stream()
                .flatMap(routing -> routing.rules().stream())
                .flatMap(rule -> rule.choice().preferred().stream())
                .forEach(service -> {
                    Set<String> sellers = service.contains("/") ? Set.of(before(service)) : everybody();
                    Set<String> known = service.contains("/") ? known(sellers, book) : anything(inForce.rules(), book);
                    if (known != null && !known.contains(after(service))) {
                        unsold.putIfAbsent(
                                service,
                                "is preferred, but sold by nobody" + Spelling.suggestion(after(service), known));
                    }
                });
        List<String> lines = new ArrayList<>();
        unsold.forEach((service, why) -> lines.add(sourcing.path() + ":" + inForce.line(names(service)) + ": service '"
                + service + "' " + why + "; no order is sent by it until " + rates.path()
                + " or the account's policy services has it"));
        return lines;
    }

    private Set<String> sellers(String warehouse, SourcingRules.Warehouse said) {
        Set<String> sellers = new LinkedHashSet<>(List.of(warehouse));
        sellers.addAll(said.carriers());
        accounts.find(warehouse).map(a -> a.policy("carrier", null)).ifPresent(sellers::add);
        return sellers;
    }

    private Set<String> everybody() {
        Set<String> all = new TreeSet<>();
        accounts.all().forEach(account -> all.add(account.id()));
        return all;
    }

    /** The services of those sellers; null where one of them lists none, so that any may be right. */
    private Set<String> known(Set<String> sellers, RateBook book) {
        Set<String> known = new TreeSet<>();
        for (String seller : sellers) {
            Set<String> listed = listed(seller);
            boolean carries = accounts.find(seller)
                    .filter(account -> account.kind() != Account.Kind.WAREHOUSE || sellers.size() == 1)
                    .isPresent();
            if (book.has(seller)) {
                known.addAll(book.services(seller));
            } else if (!listed.isEmpty()) {
                known.addAll(listed);
            } else if (carries) {
                return null;
            }
        }
        return known;
    }

    private Set<String> anything(SourcingRules rules, RateBook book) {
        Set<String> known = new TreeSet<>();
        everybody().forEach(seller -> {
            known.addAll(book.services(seller));
            known.addAll(listed(seller));
        });
        rules.warehouses().values().forEach(said -> said.services().forEach(s -> known.add(after(s))));
        return known;
    }

    private Set<String> listed(String seller) {
        Set<String> listed = new TreeSet<>();
        accounts.find(seller).ifPresent(account -> {
            if (account.policy().get("services") instanceof Map<?, ?> services) {
                services.keySet().forEach(name -> listed.add(name.toString()));
            }
            if (account.policy("service", null) != null) {
                listed.add(account.policy("service", null));
            }
        });
        return listed;
    }

    private static String before(String service) {
        return service.substring(0, service.indexOf('/'));
    }

    private static String after(String service) {
        return service.substring(service.indexOf('/') + 1);
    }

    private static Pattern names(String service) {
        return Pattern.compile("(?<![\\w/-])" + Pattern.quote(service) + "(?![\\w-])");
    }
}
