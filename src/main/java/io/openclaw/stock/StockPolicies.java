package io.openclaw.stock;

import io.openclaw.account.Accounts;
import io.openclaw.account.NamesAccounts;
import io.openclaw.store.Sql;
import io.openclaw.tracking.DataFile;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The stock policy in force, and what it says of one row or channel. */
@Component("stockPolicies")
public class StockPolicies implements NamesAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(StockPolicies.class);
    private static final long CATEGORY_NANOS = 60_000_000_000L;

    private final Path path;
    private final Accounts accounts;
    private final JdbcClient jdbc;
    private final String category = Sql.of("stock").get("category");
    private final Map<String, Category> categories = new ConcurrentHashMap<>();
    private final StockPolicyVersions versions;
    private volatile DataFile.Entry inForce;
    private volatile StockPolicy policy;

    /** A product's category as it was read; null inside where it has none. */
    private record Category(Optional<String> name, long readAt) {}

    @Autowired
    public StockPolicies(
            @Value("${openclaw.stock-file:config/stock.yaml}") Path path,
            Accounts accounts,
            JdbcClient jdbc,
            StockPolicyVersions versions) {
        this.path = path;
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.versions = versions;
        take();
        remember();
    }

    StockPolicies(StockPolicy policy, JdbcClient jdbc, StockPolicyVersions versions) {
        this.path = Path.of("stock.yaml");
        this.accounts = null;
        this.jdbc = jdbc;
        this.versions = versions;
        put(policy);
    }

    public Path path() {
        return path;
    }

    /**
     * Puts the file as it stands now in force.
     *
     * @throws DataFile.Invalid for a mistake in it; then the policy before stays in force
     */
    public void reload() {
        take();
        categories.clear();
        LOG.info("stock policy of {} is in force", path);
    }

    private void take() {
        DataFile.Entry read = DataFile.read(path);
        policy = StockPolicyFile.read(read, accounts);
        inForce = read;
    }

    @Override
    public void check(Accounts others) {
        StockPolicyFile.read(inForce, others);
    }

    /** Notes what is in force, so that it can be said later why a figure was another one; once, however many hubs read the file. */
    public void remember() {
        versions.note(policy);
    }

    void put(StockPolicy another) {
        policy = another;
        reloadCategories();
        remember();
    }

    void reloadCategories() {
        categories.clear();
    }

    /** The policy in force at a moment and those since, the last of them the present one. */
    public List<StockPolicyVersions.Version> since(OffsetDateTime moment) {
        return versions.since(moment, policy);
    }

    public StockPolicy policy() {
        return policy;
    }

    int safety(StockKey key) {
        StockPolicy now = policy;
        return now.safety().isEmpty() ? 0 : now.safetyOf(key.warehouse(), category(now, key), key.sku());
    }

    StockPolicy.Buffer buffer(StockKey key) {
        StockPolicy now = policy;
        return now.buffers().isEmpty()
                ? StockPolicy.Buffer.NONE
                : now.bufferOf(key.warehouse(), category(now, key), key.sku());
    }

    public StockPolicy.Share share(String tenant, String account, String sku) {
        StockPolicy now = policy;
        return now.shares().isEmpty()
                ? StockPolicy.Share.ALL
                : now.shareOf(account, category(now, new StockKey(tenant, "", sku)), sku);
    }

    /** Whether orders of the account for the SKU are promised against goods on their way though they are no presales. */
    public boolean presold(String tenant, String account, String sku) {
        StockPolicy now = policy;
        return !now.presales().isEmpty() && now.presold(account, category(now, new StockKey(tenant, "", sku)), sku);
    }

    /** The counters with what the policy keeps back of them. */
    public Counters apply(Counters counters) {
        return counters.keeping(safety(counters.key()), buffer(counters.key()).of(counters.onHand()));
    }

    /** A product's category, null where it has none or none of the policies asks for one. */
    public String category(List<StockPolicyVersions.Version> policies, StockKey key) {
        return policies.stream()
                .map(StockPolicyVersions.Version::policy)
                .filter(StockPolicy::asksForCategory)
                .findFirst()
                .map(asking -> category(asking, key))
                .orElse(null);
    }

    private String category(StockPolicy now, StockKey key) {
        if (!now.asksForCategory()) {
            return null;
        }
        String id = key.tenant() + "/" + key.sku();
        Category known = categories.get(id);
        if (known == null || System.nanoTime() - known.readAt() > CATEGORY_NANOS) {
            Optional<String> name = jdbc.sql(category)
                    .param("tenant", key.tenant())
                    .param("sku", key.sku())
                    .query((row, n) -> Optional.ofNullable(row.getString("category")))
                    .optional()
                    .flatMap(found -> found);
            known = new Category(name, System.nanoTime());
            categories.put(id, known);
        }
        return known.name().orElse(null);
    }
}
