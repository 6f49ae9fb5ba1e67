package io.openclaw.e2e;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** A shop that pushes orders as Shopify does: REST Admin body, signature over the raw bytes, one id per webhook. */
public final class ShopifyShop {

    public static final String PATH = "/webhooks/platform/shopify-us";
    private static final String SECRET = "sandbox-shopify-us-secret";

    private final HubClient hub;

    public ShopifyShop(HubClient hub) {
        this.hub = hub;
    }

    /** A paid order of one line to an invented address in Ohio. */
    public static ObjectNode order(long id, String name, String sku, int quantity) {
        ObjectNode order = HubClient.JSON.createObjectNode();
        order.put("id", id).put("name", name).put("order_number", id % 100_000);
        order.put("created_at", "2026-11-20T09:15:00-05:00").put("updated_at", "2026-11-20T09:15:00-05:00");
        order.put("processed_at", "2026-11-20T09:15:00-05:00")
                .putNull("cancelled_at")
                .putNull("closed_at");
        order.put("currency", "USD")
                .put("financial_status", "paid")
                .putNull("fulfillment_status")
                .put("test", false);
        order.put("total_price", "59.98").put("total_line_items_price", "59.98").put("subtotal_price", "59.98");
        order.put("total_discounts", "0.00").put("total_tax", "0.00").put("email", "buyer@example.com");
        order.putNull("note").put("tags", "").put("customer_locale", "en-US");
        ArrayNode lines = order.putArray("line_items");
        lines.addObject()
                .put("id", id * 10 + 1)
                .put("sku", sku)
                .put("title", "Desk lamp")
                .put("variant_id", 501)
                .put("product_id", 401)
                .put("quantity", quantity)
                .put("current_quantity", quantity)
                .put("fulfillable_quantity", quantity)
                .put("price", "29.99")
                .put("requires_shipping", true)
                .put("gift_card", false)
                .put("fulfillment_service", "manual");
        order.putArray("refunds");
        order.putObject("shipping_address")
                .put("first_name", "Robin")
                .put("last_name", "Sample")
                .put("name", "Robin Sample")
                .put("address1", "12 Example Street")
                .putNull("address2")
                .put("city", "Columbus")
                .put("province", "Ohio")
                .put("province_code", "OH")
                .put("country", "United States")
                .put("country_code", "US")
                .put("zip", "43004")
                .put("phone", "+1 614-555-0123");
        return order;
    }

    /** Pushes the order under a webhook id of its own. */
    public HubClient.Answer push(String topic, ObjectNode order) {
        return push(topic, bytes(order), UUID.randomUUID().toString());
    }

    public HubClient.Answer push(String topic, byte[] body, String webhookId) {
        return hub.push(PATH, body, headers(topic, body, webhookId));
    }

    public static byte[] bytes(ObjectNode order) {
        return order.toString().getBytes(StandardCharsets.UTF_8);
    }

    public static String[] headers(String topic, byte[] body, String webhookId) {
        return new String[] {
            "Content-Type",
            "application/json",
            "X-Shopify-Topic",
            topic,
            "X-Shopify-Shop-Domain",
            "sample-shop.myshopify.example",
            "X-Shopify-Api-Version",
            "2024-10",
            "X-Shopify-Webhook-Id",
            webhookId,
            "X-Shopify-Hmac-Sha256",
            Base64.getEncoder().encodeToString(HubClient.hmac(SECRET, body))
        };
    }
}
