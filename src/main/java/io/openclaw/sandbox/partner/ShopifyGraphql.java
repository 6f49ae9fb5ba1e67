package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.PartnerCall;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** The shop's GraphQL Admin API: one address for every question, whose body says what it asks. */
@Component("sandboxGraphql")
public final class ShopifyGraphql {

    private static final String CREATE = "fulfillmentCreate";
    private static final String ON_HOLD = "fulfillmentOrders(";
    private static final String TRACKING = "fulfillmentTrackingInfoUpdate";

    private final ShopifyStock stock;
    private final ShopifyShipping shipping;
    private final ShopifyHolds holds;

    public ShopifyGraphql(ShopifyStock stock, ShopifyShipping shipping, ShopifyHolds holds) {
        this.stock = stock;
        this.shipping = shipping;
        this.holds = holds;
    }

    /** The hub's word for what a GraphQL document asks, so that it can be told to fail. */
    public String operation(Exchange exchange) {
        String body = exchange.getMessage().getBody(String.class);
        exchange.getMessage().setBody(body);
        if (body == null) {
            return "read-stock";
        }
        if (body.contains("inventorySetQuantities")) {
            return "push-stock";
        }
        return body.contains(ON_HOLD)
                ? "list-holds"
                : body.contains(CREATE)
                        ? "confirm-shipment"
                        : body.contains(TRACKING) ? "update-tracking" : "read-stock";
    }

    /** {@code POST graphql.json}. */
    public CompletionStage<PartnerCall> serve(PartnerCall call) {
        Map<String, Object> request = call.json();
        String query = String.valueOf(request.get("query"));
        Map<String, Object> variables = Json.child(request, "variables");
        if (query.contains(CREATE)) {
            return shipping.create(call, field(query, CREATE), Json.child(variables, "fulfillment"));
        }
        if (query.contains(TRACKING)) {
            return shipping.track(call, field(query, TRACKING), variables);
        }
        if (query.contains(ON_HOLD)) {
            holds.onHold(call, variables);
            return CompletableFuture.completedFuture(call);
        }
        if (query.contains("inventorySetQuantities") || query.contains("inventoryItems")) {
            return stock.serve(call, query, variables);
        }
        return CompletableFuture.completedFuture(ShopifyStock.error(
                call,
                "undefinedField",
                "The simulated shop knows fulfillmentOrders, inventoryItems, inventorySetQuantities, fulfillmentCreateV2 and"
                        + " fulfillmentTrackingInfoUpdateV2"));
    }

    /** The mutation was renamed once; the answer bears the name it was asked by. */
    private static String field(String query, String name) {
        return query.contains(name + "V2") ? name + "V2" : name;
    }
}
