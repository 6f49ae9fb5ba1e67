package io.openclaw.partner.component;

import org.apache.camel.Category;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;

/** Tell an ERP what became of its orders, or read orders from it. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "erp",
        title = "ERP",
        syntax = "erp:operation",
        category = {Category.SAAS},
        producerOnly = true)
public class ErpEndpoint extends KindEndpoint {

    static final String OPERATIONS = "list-orders,push-order,push-shipment,push-delivered,push-cancel,"
            + "push-exception,push-return,normalize-notice";

    @UriPath(
            enums = OPERATIONS,
            description =
                    "What to ask. The connector of the account's vendor has a route for each operation it can do.")
    @Metadata(required = true)
    private String operation;

    public ErpEndpoint(String uri, ErpComponent component) {
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
