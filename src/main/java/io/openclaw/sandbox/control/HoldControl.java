package io.openclaw.sandbox.control;

import io.openclaw.sandbox.partner.ShopifyHolds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** The calls by which the seller holds an order at the simulated shop, as {@code routes/sandbox/control.camel.yaml} serves them. */
@Component("sandboxHoldControl")
public final class HoldControl {

    private final ShopifyHolds holds;

    public HoldControl(ShopifyHolds holds) {
        this.holds = holds;
    }

    /** {@code POST /sandbox/orders/{account}/{id}/hold}. */
    public CompletionStage<Map<String, Object>> hold(Exchange exchange) {
        ControlRequest request = ControlRequest.of(exchange, Set.of("reason", "note", "push"));
        return set(exchange, request.text("reason", "other"), request.text("note", null), told(request));
    }

    /** {@code POST /sandbox/orders/{account}/{id}/release}. */
    public CompletionStage<Map<String, Object>> release(Exchange exchange) {
        return set(exchange, null, null, told(ControlRequest.of(exchange, Set.of("push"))));
    }

    private static boolean told(ControlRequest request) {
        return !Boolean.FALSE.equals(request.raw("push"));
    }

    private CompletionStage<Map<String, Object>> set(Exchange exchange, String reason, String note, boolean told) {
        Message message = exchange.getMessage();
        String account = message.getHeader("account", String.class);
        String id = message.getHeader("id", String.class);
        if (!id.matches("\\d{1,18}")) {
            throw ControlProblem.invalid(
                    "the order id has to be the platform's number", "POST /sandbox/orders lists them");
        }
        return holds.set(account, Long.parseLong(id), reason, note, told).thenApply(name -> {
            Map<String, Object> order = new LinkedHashMap<>();
            order.put("platform_order_id", id);
            order.put(
                    "platform_order_no",
                    name.orElseThrow(() -> new ControlProblem(
                            409,
                            "order " + id + " cannot be " + (reason == null ? "released" : "held"),
                            reason == null
                                    ? account + " does not know it, or does not hold it"
                                    : account + " does not know it, or it is shipped or cancelled")));
            return order;
        });
    }
}
