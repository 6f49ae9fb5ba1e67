package io.openclaw.partner.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.openclaw.account.TestAccounts;
import io.openclaw.reload.RouteFiles;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectorOperationsTest {

    private static final String POST = "post-tracking-event";

    private static void add(DefaultCamelContext camel, String id) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).setBody(constant("done"));
            }
        });
    }

    @Test
    void whoHasNoSuchOperationIsNotAskedAndThatIsSaidOnce() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(ConnectorOperations.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.disableJMX();
            camel.start();
            ConnectorOperations operations = new ConnectorOperations(new TestAccounts().platform("shop"));
            operations.setCamelContext(camel);
            assertThat(operations.can("shop", POST))
                    .as("the whole connector is away: its file comes back")
                    .isTrue();
            add(camel, "generic.confirm-shipment");
            assertThat(operations.can("shop", POST)).isFalse();
            assertThat(operations.can("shop", POST)).isFalse();
            assertThat(log.list).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                    .contains(
                            "OC-PARTNER-CANNOT shop",
                            "generic." + POST,
                            "routes/connectors/platform/generic.camel.yaml"));
            add(camel, "generic." + POST);
            assertThat(operations.can("shop", POST)).isTrue();
            camel.getRouteController().stopRoute("generic." + POST);
            camel.removeRoute("generic." + POST);
            assertThat(operations.can("shop", POST))
                    .as("its file is away for a while")
                    .isTrue();
        } finally {
            logger.detachAppender(log);
        }
    }

    /** Its callers wait at the gate, however long that takes; they are not told that there is none. */
    @Test
    void aRouteWhoseFileIsBeingExchangedIsThere() throws Exception {
        RouteFiles files = new RouteFiles();
        files.put(
                "routes/connectors/platform/generic.camel.yaml",
                new RouteFiles.Owned(
                        List.of("generic." + POST), List.of(), List.of(), List.of(), List.of(), List.of()));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.disableJMX();
            camel.getRegistry().bind("routeFiles", files);
            camel.getComponent("direct", DirectComponent.class).setTimeout(1);
            camel.start();
            add(camel, "generic.confirm-shipment");
            TestAccounts accounts = new TestAccounts().platform("shop");
            ConnectorOperations operations = new ConnectorOperations(accounts);
            operations.setCamelContext(camel);
            assertThat(operations.can("shop", POST)).isTrue();
            VendorRoutes routes = new VendorRoutes(camel);
            routes.start();
            assertThatThrownBy(() -> routes.run(accounts.get("shop"), POST, Map.of(), null, new DefaultExchange(camel)))
                    .isNotInstanceOf(MissingRouteException.class)
                    .hasRootCauseInstanceOf(DirectConsumerNotAvailableException.class);
        }
    }
}
