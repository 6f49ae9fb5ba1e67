package io.openclaw.partner.component;

import org.apache.camel.Category;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;

/** Buy waybills of a carrier and read its tracking. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "carrier",
        title = "Carrier",
        syntax = "carrier:operation",
        category = {Category.SAAS},
        producerOnly = true)
public class CarrierEndpoint extends KindEndpoint {

    static final String OPERATIONS = "quote,create-waybill,find-waybill,get-label,void-waybill,intercept,"
            + "register-tracking,retrack,poll-tracking,normalize-tracking";

    @UriPath(
            enums = OPERATIONS,
            description =
                    "What to ask. The connector of the account's vendor has a route for each operation it can do.")
    @Metadata(required = true)
    private String operation;

    public CarrierEndpoint(String uri, CarrierComponent component) {
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
