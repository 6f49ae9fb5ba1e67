package io.openclaw.account;

import io.openclaw.rulefile.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the policies the hub itself reads may say. A connector may have further ones of its own. */
final class PolicyCheck {

    /** The policies the hub itself reads. */
    static List<String> known() {
        return KNOWN;
    }

    static final Set<String> MILESTONES = Set.of(
            "created",
            "pending_pickup",
            "picked_up",
            "in_transit",
            "export_customs",
            "linehaul",
            "import_customs",
            "customs_hold",
            "customs_cleared",
            "last_mile",
            "out_for_delivery",
            "available_for_pickup",
            "attempt_failed",
            "delivered",
            "returning",
            "returned",
            "lost",
            "damaged",
            "destroyed",
            "cancelled",
            "expired",
            "not_found");

    private static final List<String> KNOWN = List.of(
            "confirm_shipment",
            "confirm_hours_before_ship_by",
            "post_tracking",
            "poll_tracking_minutes",
            "poll_tracking_batch",
            "tracker_carrier_code",
            "cool_off_minutes",
            "withhold_unpaid_minutes",
            "authority",
            "hold_on_notes",
            "hold_on_risk",
            "ship_on_terms",
            "fulfillment_services",
            "local_delivery",
            "cod",
            "phone_required",
            "customs_data",
            "poll_minutes",
            "poll_overlap_minutes",
            "poll_first_hours",
            "poll_stock_minutes",
            "poll_stock_batch",
            "poll_absent",
            "read_stock_minutes",
            "push_stock_batch",
            "stock_location",
            "steps",
            "erp",
            "tracker",
            "carrier",
            "country",
            "label_source",
            "services",
            "sender",
            "late_numbers",
            "carrier_name",
            "tracking_url",
            "position",
            "split",
            "max_parcels",
            "cancel_backorders",
            "max_body_bytes",
            "http");
    private static final List<String> STEPS = List.of("deduct", "label", "confirm_shipment", "push_stock");
    private static final List<String> HTTP = List.of("connect_ms", "response_ms", "connections");

    private final Account account;
    private final Map<String, Account> all;
    private final Problems problems;

    PolicyCheck(Account account, Map<String, Account> all, Problems problems) {
        this.account = account;
        this.all = all;
        this.problems = problems;
    }

    void run() {
        account.policy().keySet().forEach(this::misspelt);
        word("confirm_shipment", List.of("label", "outbound", "first_scan", "before_ship_by"));
        if ("before_ship_by".equals(account.policy("confirm_shipment", null))
                && !account.policy().containsKey("confirm_hours_before_ship_by")) {
            problem("confirm_hours_before_ship_by", "is missing: how long before ship_by the platform is told");
        }
        number("confirm_hours_before_ship_by", 0, 24 * 30);
        number("cool_off_minutes", 0, 7 * 24 * 60);
        number("withhold_unpaid_minutes", 0, 7 * 24 * 60);
        flag("hold_on_notes");
        flag("late_numbers");
        flag("cod");
        collectingServices();
        word("ship_on_terms", List.of("never", "always"));
        word("local_delivery", List.of("shop", "hub"));
        words("fulfillment_services");
        word("authority", List.of("hub", "external"));
        number("poll_minutes", 0, 24 * 60);
        number("poll_overlap_minutes", 0, 24 * 60);
        number("poll_first_hours", 0, 24 * 365);
        number("poll_stock_minutes", 0, 7 * 24 * 60);
        number("poll_stock_batch", 1, 1000);
        word("poll_absent", List.of("finding", "zero"));
        number("read_stock_minutes", 0, 24 * 60);
        number("push_stock_batch", 1, 250);
        word("phone_required", List.of("usual", "always", "never"));
        word("customs_data", List.of("required", "optional"));
        number("poll_tracking_minutes", 0, 7 * 24 * 60);
        number("poll_tracking_batch", 1, 200);
        number("max_body_bytes", 1024, 32 * 1024 * 1024);
        milestones();
        steps();
        http();
        word("label_source", List.of("carrier", "warehouse", "platform", "platform_fulfilled"));
        word("split", List.of("never", "line", "unit"));
        number("max_parcels", 1, 1000);
        word("cancel_backorders", List.of("hub", "case"));
        word("position", List.of("behind", "front"));
        Object country = account.policy().get("country");
        if (country != null && !country.toString().matches("[A-Z]{2}")) {
            problem("country", "'" + country + "' is no two-letter country code");
        }
        refersTo("erp", Account.Kind.ERP);
        refersTo("tracker", Account.Kind.CARRIER);
        refersTo("carrier", Account.Kind.CARRIER);
    }

    private void collectingServices() {
        if (account.policy().get("services") instanceof Map<?, ?> services) {
            services.forEach((service, described) -> {
                if (described instanceof Map<?, ?> said
                        && said.get("cod") != null
                        && !(said.get("cod") instanceof Boolean)) {
                    problem("services." + service + ".cod", "'" + said.get("cod") + "' is neither true nor false");
                }
            });
        }
    }

    private void words(String policy) {
        Object value = account.policy().get(policy);
        boolean words = value == null
                || value instanceof String
                || value instanceof List<?> list
                        && list.stream().noneMatch(word -> word == null || word instanceof Map || word instanceof List);
        if (!words) {
            problem(policy, "is a list of words");
        }
    }

    private void misspelt(String name) {
        if (!KNOWN.contains(name)) {
            Optional<String> near = Spelling.near(name, KNOWN);
            near.ifPresent(known -> problem(name, "is no policy; did you mean " + known + "?"));
        }
    }

    private void milestones() {
        for (String milestone : account.policyList("post_tracking")) {
            if (!MILESTONES.contains(milestone)) {
                problem(
                        "post_tracking",
                        "'" + milestone + "' is no milestone" + Spelling.suggestion(milestone, MILESTONES));
            }
        }
    }

    private void steps() {
        map("steps", STEPS).forEach((step, value) -> {
            if (!"hub".equals(value) && !"external".equals(value)) {
                problem("steps." + step, "'" + value + "' is neither hub nor external");
            }
        });
    }

    private void http() {
        map("http", HTTP).forEach((name, value) -> {
            if (!isWhole(value, 1, 120_000)) {
                problem("http." + name, "'" + value + "' is no whole number from 1 to 120000");
            }
        });
    }

    private Map<?, ?> map(String policy, Collection<String> names) {
        Object value = account.policy().get(policy);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            problem(policy, "is a map; its names are " + String.join(", ", names));
            return Map.of();
        }
        for (Object name : map.keySet()) {
            if (!names.contains(name.toString())) {
                problem(policy + "." + name, "is unknown" + Spelling.suggestion(name.toString(), names));
            }
        }
        return map;
    }

    private void word(String policy, List<String> words) {
        Object value = account.policy().get(policy);
        if (value != null && !words.contains(value.toString())) {
            problem(policy, "'" + value + "' is none of " + String.join(", ", words));
        }
    }

    private void number(String policy, long least, long most) {
        Object value = account.policy().get(policy);
        if (value != null && (!isWhole(value, least, most))) {
            problem(policy, "'" + value + "' is no whole number from " + least + " to " + most);
        }
    }

    private static boolean isWhole(Object value, long least, long most) {
        return value instanceof Number n
                && n.doubleValue() == n.longValue()
                && n.longValue() >= least
                && n.longValue() <= most;
    }

    private void flag(String policy) {
        Object value = account.policy().get(policy);
        if (value != null && !(value instanceof Boolean)) {
            problem(policy, "'" + value + "' is neither true nor false");
        }
    }

    private void refersTo(String policy, Account.Kind kind) {
        String name = account.policy(policy, null);
        if (name == null) {
            return;
        }
        Account other = all.get(name);
        if (other == null) {
            problem(policy, "names '" + name + "', which is no account of this file");
        } else if (other.kind() != kind) {
            problem(policy, "names '" + name + "', which is a " + other.kind().word() + ", not a " + kind.word());
        }
    }

    private void problem(String policy, String text) {
        problems.add("accounts." + account.id() + ".policy." + policy, text);
    }
}
