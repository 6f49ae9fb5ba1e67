package io.openclaw.account;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * One shop site, warehouse, carrier contract or ERP tenant, as {@code config/partners.yaml} describes it.
 *
 * @param id unique name: {@code shopify-us}
 * @param kind platform, carrier, warehouse or erp
 * @param vendor names the connector's routes: {@code shopify} stands for {@code direct:shopify.<operation>}
 * @param authorization the grant it shares with others; its own id where it shares none. Rate budgets belong to it
 * @param site country of the shop or warehouse
 * @param timeZone zone the partner means when it sends a time without one; null where nobody said
 * @param actFrom orders placed before are imported, never acted on; null for no limit
 * @param baseUrl where its API is
 * @param secrets shared secrets of its pushes; two may be active while one is rotated
 * @param credentials what its signature scheme needs (access_token, app_key ...)
 * @param policy what the seller decided for it (confirm_shipment, post_tracking, cool_off_minutes ...)
 * @param limits calls a second (or as the connector reads it) by throttle id, over the connector's own default
 */
public record Account(
        String id,
        String tenant,
        Kind kind,
        String vendor,
        String authorization,
        String site,
        ZoneId timeZone,
        String currency,
        Mode mode,
        Instant actFrom,
        String baseUrl,
        List<String> secrets,
        Map<String, String> credentials,
        Map<String, Object> policy,
        Map<String, Object> limits) {

    public enum Kind {
        PLATFORM,
        CARRIER,
        WAREHOUSE,
        ERP;

        /** The word on the wire and in channel names. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How far the hub goes for an account. */
    public enum Mode {
        OFF,
        /** Fills the pool and stops. */
        IMPORT_ONLY,
        /** Decides everything and calls nobody. */
        SHADOW,
        LIVE
    }

    /** The same account, with the hub going that far for it. */
    public Account in(Mode other) {
        return new Account(
                id,
                tenant,
                kind,
                vendor,
                authorization,
                site,
                timeZone,
                currency,
                other,
                actFrom,
                baseUrl,
                secrets,
                credentials,
                policy,
                limits);
    }

    /** A policy as text, or the given default. */
    public String policy(String name, String otherwise) {
        Object value = policy.get(name);
        return value == null ? otherwise : value.toString();
    }

    /** A policy that lists words; empty where it is not set. */
    public List<String> policyList(String name) {
        Object value = policy.get(name);
        if (value instanceof List<?> list) {
            return list.stream().map(Object::toString).toList();
        }
        return value == null ? List.of() : List.of(value.toString());
    }

    /** The ERP that is told about this account's orders, or null. Only an ERP that stands behind the hub is told. */
    public String erp() {
        return policy("erp", null);
    }

    /** Who does a step (deduct, label, confirm_shipment, push_stock): true when it is the hub. */
    public boolean hubDoes(String step) {
        return !(policy.get("steps") instanceof Map<?, ?> steps) || !"external".equals(steps.get(step));
    }
}
