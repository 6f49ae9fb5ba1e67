package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.push.Hmac;
import io.openclaw.sandbox.push.Push;
import io.openclaw.sandbox.push.PushFormat;
import io.openclaw.sandbox.web.VendorDoor;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Shopify's access token on the way in, its webhook headers on the way out: base64 HMAC-SHA256 over the raw body. */
@Component
final class ShopifyDoor implements VendorDoor, PushFormat {

    static final String CREATED = "orders/create";
    static final String CANCELLED = "orders/cancelled";
    static final String UPDATED = "orders/updated";

    @Override
    public String vendor() {
        return "shopify";
    }

    @Override
    public List<String> operations() {
        return List.of(
                "list-orders",
                "list-holds",
                "get-order",
                "list-fulfillment-orders",
                "get-fulfillment-order",
                "find-shipment",
                "confirm-shipment",
                "update-tracking",
                "post-tracking-event",
                "list-tracking-events",
                "cancel-order",
                "cancel-fulfillment",
                "push-stock",
                "read-stock");
    }

    @Override
    public List<String> pushes() {
        return List.of(CREATED, CANCELLED, UPDATED, ShopifyHolds.HELD, ShopifyHolds.RELEASED);
    }

    @Override
    public void check(SandboxAccount account, PartnerCall call) {
        if (!account.secret().equals(call.header("X-Shopify-Access-Token"))) {
            call.reply(
                    401,
                    Map.of("errors", "[API] Invalid API key or access token (unrecognized login or wrong password)"));
        }
    }

    @Override
    public Map<String, String> headers(SandboxAccount account, Push push, byte[] body, Instant now) {
        return Map.of(
                "X-Shopify-Topic", push.type(),
                "X-Shopify-Hmac-SHA256", Base64.getEncoder().encodeToString(Hmac.sha256(account.secret(), body)),
                "X-Shopify-Shop-Domain", account.setting("shop_domain", account.id() + ".myshopify.com"),
                "X-Shopify-Webhook-Id", push.id(),
                "X-Shopify-API-Version", "2024-10",
                "X-Shopify-Triggered-At", now.toString());
    }
}
