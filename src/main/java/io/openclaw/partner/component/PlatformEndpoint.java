package io.openclaw.partner.component;

import org.apache.camel.Category;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;

/** Ask a sales platform for something, or tell it: orders, shipments, stock. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "platform",
        title = "Platform",
        syntax = "platform:operation",
        category = {Category.SAAS},
        producerOnly = true)
public class PlatformEndpoint extends KindEndpoint {

    static final String OPERATIONS =
            "normalize-order,normalize-privacy,normalize-deletion,normalize-return-request,list-holds,list-orders,get-order,get-label,"
                    + "confirm-shipment,find-shipment,post-tracking-event,read-stock,push-stock,answer-cancel,"
                    + "cancel-order,find-cancellation,list-returns";

    @UriPath(
            enums = OPERATIONS,
            description =
                    "What to ask. The connector of the account's vendor has a route for each operation it can do.")
    @Metadata(required = true)
    private String operation;

    public PlatformEndpoint(String uri, PlatformComponent component) {
        super(uri, component, OPERATIONS);
    }

    @Override
    public String getOperation() {
        return operation;
    }

    @Override
    public void setOperation(String operation) {
        this.operation = operation;
    }
}
