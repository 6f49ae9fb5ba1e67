package io.openclaw.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.management.mbean.ManagedRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Hawtio reads of Camel's MBeans is what Camel itself would have shown, and no secret of an endpoint is part of it. */
class SharedMBeanInfosTest {

    private static final String SECRET = "s3cretOfThePartner";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private DefaultCamelContext camel;
    private SharedMBeanInfos infos;

    @BeforeEach
    void start() throws Exception {
        camel = new DefaultCamelContext();
        infos = new SharedMBeanInfos(camel);
        camel.getCamelContextExtension().setManagementMBeanAssembler(infos);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("stub:partner?password=" + SECRET)
                        .routeId("in")
                        .to("stub:other?accessToken=" + SECRET)
                        .id("step");
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private ObjectName name(String type, String name) throws Exception {
        Set<ObjectName> names = server.queryNames(
                new ObjectName("org.apache.camel:context=" + camel.getManagementName() + ",type=" + type + ",name="
                        + name + ",*"),
                null);
        assertThat(names).hasSize(1);
        return names.iterator().next();
    }

    @Test
    void secretsAreMaskedInEveryAttributeThatCamelMasks() throws Exception {
        assertThat(server.getAttribute(name("routes", "\"in\""), "EndpointUri"))
                .isEqualTo("stub://partner?password=xxxxxx");
        assertThat(server.getAttribute(name("processors", "\"step\""), "Destination"))
                .isEqualTo("stub://other?accessToken=xxxxxx");
        List<String> masked = new ArrayList<>();
        ObjectName all = new ObjectName("org.apache.camel:context=" + camel.getManagementName() + ",*");
        for (ObjectName name : server.queryNames(all, null)) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                if ("true".equals(attribute.getDescriptor().getFieldValue("mask"))) {
                    masked.add(
                            name + " " + attribute.getName() + ": " + server.getAttribute(name, attribute.getName()));
                }
            }
        }
        assertThat(masked).hasSizeGreaterThan(6).noneMatch(shown -> shown.contains(SECRET));
        assertThat(masked.stream().filter(shown -> shown.contains("xxxxxx"))).hasSizeGreaterThan(3);
    }

    @Test
    void attributesAreReadFromTheInstanceAtOnceButForThoseToBeMasked() throws Exception {
        ManagedRoute route = new ManagedRoute(camel, camel.getRoute("in"));
        var bean = infos.assemble(server, route, name("routes", "\"in\""));
        assertThat(bean.getClass().getEnclosingClass()).isEqualTo(SharedMBeanInfos.class);
        assertThat(bean.getAttribute("EndpointUri")).isEqualTo("stub://partner?password=xxxxxx");
        assertThat(route.getEndpointUri()).as("what the instance itself says").contains(SECRET);
        assertThat(bean.getAttribute("RouteId")).isEqualTo("in");
        assertThat(bean.getAttribute("State")).isEqualTo("Started");
    }

    @Test
    void routesShareOneDescriptionAndWhatIsNoAttributeIsRefused() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("stub:more").routeId("more").log("hello");
            }
        });
        ManagedRoute one = new ManagedRoute(camel, camel.getRoute("in"));
        ManagedRoute other = new ManagedRoute(camel, camel.getRoute("more"));
        ObjectName name = name("routes", "\"in\"");
        var first = infos.assemble(server, one, name);
        var second = infos.assemble(server, other, name);
        assertThat(second.getMBeanInfo().getAttributes()[0])
                .isSameAs(first.getMBeanInfo().getAttributes()[0]);
        assertThat(second.getAttribute("RouteId"))
                .as("but not each other's values")
                .isEqualTo("more");
        assertThatThrownBy(() -> server.getAttribute(name, "Nonsense")).isInstanceOf(AttributeNotFoundException.class);
    }
}
