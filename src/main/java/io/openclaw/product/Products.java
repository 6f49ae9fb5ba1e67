package io.openclaw.product;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The seller's products, and which of them an account's code means. */
@Component("products")
public class Products {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As codes are written: two who state the same ones, each of its own SKU, wait for each other in one order, not crosswise. */
    private static final Comparator<SkuMapping> IN_ORDER =
            Comparator.comparing(SkuMapping::account).thenComparing(SkuMapping::platformSku);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("product");

    public Products(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Optional<Product> find(String tenant, String sku) {
        return Optional.ofNullable(find(tenant, List.of(sku)).get(sku));
    }

    /** The known ones among the given SKUs, by SKU. */
    public Map<String, Product> find(String tenant, Collection<String> skus) {
        if (skus.isEmpty()) {
            return Map.of();
        }
        Map<String, Map<String, String>> hsCodes = new HashMap<>();
        jdbc.sql(sql.get("hs-codes"))
                .param("tenant", tenant)
                .param("skus", skus)
                .query((ResultSet row) -> {
                    hsCodes.computeIfAbsent(row.getString("sku"), sku -> new HashMap<>())
                            .put(row.getString("country_code"), row.getString("hs_code"));
                });
        Map<String, Product> products = new LinkedHashMap<>();
        jdbc.sql(sql.get("find"))
                .param("tenant", tenant)
                .param("skus", skus)
                .query((row, n) -> product(row, hsCodes.get(row.getString("sku"))))
                .list()
                .forEach(product -> products.put(product.sku(), product));
        return products;
    }

    /** Our SKUs of an account's codes; what the account maps itself goes before what is mapped for all. */
    public Map<String, String> map(String tenant, String account, Collection<String> platformSkus) {
        Map<String, String> mapped = new HashMap<>();
        if (!platformSkus.isEmpty()) {
            jdbc.sql(sql.get("map"))
                    .param("tenant", tenant)
                    .param("account", account)
                    .param("platform_skus", platformSkus)
                    .query((ResultSet row) -> {
                        String code = row.getString("platform_sku");
                        if (!row.getString("account").equals(SkuMapping.EVERY_ACCOUNT) || !mapped.containsKey(code)) {
                            mapped.put(code, row.getString("sku"));
                        }
                    });
        }
        return mapped;
    }

    /** What the bundles among these SKUs consist of: component SKU to quantity per bundle, by bundle. */
    public Map<String, Map<String, Integer>> components(String tenant, Collection<String> skus) {
        Map<String, Map<String, Integer>> bundles = new HashMap<>();
        if (!skus.isEmpty()) {
            jdbc.sql(sql.get("components"))
                    .param("tenant", tenant)
                    .param("skus", skus)
                    .query((ResultSet row) -> {
                        bundles.computeIfAbsent(row.getString("sku"), sku -> new LinkedHashMap<>())
                                .put(row.getString("component"), row.getInt("quantity"));
                    });
        }
        return bundles;
    }

    /**
     * Makes a product and its mappings known, or changes what is known of it. Whoever calls this emits
     * {@code product.changed} in the same transaction when the answer says so: orders may be waiting for it.
     */
    @Transactional
    public ProductChange register(Product product, List<SkuMapping> mappings) {
        boolean changed = store(product);
        for (SkuMapping mapping : mappings.stream().sorted(IN_ORDER).toList()) {
            changed |= map(product.tenant(), mapping);
        }
        return new ProductChange(product.tenant(), product.sku(), changed);
    }

    /** All that is stated of a SKU; empty where it is no product. */
    public Optional<ProductSheet> sheet(String tenant, String sku) {
        return find(tenant, sku)
                .map(product -> new ProductSheet(
                        product,
                        of("home", tenant, sku).query(String.class).optional().orElse(null),
                        components(tenant, List.of(sku)).getOrDefault(sku, Map.of()),
                        of("mappings-of", tenant, sku)
                                .query((row, n) ->
                                        new SkuMapping(row.getString("account"), row.getString("platform_sku"), sku))
                                .list()));
    }

    /**
     * The same, held until the transaction ends, so that two who change parts of it do not undo each other's. A SKU that is no
     * product is made one, empty yet, so that there is something to hold: who states it first is waited for by the second.
     */
    public Optional<ProductSheet> lockedSheet(String tenant, String sku) {
        boolean first = of("claim", tenant, sku)
                        .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                        .update()
                == 1;
        if (first) {
            return Optional.empty();
        }
        of("lock", tenant, sku).query(String.class).single();
        return sheet(tenant, sku);
    }

    /** The bundles that a SKU is a component of. */
    public List<String> bundlesWith(String tenant, String sku) {
        return of("bundles-with", tenant, sku).query(String.class).list();
    }

    /**
     * States all of a SKU in place of what was stated before: a component or a code that is not in it is no more. Whoever calls
     * this emits {@code product.changed} in the same transaction when the answer says so.
     *
     * @param before the {@link #lockedSheet} of this transaction
     */
    @Transactional
    public ProductChange state(Optional<ProductSheet> before, ProductSheet sheet) {
        Product product = sheet.product();
        String tenant = product.tenant();
        String sku = product.sku();
        boolean changed = store(product) || before.isEmpty();
        if (!Objects.equals(
                sheet.homeWarehouse(), before.map(ProductSheet::homeWarehouse).orElse(null))) {
            of("set-home", tenant, sku).param("home", sheet.homeWarehouse()).update();
            changed = true;
        }
        if (!sheet.components().equals(before.map(ProductSheet::components).orElse(Map.of()))) {
            noteChange(
                    tenant,
                    sku,
                    "components",
                    write(before.map(ProductSheet::components).orElse(Map.of())),
                    write(sheet.components()));
            of("delete-components", tenant, sku).update();
            sheet.components().forEach((component, quantity) -> of("insert-component", tenant, sku)
                    .param("component", component)
                    .param("quantity", quantity)
                    .update());
            changed = true;
        }
        TreeSet<SkuMapping> codes = new TreeSet<>(IN_ORDER);
        codes.addAll(before.map(ProductSheet::mappings).orElse(List.of()));
        codes.addAll(sheet.mappings());
        for (SkuMapping mapping : codes) {
            changed |= sheet.mappings().contains(mapping) ? map(tenant, mapping) : unmap(tenant, mapping);
        }
        return new ProductChange(tenant, sku, changed);
    }

    /** Maps one code of an account to a SKU. */
    @Transactional
    public ProductChange register(String tenant, SkuMapping mapping) {
        return new ProductChange(tenant, mapping.sku(), map(tenant, mapping));
    }

    private JdbcClient.StatementSpec of(String statement, String tenant, String sku) {
        return jdbc.sql(sql.get(statement)).param("tenant", tenant).param("sku", sku);
    }

    private boolean store(Product product) {
        Optional<Product> before = find(product.tenant(), product.sku());
        if (before.filter(product::equals).isPresent()) {
            return false;
        }
        String category = before.map(Product::category).orElse(null);
        if (!Objects.equals(category, product.category())) {
            noteChange(product.tenant(), product.sku(), "category", category, product.category());
        }
        Map<String, Object> row = row(product);
        if (jdbc.sql(sql.get("insert")).params(row).update() == 0) {
            jdbc.sql(sql.get("update")).params(row).update();
        }
        jdbc.sql(sql.get("delete-hs-codes"))
                .param("tenant", product.tenant())
                .param("sku", product.sku())
                .update();
        product.hsCodes().forEach((country, code) -> jdbc.sql(sql.get("insert-hs-code"))
                .param("tenant", product.tenant())
                .param("sku", product.sku())
                .param("country", country)
                .param("hs_code", code)
                .update());
        return true;
    }

    /** Keeps what a figure of stock goes by as it was, so that it can be said why the figure is another one. */
    private void noteChange(String tenant, String sku, String what, String was, String became) {
        of("change-insert", tenant, sku)
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("what", what)
                .param("was", was)
                .param("became", became)
                .update();
    }

    private static String write(Map<String, Integer> components) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(components));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers cannot fail to be written", e);
        }
    }

    private boolean map(String tenant, SkuMapping mapping) {
        Map<String, Object> row = Map.of(
                "tenant", tenant,
                "account", mapping.account(),
                "platform_sku", mapping.platformSku(),
                "sku", mapping.sku());
        // A row that another takes out this moment counts as there for H2, until it is waited for; then it is not.
        return insert(row) || jdbc.sql(sql.get("update-mapping")).params(row).update() > 0 || insert(row);
    }

    private boolean insert(Map<String, Object> mapping) {
        return jdbc.sql(sql.get("insert-mapping")).params(mapping).update() > 0;
    }

    private boolean unmap(String tenant, SkuMapping mapping) {
        return of("delete-mapping", tenant, mapping.sku())
                        .param("account", mapping.account())
                        .param("platform_sku", mapping.platformSku())
                        .update()
                > 0;
    }

    private Map<String, Object> row(Product product) {
        Map<String, Object> row = new HashMap<>();
        row.put("tenant", product.tenant());
        row.put("sku", product.sku());
        row.put("title", product.title());
        row.put("brand", product.brand());
        row.put("origin", product.origin());
        row.put("material", product.material());
        row.put("purpose", product.purpose());
        row.put("weight_g", product.weightG());
        row.put("length_mm", product.lengthMm());
        row.put("width_mm", product.widthMm());
        row.put("height_mm", product.heightMm());
        row.put("boxes_per_unit", product.boxesPerUnit());
        row.put("battery", product.battery());
        row.put("liquid", product.liquid());
        row.put("magnetic", product.magnetic());
        row.put("powder", product.powder());
        row.put("declared_name_cn", product.declaredNameCn());
        row.put("declared_name_en", product.declaredNameEn());
        row.put("declared_value", product.declaredValue());
        row.put("declared_currency", product.declaredCurrency());
        row.put("hs_code", product.hsCode());
        row.put("sales_url", product.salesUrl());
        row.put("category", product.category());
        row.put("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        return row;
    }

    private static Product product(ResultSet row, Map<String, String> hsCodes) throws SQLException {
        return new Product(
                row.getString("tenant"),
                row.getString("sku"),
                row.getString("title"),
                row.getString("brand"),
                row.getString("origin"),
                row.getString("material"),
                row.getString("purpose"),
                integer(row, "weight_g"),
                integer(row, "length_mm"),
                integer(row, "width_mm"),
                integer(row, "height_mm"),
                row.getInt("boxes_per_unit"),
                row.getString("battery"),
                row.getBoolean("liquid"),
                row.getBoolean("magnetic"),
                row.getBoolean("powder"),
                row.getString("declared_name_cn"),
                row.getString("declared_name_en"),
                row.getBigDecimal("declared_value"),
                row.getString("declared_currency"),
                row.getString("hs_code"),
                row.getString("sales_url"),
                row.getString("category"),
                hsCodes);
    }

    private static Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
