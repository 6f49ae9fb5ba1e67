package io.openclaw.sandbox.demo;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.ledger.Ids;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes an order as Shopify's REST API and webhooks show it: paid, open, with one fulfillment order. */
public final class ShopifyOrder {

    /** Under this name the shop keeps the order's fulfillment order; it is not shown in the order. */
    public static final String FULFILLMENT_ORDER = "_fulfillment_order";

    private static final BigDecimal SHIPPING = new BigDecimal("5.00");
    private static final BigDecimal TAX_RATE = new BigDecimal("0.06");

    /** What is bought. */
    public record Item(String sku, String title, BigDecimal price, int grams, int quantity) {}

    private final SandboxAccount shop;
    private final Ids ids;

    public ShopifyOrder(SandboxAccount shop, Ids ids) {
        this.shop = shop;
        this.ids = ids;
    }

    public Map<String, Object> write(long number, List<Item> items, String country, String postcode) {
        long id = ids.next();
        String now = time(OffsetDateTime.now(ZoneOffset.UTC));
        String currency = shop.setting("currency", "USD");
        Map<String, Object> address = People.address(country, postcode);
        String email = People.email(address);
        BigDecimal goods = items.stream()
                .map(item -> item.price().multiply(BigDecimal.valueOf(item.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal tax = goods.multiply(TAX_RATE).setScale(2, RoundingMode.HALF_UP);
        BigDecimal total = goods.add(tax).add(SHIPPING);
        List<Map<String, Object>> lines = new ArrayList<>();
        List<Map<String, Object>> open = new ArrayList<>();
        for (Item item : items) {
            Map<String, Object> line = line(item, currency);
            lines.add(line);
            open.add(new LinkedHashMap<>(Map.of(
                    "id",
                    ids.next(),
                    "line_item_id",
                    line.get("id"),
                    "variant_id",
                    line.get("variant_id"),
                    "quantity",
                    item.quantity(),
                    "fulfillable_quantity",
                    item.quantity())));
        }

        Map<String, Object> order = new LinkedHashMap<>();
        order.put("id", id);
        order.put("admin_graphql_api_id", "gid://shopify/Order/" + id);
        order.put("name", "#" + number);
        order.put("number", number - 1000);
        order.put("order_number", number);
        order.put("confirmed", true);
        order.put("created_at", now);
        order.put("processed_at", now);
        order.put("updated_at", now);
        order.put("cancelled_at", null);
        order.put("cancel_reason", null);
        order.put("closed_at", null);
        order.put("currency", currency);
        order.put("presentment_currency", currency);
        order.put("financial_status", "paid");
        order.put("fulfillment_status", null);
        order.put("test", false);
        order.put("source_name", "web");
        order.put("customer_locale", "en");
        order.put("email", email);
        order.put("contact_email", email);
        order.put("phone", null);
        order.put("note", null);
        order.put("note_attributes", List.of());
        order.put("tags", "");
        order.put("taxes_included", false);
        order.put("total_line_items_price", goods.toPlainString());
        order.put("subtotal_price", goods.toPlainString());
        order.put("total_discounts", "0.00");
        order.put("total_tax", tax.toPlainString());
        order.put("total_price", total.toPlainString());
        order.put("current_total_price", total.toPlainString());
        order.put("total_shipping_price_set", money(SHIPPING, currency));
        order.put(
                "total_weight",
                items.stream().mapToInt(item -> item.grams() * item.quantity()).sum());
        order.put("discount_codes", List.of());
        order.put("discount_applications", List.of());
        order.put("tax_lines", List.of(Map.of("title", "State Tax", "rate", TAX_RATE, "price", tax.toPlainString())));
        order.put("line_items", lines);
        order.put(
                "shipping_lines",
                List.of(Map.of(
                        "id",
                        ids.next(),
                        "code",
                        "Standard",
                        "title",
                        "Standard",
                        "source",
                        "shopify",
                        "price",
                        SHIPPING.toPlainString())));
        order.put("shipping_address", address);
        order.put("billing_address", address);
        order.put(
                "customer",
                Map.of(
                        "id",
                        ids.next(),
                        "email",
                        email,
                        "first_name",
                        address.get("first_name"),
                        "last_name",
                        address.get("last_name"),
                        "state",
                        "disabled",
                        "tags",
                        ""));
        order.put("refunds", List.of());
        order.put(FULFILLMENT_ORDER, new LinkedHashMap<>(Map.of("id", ids.next(), "line_items", open)));
        return order;
    }

    /** A moment as the shop writes it. */
    public static String time(OffsetDateTime moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS)
                .withOffsetSameInstant(ZoneOffset.ofHours(-5))
                .toString()
                .replaceFirst("T(\\d\\d:\\d\\d)([+-])", "T$1:00$2");
    }

    private Map<String, Object> line(Item item, String currency) {
        long id = ids.next();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", id);
        line.put("admin_graphql_api_id", "gid://shopify/LineItem/" + id);
        line.put("sku", item.sku());
        line.put("title", item.title());
        line.put("name", item.title());
        line.put("variant_id", ids.next());
        line.put("variant_title", null);
        line.put("product_id", ids.next());
        line.put("product_exists", true);
        line.put("vendor", "OpenClaw Demo");
        line.put("quantity", item.quantity());
        line.put("current_quantity", item.quantity());
        line.put("fulfillable_quantity", item.quantity());
        line.put("fulfillment_service", "manual");
        line.put("fulfillment_status", null);
        line.put("requires_shipping", true);
        line.put("gift_card", false);
        line.put("taxable", true);
        line.put("grams", item.grams());
        line.put("price", item.price().toPlainString());
        line.put("price_set", money(item.price(), currency));
        line.put("total_discount", "0.00");
        line.put("discount_allocations", List.of());
        line.put("properties", List.of());
        line.put("tax_lines", List.of());
        return line;
    }

    private static Map<String, Object> money(BigDecimal amount, String currency) {
        Map<String, Object> one = Map.of("amount", amount.toPlainString(), "currency_code", currency);
        return Map.of("shop_money", one, "presentment_money", one);
    }
}
