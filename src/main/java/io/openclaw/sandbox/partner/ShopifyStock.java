package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.SandboxAccounts;
import io.openclaw.sandbox.ledger.Ids;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.store.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * A shop's inventory by GraphQL: items by SKU, quantities set. Inventory is set as often as it is asked for, all figures of a
 * call or none. The shop sells whatever SKU it is asked about, but for those its setting {@code unlisted_skus} matches
 * ({@code UNLISTED-.*} by default); a SKU it has not heard of yet shows {@value #TYPED_IN} units, as somebody typed in before
 * there was a hub.
 */
@Component("sandboxStock")
public final class ShopifyStock {

    private static final Sql SQL = Sql.of("sandbox");
    private static final int TYPED_IN = 25;
    private static final int MOST = 250;
    private static final String ITEM = "gid://shopify/InventoryItem/";
    private static final String LOCATION = "gid://shopify/Location/";
    private static final long ONLY_LOCATION = 1;
    private static final Pattern SKU = Pattern.compile("sku:\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final PartnerStore store;
    private final Ledger ledger;
    private final Ids ids;
    private final SandboxAccounts accounts;

    public ShopifyStock(PartnerStore store, Ledger ledger, Ids ids, SandboxAccounts accounts) {
        this.store = store;
        this.ledger = ledger;
        this.ids = ids;
        this.accounts = accounts;
    }

    /** The GraphQL questions and mutations about inventory. */
    CompletionStage<PartnerCall> serve(PartnerCall call, String query, Map<String, Object> variables) {
        return store.write(writing -> query.contains("inventorySetQuantities")
                ? set(writing, call, Json.child(variables, "input"))
                : items(writing, call, query, variables));
    }

    /** Somebody sets a figure at the shop, past the hub; answers with the figure. */
    public CompletionStage<Integer> typedIn(String account, String sku, int available) {
        return store.write(writing -> {
            item(writing, account, sku);
            writing.jdbc().update(SQL.get("shop-item-typed-in"), available, account, sku);
            return available;
        });
    }

    /** A buyer has taken units, or with a negative quantity given them back. */
    static void sold(Writing writing, String account, String sku, int quantity) {
        writing.jdbc().update(SQL.get("shop-item-sold"), quantity, account, sku);
    }

    private PartnerCall items(Writing writing, PartnerCall call, String query, Map<String, Object> variables) {
        List<Map<String, Object>> nodes = new ArrayList<>();
        Matcher wanted = SKU.matcher(String.valueOf(variables.get("q")));
        Pattern unlisted = Pattern.compile(accounts.get(call.account()).setting("unlisted_skus", "UNLISTED-.*"));
        while (wanted.find()) {
            String sku = wanted.group(1).replaceAll("\\\\(.)", "$1");
            if (!unlisted.matcher(sku).matches()) {
                nodes.add(node(item(writing, call.account(), sku), sku, variables.get("location")));
            }
        }
        return call.reply(200, Map.of("data", Map.of("inventoryItems", Map.of("nodes", nodes))));
    }

    private static Map<String, Object> node(Map<String, Object> item, String sku, Object location) {
        Map<String, Object> level = Map.of(
                "location",
                Map.of("id", LOCATION + ONLY_LOCATION),
                "quantities",
                List.of(Map.of("name", "available", "quantity", item.get("available"))));
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("id", ITEM + item.get("id"));
        node.put("sku", sku);
        if (location == null) {
            node.put("inventoryLevels", Map.of("nodes", List.of(level)));
        } else {
            node.put("inventoryLevel", location.equals(LOCATION + ONLY_LOCATION) ? level : null);
        }
        return node;
    }

    private PartnerCall set(Writing writing, PartnerCall call, Map<String, Object> input) {
        List<Map<String, Object>> quantities = Json.children(input, "quantities");
        call.about(Json.text(input, "referenceDocumentUri"));
        if (quantities.size() > MOST) {
            return error(
                    call,
                    "MAX_INPUT_SIZE_EXCEEDED",
                    "The input array size of " + quantities.size() + " is greater than the maximum allowed of " + MOST
                            + ".");
        }
        List<Map<String, Object>> errors = new ArrayList<>();
        if (!"available".equals(input.get("name"))) {
            errors.add(userError("INVALID_NAME", "The quantity name must be either 'available' or 'on_hand'.", "name"));
        }
        List<String> skus = new ArrayList<>();
        for (int i = 0; i < quantities.size(); i++) {
            skus.add(check(writing, call.account(), input, quantities.get(i), i, errors));
        }
        if (errors.isEmpty()) {
            call.reply(200, answer(errors));
            for (int i = 0; i < quantities.size(); i++) {
                int units = ((Number) quantities.get(i).get("quantity")).intValue();
                String item = call.account() + "/" + skus.get(i);
                writing.jdbc().update(SQL.get("shop-item-set"), units, call.account(), skus.get(i));
                // A figure replaces the one before: each is a statement of its own, by its number.
                Object number = item(writing, call.account(), skus.get(i)).get("told");
                ledger.tookOneOf(writing, call, "inventory-set", item + "/" + number, Integer.toString(units));
            }
            return call;
        }
        return call.reply(200, answer(errors));
    }

    private static String check(
            Writing writing,
            String account,
            Map<String, Object> input,
            Map<String, Object> quantity,
            int index,
            List<Map<String, Object>> errors) {
        String id = String.valueOf(quantity.get("inventoryItemId")).replace(ITEM, "");
        List<Map<String, Object>> rows = id.matches("\\d{1,18}")
                ? writing.jdbc().queryForList(SQL.get("shop-item-of-id"), account, Long.parseLong(id))
                : List.of();
        String at = String.valueOf(index);
        if (rows.isEmpty()) {
            errors.add(userError(
                    "INVALID_INVENTORY_ITEM",
                    "The specified inventory item could not be found.",
                    "quantities",
                    at,
                    "inventoryItemId"));
            return null;
        }
        if (!(LOCATION + ONLY_LOCATION).equals(quantity.get("locationId"))) {
            errors.add(userError(
                    "INVALID_LOCATION", "The specified location could not be found.", "quantities", at, "locationId"));
        }
        if (!(quantity.get("quantity") instanceof Number units) || units.intValue() < 0) {
            errors.add(userError(
                    "INVALID_QUANTITY_NEGATIVE", "The quantity can't be negative.", "quantities", at, "quantity"));
        }
        if (!Boolean.TRUE.equals(input.get("ignoreCompareQuantity"))) {
            Object compare = quantity.get("compareQuantity");
            if (compare == null) {
                errors.add(userError(
                        "COMPARE_QUANTITY_REQUIRED",
                        "The compareQuantity argument must be given to each quantity or ignored using ignoreCompareQuantity.",
                        "quantities",
                        at));
            } else if (((Number) compare).intValue() != ((Number) rows.get(0).get("available")).intValue()) {
                errors.add(userError(
                        "COMPARE_QUANTITY_STALE",
                        "The compareQuantity value does not match persisted value.",
                        "quantities",
                        at,
                        "compareQuantity"));
            }
        }
        return (String) rows.get(0).get("sku");
    }

    private Map<String, Object> item(Writing writing, String account, String sku) {
        List<Map<String, Object>> rows = writing.jdbc().queryForList(SQL.get("shop-item-of"), account, sku);
        if (rows.isEmpty()) {
            writing.jdbc().update(SQL.get("shop-item"), account, sku, ids.next(), TYPED_IN);
            rows = writing.jdbc().queryForList(SQL.get("shop-item-of"), account, sku);
        }
        return rows.get(0);
    }

    private static Map<String, Object> answer(List<Map<String, Object>> errors) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("inventoryAdjustmentGroup", null);
        payload.put("userErrors", errors);
        return Map.of("data", Map.of("inventorySetQuantities", payload));
    }

    private static Map<String, Object> userError(String code, String message, String... path) {
        List<String> field = new ArrayList<>(List.of("input"));
        field.addAll(List.of(path));
        return Map.of("code", code, "message", message, "field", field);
    }

    static PartnerCall error(PartnerCall call, String code, String message) {
        return call.reply(
                200, Map.of("errors", List.of(Map.of("message", message, "extensions", Map.of("code", code)))));
    }
}
