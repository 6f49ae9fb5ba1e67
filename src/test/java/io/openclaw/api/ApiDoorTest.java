package io.openclaw.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.product.Products;
import io.openclaw.store.Durability;
import io.openclaw.store.PresentStore;
import io.openclaw.waybill.WaybillQueries;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What is settled before a call is made: its address, its method and the form of its answer. */
class ApiDoorTest {

    private final Products products = mock(Products.class);
    private final ProducerTemplate routes = mock(ProducerTemplate.class);
    private final WaybillQueries waybills = mock(WaybillQueries.class);
    private final MockMvc api = MockMvcBuilders.standaloneSetup(
                    new ProductsController(products, routes, mock(Durability.class)), new WaybillsController(waybills))
            .addInterceptors(new ApiConfiguration.ScopeCheck())
            .setControllerAdvice(new ApiExceptions(new ProblemWriter(new ObjectMapper()), PresentStore.store()))
            .build();

    private MockHttpServletResponse call(String method, String path, String accept) throws Exception {
        return api.perform(request(HttpMethod.valueOf(method), URI.create(path))
                        .contentType("application/json")
                        .content("{}")
                        .header("Accept", accept)
                        .with((MockHttpServletRequest r) -> {
                            new Caller("app", "demo", Set.of("stock:read", "stock:write", "waybills:read"), Set.of("*"))
                                    .attachTo(r);
                            return r;
                        }))
                .andReturn()
                .getResponse();
    }

    @Test
    void anAnswerThatIsNotJsonIsRefusedBeforeAnythingIsDone() throws Exception {
        for (String accept : new String[] {"application/xml", "text/html, application/pdf", "no type"}) {
            MockHttpServletResponse answer = call("PUT", "/api/v2.1/products/A", accept);
            assertThat(answer.getStatus()).isEqualTo(406);
            assertThat(answer.getContentType()).isEqualTo("application/problem+json");
            assertThat(answer.getContentAsString()).contains("send Accept: application/json");
        }
        verifyNoInteractions(products, routes);
        assertThat(call("GET", "/api/v2.1/products/A", "text/html, */*;q=0.1").getStatus())
                .isEqualTo(404);
    }

    @Test
    void aDocumentComesInItsOwnForm() throws Exception {
        Mockito.when(waybills.find("demo", "W")).thenReturn(Optional.empty());
        assertThat(call("GET", "/api/v2.1/waybills/W/label", "application/pdf").getStatus())
                .isEqualTo(404);
        assertThat(call("GET", "/api/v2.1/waybills/W", "application/pdf").getStatus())
                .isEqualTo(406);
    }

    @Test
    void whatMayBeDoneIsTold() throws Exception {
        MockHttpServletResponse options = call("OPTIONS", "/api/v2.1/products/A", "*/*");
        assertThat(options.getStatus()).isEqualTo(200);
        assertThat(options.getHeader("Allow").split(",")).containsExactlyInAnyOrder("GET", "HEAD", "PUT", "OPTIONS");
        MockHttpServletResponse refused = call("DELETE", "/api/v2.1/products/A", "*/*");
        assertThat(refused.getStatus()).isEqualTo(405);
        assertThat(refused.getHeader("Allow").split(", ")).containsExactlyInAnyOrder("GET", "PUT");
        assertThat(refused.getContentAsString()).contains("DELETE is nothing that can be done here");
    }

    @Test
    void whereThereIsNothingNothingMayBeDone() throws Exception {
        MockHttpServletRequest asked = new MockHttpServletRequest("OPTIONS", "/nowhere");
        MockHttpServletResponse answer = new MockHttpServletResponse();
        new ApiExceptions(new ProblemWriter(new ObjectMapper()), PresentStore.store())
                .nothing(new NoResourceFoundException(HttpMethod.OPTIONS, "nowhere"), asked, answer);
        assertThat(answer.getStatus()).isEqualTo(404);
        assertThat(answer.getContentAsString()).contains("there is nothing at /nowhere", "/webhooks/{kind}/{account}");
        assertThat(answer.isCommitted()).as("a servlet adds no Allow to it").isTrue();
    }

    /** Neither a filter nor a page of errors ever sees these. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /a%00b HTTP/1.1|Host: x|400|the address is not taken",
                "GET /api/v2.1/{b} HTTP/1.1|Host: x|400|the request line or a header is no HTTP",
                "GET /a b^c HTTP/1.1|Host: x|400|the request line or a header is no HTTP",
                "G@T / HTTP/1.1|Host: x|400|the request line or a header is no HTTP",
                "GET / HTTP/1.1|A: no host|400|the request line or a header is no HTTP",
                "GET / HTTP/9.1|Host: x|505|the hub does not speak this form of HTTP",
                "GET /refused HTTP/1.1|Host: x|403|this page does not open to this caller"
            })
    void whatTomcatRefusesHasTheFormOfEveryRefusal(String line, String header, int status, String detail)
            throws Exception {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("problems", new ProblemWriter(new ObjectMapper()));
        new AddressConfiguration()
                .refusedByTomcat(beans.getBeanProvider(ProblemWriter.class))
                .customize(factory);
        WebServer tomcat = factory.getWebServer(context -> context.addServlet("refusing", new HttpServlet() {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                        response.sendError(403, "with words of its own");
                    }
                })
                .addMapping("/refused"));
        tomcat.start();
        try (Socket socket = new Socket("localhost", tomcat.getPort())) {
            socket.getOutputStream()
                    .write((line + "\r\n" + header + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status)
                    .contains("application/problem+json", "\"detail\":\"" + detail, "\"hint\":", "\"request_id\":")
                    .doesNotContain("<html", "Tomcat", "org.apache", "words of its own");
        } finally {
            tomcat.stop();
        }
    }

    @Test
    void aSkuMayHaveASlash() throws Exception {
        MockHttpServletResponse answer = call("GET", "/api/v2.1/products/A%2FB", "*/*");
        Mockito.verify(products).sheet("demo", "A/B");
        assertThat(answer.getStatus()).isEqualTo(404);
        assertThat(answer.getContentAsString()).contains("PUT /api/v2.1/products/A%2FB makes it known");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2.1/stock/A%2FB",
                "/api/v2.1/stock/A%2fB/inbound",
                "/api/v2.1/products/A%2FB%2FC.D",
                "/api/v2.1/products/A",
                "/api/v2.1/products/100%25COTTON",
                "/actuator/health"
            })
    void theDoorIsOpen(String path) {
        new SkuFirewall().getFirewalledRequest(at(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2.1/stock/..%2Fproducts%2FA",
                "/api/v2.1/stock/%2e%2e%2fproducts",
                "/api/v2.1/stock/%2E%2E%2F%2E%2E%2Factuator",
                "/api/v2.1/stock/A%2F..%2F..%2Fexceptions",
                "/api/v2.1/stock/A%2F..",
                "/api/v2.1/stock/A%2F.",
                "/api/v2.1/stock/A%2F%2FB",
                "/api/v2.1/stock/%2FB",
                "/api/v2.1/stock/A%2F",
                "/api/v2.1/stock//A",
                "/api/v2.1/stock/../A%2FB",
                "/api/v2.1/stock/A%2FB/../..",
                "/api/v2.1/stock/A%252F..",
                "/api/v2.1/stock/%252e%252e%252fproducts",
                "/api/v2.1/stock/A%5CB",
                "/api/v2.1/stock/A%2FB;x=1",
                "/api/v2.1/stock/A%2FB%00",
                "/api/v2.1/orders/A%2FB",
                "/api/v2.1%2Fstock/A",
                "/actuator%2Fhealth",
                "/webhooks/platform/A%2FB"
            })
    void theDoorIsShut(String path) {
        assertThatThrownBy(() -> new SkuFirewall().getFirewalledRequest(at(path)))
                .isInstanceOf(RequestRejectedException.class);
    }

    /** As Tomcat gives it: the address as sent, and decoded but for slashes. */
    private static MockHttpServletRequest at(String path) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path.replaceAll("(?i)%2e", ".").replace("%25", "%"));
        return request;
    }
}
