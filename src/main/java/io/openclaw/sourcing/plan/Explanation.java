package io.openclaw.sourcing.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A decision as it is kept and told: what was looked at, what it would have cost, what was refused and why. */
public final class Explanation {

    private static final int MAX_ALTERNATIVES = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Explanation() {}

    /**
     * The explanation as JSON.
     *
     * @param chosen null when the order waits
     * @param overtaken what somebody else took between the decision and the reservation
     */
    public static String of(SourcingPlan plan, SourcingPlan.Proposal chosen, String decision, List<String> overtaken) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("decision", decision);
        put(told, "routing", plan.routing());
        put(told, "rule", plan.rule());
        if (!plan.passed().isEmpty()) {
            told.put("passed_routings", plan.passed());
        }
        put(told, "shipping_method", method(plan.demand().shippingMethod()));
        put(told, "cash_on_delivery", plan.demand().cod() ? Boolean.TRUE : null);
        put(told, "currency", plan.currency());
        put(told, "not_split", chosen == null ? plan.split() : null);
        if (!plan.shortSkus().isEmpty()) {
            told.put("short_skus", plan.shortSkus());
        }
        if (!plan.waitsFor().words().isEmpty()) {
            told.put("waits_for", plan.waitsFor().words());
        }
        if (!overtaken.isEmpty()) {
            told.put("overtaken", overtaken);
        }
        List<Map<String, Object>> alternatives = new ArrayList<>();
        for (SourcingPlan.Proposal proposal : plan.proposals()) {
            if (proposal == chosen || alternatives.size() < MAX_ALTERNATIVES) {
                alternatives.add(alternative(proposal, proposal == chosen));
            }
        }
        told.put("alternatives", alternatives);
        told.put(
                "refused",
                plan.considered().stream()
                        .filter(c -> !c.fits())
                        .map(c -> Map.of("rule", c.rule(), "warehouse", c.warehouse(), "reason", c.reason()))
                        .toList());
        return write(told);
    }

    private static Map<String, Object> method(Demand.ShippingMethod chosen) {
        if (chosen == null) {
            return null;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        put(told, "title", chosen.title());
        put(told, "code", chosen.code());
        return told;
    }

    private static Map<String, Object> alternative(SourcingPlan.Proposal proposal, boolean chosen) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("chosen", chosen);
        told.put("parcels", proposal.boxes());
        put(told, "cost", money(proposal.cost()));
        told.put("on_time", proposal.onTime());
        told.put(
                "fulfillments",
                proposal.parts().stream().map(part -> fulfillment(part, chosen)).toList());
        return told;
    }

    private static Map<String, Object> fulfillment(SourcingPlan.Part part, boolean chosen) {
        ShippingChoice.Option taken = part.shipping().taken();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("warehouse", part.warehouse());
        told.put("label_source", part.labelSource());
        put(told, "carrier", part.carrier());
        put(told, "service", part.service());
        put(told, "cost", money(taken.cost()));
        told.put("parcels", part.shipping().boxes().size());
        put(told, "hand_over_at", time(taken.handOver()));
        put(told, "arrives_by", time(taken.arrives()));
        told.put("reason", part.shipping().reason());
        told.put(
                "lines",
                part.lines().stream()
                        .map(line -> Map.of("line_no", line.lineNo(), "sku", line.sku(), "quantity", line.quantity()))
                        .toList());
        if (chosen) {
            told.put(
                    "services",
                    part.shipping().options().stream().map(Explanation::service).toList());
        }
        return told;
    }

    private static Map<String, Object> service(ShippingChoice.Option option) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("label_source", option.labelSource());
        put(told, "carrier", option.carrier());
        put(told, "service", option.service());
        put(told, "cost", money(option.cost()));
        if (option.quote() != null) {
            put(told, "price", money(option.quote().amount()));
            put(
                    told,
                    "price_currency",
                    option.quote().amount() == null ? null : option.quote().currency());
            put(told, "remark", option.quote().remark());
        }
        put(told, "arrives_by", time(option.arrives()));
        put(told, "late", option.late());
        put(told, "refused", option.refusal());
        return told;
    }

    private static void put(Map<String, Object> told, String name, Object value) {
        if (value != null) {
            told.put(name, value);
        }
    }

    /** As the documents bear money: a decimal in text. */
    public static String money(BigDecimal amount) {
        return amount == null ? null : amount.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    private static String time(OffsetDateTime at) {
        return at == null ? null : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at);
    }

    private static String write(Map<String, Object> told) {
        try {
            return JSON.writeValueAsString(told);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a decision of plain values cannot fail to be written", e);
        }
    }
}
