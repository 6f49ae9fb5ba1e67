package io.openclaw.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** Hawtio draws a route from its first element on: that has to be where the route begins. */
class DrawableRoutesTest {

    private static final String ROUTE =
            """
            - route:
                id: a
                errorHandler:
                  noErrorHandler: {}
                from:
                  uri: direct:a
                  steps:
                    - log: {id: a-log, message: x}
            """;

    @Test
    void aRouteBeginsWithItsFromAndItsErrorHandlerIsAComment() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("a.camel.yaml", ROUTE));
            context.start();
            RouteDefinition route = context.getRouteDefinition("a");
            String plain = PluginHelper.getModelToXMLDumper(context).dumpModelAsXml(context, route, true, true, false);
            assertThat(first(plain).getLocalName()).as("as Camel says it").isEqualTo("errorHandler");

            DrawableRoutes.in(context);
            String drawable =
                    PluginHelper.getModelToXMLDumper(context).dumpModelAsXml(context, route, true, true, false);
            assertThat(first(drawable).getLocalName()).isEqualTo("from");
            assertThat(drawable).contains("<!-- error handler: noErrorHandler -->", "<log ");
        }
    }

    private static Element first(String xml) throws Exception {
        DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
        documents.setNamespaceAware(true);
        Node node = documents
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement()
                .getFirstChild();
        while (!(node instanceof Element)) {
            node = node.getNextSibling();
        }
        return (Element) node;
    }
}
