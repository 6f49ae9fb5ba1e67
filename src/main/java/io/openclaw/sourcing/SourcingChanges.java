package io.openclaw.sourcing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.rates.RateConfig;
import io.openclaw.rulefile.RuleVersions;
import io.openclaw.sourcing.fulfillment.CapacityDays;
import io.openclaw.sourcing.rules.SourcingConfig;
import io.openclaw.stock.StockPolicies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Sees that what decisions go by is not what it was, so that orders which wait are looked at again: the sourcing rules, the rate cards, the
 * stock policy and the accounts, all of them together; and a warehouse whose day is a new one, where a capacity counts for it.
 *
 * <p>What has changed is one occasion, whatever else changed with it, and its name is the same in every hub. A hub that was down
 * when a file was edited finds it at its start. Whether an account may act is left out: who waits for that is woken by
 * {@code backorder-accounts}.
 */
@Component("sourcingChanges")
public class SourcingChanges {

    private static final String GROUND = "ground";

    private final SourcingConfig rules;
    private final RateConfig rates;
    private final StockPolicies policies;
    private final Accounts accounts;
    private final CapacityDays days;
    private final RuleVersions versions;
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private final Map<String, String> told = new ConcurrentHashMap<>();

    public SourcingChanges(
            SourcingConfig rules,
            RateConfig rates,
            StockPolicies policies,
            Accounts accounts,
            CapacityDays days,
            RuleVersions versions) {
        this.rules = rules;
        this.rates = rates;
        this.policies = policies;
        this.accounts = accounts;
        this.days = days;
        this.versions = versions;
    }

    /**
     * Something else than before: the data of {@code sourcing.changed}.
     *
     * @param warehouse whose day is a new one; null where the rules are others
     * @param occasion the same for all hubs, another one with every change
     * @param orderKey one look through the orders of a tenant is under way at a time
     * @param seen what a hub compares to know it again
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(String tenant, String warehouse, String occasion, String orderKey, @JsonIgnore String seen) {

        static String orderKey(String tenant) {
            return "sourcing:" + tenant;
        }

        private String subject() {
            return warehouse == null ? tenant : tenant + " " + warehouse;
        }
    }

    /** What this hub has not told since it started. */
    public List<Change> news() {
        List<Change> news = new ArrayList<>();
        ground(news);
        for (Account warehouse : accounts.all(Account.Kind.WAREHOUSE)) {
            if (days.counts(warehouse.id())) {
                String day = days.today(warehouse.id()).toString();
                add(news, warehouse.tenant(), warehouse.id(), "day " + warehouse.id() + " " + day, day);
            }
        }
        return news;
    }

    /** Notes that all hubs know of it. */
    public void told(Change change) {
        told.put(change.subject(), change.seen());
    }

    private void ground(List<Change> news) {
        String ground = digest();
        List<String> tenants = accounts.all().stream()
                .map(Account::tenant)
                .distinct()
                .filter(tenant -> !ground.equals(told.get(tenant)))
                .toList();
        if (!tenants.isEmpty()) {
            int number = versions.note(GROUND, ground);
            tenants.forEach(tenant -> add(news, tenant, null, "rules " + number, ground));
        }
    }

    private void add(List<Change> news, String tenant, String warehouse, String occasion, String seen) {
        Change change = new Change(tenant, warehouse, tenant + " " + occasion, Change.orderKey(tenant), seen);
        if (!seen.equals(told.get(change.subject()))) {
            news.add(change);
        }
    }

    private String digest() {
        MessageDigest digest = sha256();
        add(digest, rules.text());
        new TreeMap<>(rates.texts()).forEach((file, text) -> add(digest, file + "\n" + text));
        add(digest, policies.policy().toString());
        accounts.all().stream()
                .filter(account -> account.kind() != Account.Kind.ERP)
                .sorted(Comparator.comparing(Account::id))
                .forEach(account -> add(digest, facts(account)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What a decision may ask of an account, but for its mode. */
    private String facts(Account account) {
        try {
            return json.writeValueAsString(Arrays.asList(
                    account.id(),
                    account.tenant(),
                    account.kind(),
                    account.site(),
                    String.valueOf(account.timeZone()),
                    account.policy()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy of words and numbers cannot fail to be written", e);
        }
    }

    private static void add(MessageDigest digest, String part) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
