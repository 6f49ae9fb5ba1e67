package io.openclaw.partner.component;

import org.apache.camel.Category;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;

/** Send outbound orders to a warehouse and read its stock. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "warehouse",
        title = "Warehouse",
        syntax = "warehouse:operation",
        category = {Category.SAAS},
        producerOnly = true)
public class WarehouseEndpoint extends KindEndpoint {

    static final String OPERATIONS = "create-outbound,find-outbound,cancel-outbound,list-stock," + "normalize-notice";

    @UriPath(
            enums = OPERATIONS,
            description =
                    "What to ask. The connector of the account's vendor has a route for each operation it can do.")
    @Metadata(required = true)
    private String operation;

    public WarehouseEndpoint(String uri, WarehouseComponent component) {
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
