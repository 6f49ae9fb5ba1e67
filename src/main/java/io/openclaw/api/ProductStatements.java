package io.openclaw.api;

import static io.openclaw.api.SkuFirewall.segment;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.product.Product;
import io.openclaw.product.ProductChange;
import io.openclaw.product.ProductSheet;
import io.openclaw.product.Products;
import io.openclaw.product.SkuMapping;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The step of the route {@code product-statement}: reads a statement on top of what is known, and refuses what cannot be. */
@Component("productStatements")
public class ProductStatements {

    static final List<String> FIELDS = List.of(
            "title",
            "brand",
            "origin",
            "material",
            "purpose",
            "category",
            "sales_url",
            "weight_g",
            "length_mm",
            "width_mm",
            "height_mm",
            "boxes_per_unit",
            "battery",
            "liquid",
            "magnetic",
            "powder",
            "declared_name_cn",
            "declared_name_en",
            "declared_value",
            "declared_currency",
            "hs_code",
            "hs_codes",
            "home_warehouse",
            "components",
            "mappings",
            "add_mappings");

    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());
    private static final Pattern TARIFF = Pattern.compile("[0-9][0-9.]{3,19}");
    private static final Pattern BATTERY = Pattern.compile("9(65|66|67|68|69|70)");
    private static final int HEAVIEST_G = 2_000_000;
    private static final int LONGEST_MM = 20_000;

    private final Products products;
    private final Accounts accounts;

    public ProductStatements(Products products, Accounts accounts) {
        this.products = products;
        this.accounts = accounts;
    }

    /** States what is given; called inside the route's transaction. A SKU that was not known is sold under its own name, unless its codes are stated. */
    public ProductChange set(ProductWrite write) {
        StatedFields said = new StatedFields(write.fields(), FIELDS);
        Optional<ProductSheet> before = products.lockedSheet(write.tenant(), write.sku());
        Product product = product(
                write, said, before.map(ProductSheet::product).orElseGet(() -> unknown(write.tenant(), write.sku())));
        return products.state(
                before,
                new ProductSheet(
                        product,
                        home(
                                write,
                                said,
                                before.map(ProductSheet::homeWarehouse).orElse(null)),
                        components(
                                write,
                                said,
                                before.map(ProductSheet::components).orElse(Map.of())),
                        mappings(
                                write,
                                said,
                                before.map(ProductSheet::mappings).orElse(List.of(SkuMapping.ownName(write.sku()))))));
    }

    private static Product unknown(String tenant, String sku) {
        return new Product(
                tenant, sku, null, null, null, null, null, null, null, null, null, 1, null, false, false, false, null,
                null, null, null, null, null, null, Map.of());
    }

    private static Product product(ProductWrite write, StatedFields said, Product was) {
        Integer boxes = said.whole("boxes_per_unit", was.boxesPerUnit(), 100);
        return new Product(
                write.tenant(),
                write.sku(),
                said.text("title", was.title(), 500),
                said.text("brand", was.brand(), 200),
                said.text("origin", was.origin(), 2, COUNTRY, "two capital letters, ISO 3166-1: CN"),
                said.text("material", was.material(), 200),
                said.text("purpose", was.purpose(), 200),
                said.whole("weight_g", was.weightG(), HEAVIEST_G),
                said.whole("length_mm", was.lengthMm(), LONGEST_MM),
                said.whole("width_mm", was.widthMm(), LONGEST_MM),
                said.whole("height_mm", was.heightMm(), LONGEST_MM),
                boxes == null ? 1 : boxes,
                said.text(
                        "battery",
                        was.battery(),
                        20,
                        BATTERY,
                        "the UN packing instruction, 965 to 970, or null for none"),
                said.flag("liquid", was.liquid()),
                said.flag("magnetic", was.magnetic()),
                said.flag("powder", was.powder()),
                said.text("declared_name_cn", was.declaredNameCn(), 200),
                said.text("declared_name_en", was.declaredNameEn(), 200),
                said.amount("declared_value", was.declaredValue()),
                currency(said, was.declaredCurrency()),
                said.text("hs_code", was.hsCode(), 20, TARIFF, "the tariff code in digits: 940520"),
                said.text("sales_url", was.salesUrl(), 1000),
                said.text("category", was.category(), 120),
                said.texts(
                        "hs_codes", was.hsCodes(), COUNTRY, TARIFF, "tariff codes by country: {\"DE\": \"940520\"}"));
    }

    /** Customs are told it as it is, so three letters that are no currency have to be seen here. */
    private static String currency(StatedFields said, String before) {
        String currency = said.text("declared_currency", before, 3, CURRENCY, "three capital letters: USD");
        if (said.says("declared_currency") && currency != null && !CURRENCIES.contains(currency)) {
            throw ApiProblem.badRequest(
                    "$.declared_currency '" + currency + "' is not understood", "a currency of ISO 4217: USD");
        }
        return currency;
    }

    private String home(ProductWrite write, StatedFields said, String before) {
        String home = said.text("home_warehouse", before, 60);
        if (home != null && said.says("home_warehouse")) {
            known(write.tenant(), home, Account.Kind.WAREHOUSE, "$.home_warehouse");
        }
        return home;
    }

    private Map<String, Integer> components(ProductWrite write, StatedFields said, Map<String, Integer> before) {
        if (!said.says("components")) {
            return before;
        }
        Map<String, Integer> components = new TreeMap<>();
        List<JsonNode> items = list(said.node("components"), "components", "[{\"sku\": \"CUP\", \"quantity\": 2}]");
        for (int i = 0; i < items.size(); i++) {
            String at = "$.components[" + i + "]";
            StatedFields.only(items.get(i), at, List.of("sku", "quantity"));
            String sku = items.get(i).path("sku").asText();
            JsonNode quantity = items.get(i).path("quantity");
            if (sku.isBlank() || !quantity.isIntegralNumber() || quantity.asLong() < 1 || quantity.asLong() > 10_000) {
                throw ApiProblem.badRequest(
                        at + " needs a sku and a whole quantity from 1 to 10000",
                        "write it as {\"sku\": \"CUP\", \"quantity\": 2}");
            }
            if (sku.equals(write.sku())) {
                throw ApiProblem.badRequest(
                        at + ".sku is the product itself", "a SKU that is stocked as it is has no components: []");
            }
            if (products.find(write.tenant(), sku).isEmpty()) {
                throw ApiProblem.badRequest(
                        at + ".sku '" + sku + "' is no product",
                        "PUT /api/v2.1/products/" + segment(sku) + " makes it known first");
            }
            if (!products.components(write.tenant(), List.of(sku)).isEmpty()) {
                throw ApiProblem.badRequest(
                        at + ".sku '" + sku + "' is a bundle itself", "name what it consists of, all of it stocked");
            }
            if (components.put(sku, quantity.asInt()) != null) {
                throw ApiProblem.badRequest(at + ".sku '" + sku + "' stands twice", "state the sum of both once");
            }
        }
        List<String> bundles = components.isEmpty() ? List.of() : products.bundlesWith(write.tenant(), write.sku());
        if (!bundles.isEmpty()) {
            throw ApiProblem.badRequest(
                    "$.components: " + write.sku() + " is itself part of " + String.join(", ", bundles),
                    "a bundle consists of stocked SKUs alone");
        }
        return components;
    }

    /** {@code mappings} are all there are from now on; {@code add_mappings} come to them, or to those there were. */
    private List<SkuMapping> mappings(ProductWrite write, StatedFields said, List<SkuMapping> before) {
        List<SkuMapping> mappings = new ArrayList<>(said.says("mappings") ? codes(write, said, "mappings") : before);
        if (said.says("add_mappings")) {
            mappings.addAll(codes(write, said, "add_mappings"));
        }
        return mappings.stream().distinct().toList();
    }

    private List<SkuMapping> codes(ProductWrite write, StatedFields said, String field) {
        List<SkuMapping> mappings = new ArrayList<>();
        List<JsonNode> items =
                list(said.node(field), field, "[{\"account\": \"shopify-us\", \"platform_sku\": \"MUG-BLUE\"}]");
        for (int i = 0; i < items.size(); i++) {
            String at = "$." + field + "[" + i + "]";
            StatedFields.only(items.get(i), at, List.of("account", "platform_sku"));
            String account = items.get(i).path("account").asText(SkuMapping.EVERY_ACCOUNT);
            String code = items.get(i).path("platform_sku").asText();
            if (code.isBlank() || code.length() > 200) {
                throw ApiProblem.badRequest(
                        at + ".platform_sku is missing, or longer than 200", "the code the platform sells it under");
            }
            if (!account.equals(SkuMapping.EVERY_ACCOUNT)) {
                known(write.tenant(), account, Account.Kind.PLATFORM, at + ".account");
            }
            mappings.add(new SkuMapping(account, code, write.sku()));
        }
        return mappings;
    }

    private static List<JsonNode> list(JsonNode value, String name, String hint) {
        List<JsonNode> items = new ArrayList<>();
        if (!value.isNull()) {
            if (!value.isArray()) {
                throw ApiProblem.badRequest("$." + name + " is no list", "write it as " + hint);
            }
            value.forEach(items::add);
        }
        return items;
    }

    private void known(String tenant, String id, Account.Kind kind, String field) {
        boolean there = accounts.find(id)
                .filter(a -> a.kind() == kind && a.tenant().equals(tenant))
                .isPresent();
        if (!there) {
            throw ApiProblem.badRequest(
                    field + " '" + id + "' is no " + kind.word() + " account",
                    "they are: "
                            + String.join(
                                    ", ",
                                    accounts.all(kind).stream()
                                            .filter(a -> a.tenant().equals(tenant))
                                            .map(Account::id)
                                            .sorted()
                                            .toList()));
        }
    }
}
