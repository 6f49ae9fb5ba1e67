package io.openclaw.sandbox.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asking the hub about an order: a busy hub is asked again, one that fails is not. */
class HubOrdersTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private IntUnaryOperator status;
    private HttpServer hub;

    @BeforeEach
    void open() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean token = exchange.getRequestURI().getPath().equals("/oauth/token");
            if (token) {
                tokens.add(body);
            }
            byte[] answer = (token ? "{\"access_token\": \"t\"}" : "{\"items\": [{\"order_no\": \"O1\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(token ? 200 : status.applyAsInt(asked.incrementAndGet()), answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        hub.start();
    }

    @AfterEach
    void close() {
        hub.stop(0);
    }

    @Test
    void busyHubIsAskedAgain() throws IOException {
        status = attempt -> attempt < 3 ? 429 : 200;
        try (HubOrders orders = orders()) {
            assertThat(orders.find("shop", "1").orElseThrow()).containsEntry("order_no", "O1");
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void hubThatFailsIsAskedOnce() throws IOException {
        status = attempt -> 500;
        try (HubOrders orders = orders()) {
            assertThatThrownBy(() -> orders.find("shop", "1"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the hub answers 500 to /api/v2.1/orders?account=shop&platform_order_id=1");
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void whereOneHubIsDownAnotherIsAsked() throws IOException {
        status = attempt -> 200;
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        String here = "http://127.0.0.1:" + hub.getAddress().getPort();
        try (HubOrders orders = new HubOrders(new HubAddress("http://127.0.0.1:" + nobody + "," + here))) {
            assertThat(orders.find("shop", "1")).isPresent();
            assertThat(orders.find("shop", "2")).isPresent();
        }
    }

    @Test
    void partnersAskAsAnAppOfTheirOwnWithOneToken() throws IOException {
        status = attempt -> 200;
        try (HubOrders orders = orders()) {
            for (int i = 1; i <= 5; i++) {
                orders.find("shop", "" + i);
            }
        }
        assertThat(tokens).singleElement().satisfies(form -> assertThat(form)
                .as("an operator's questions are not counted with theirs")
                .contains("client_id=sandbox-partners&")
                .doesNotContain("sandbox-app"));
    }

    @Test
    void aTokenTheHubKnowsNoMoreIsRenewedOnce() throws IOException {
        status = attempt -> attempt == 2 ? 401 : 200;
        try (HubOrders orders = orders()) {
            orders.find("shop", "1");
            assertThat(orders.find("shop", "2")).isPresent();
            status = attempt -> 401;
            assertThatThrownBy(() -> orders.find("shop", "3"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("401");
        }
        assertThat(tokens).hasSize(3);
    }

    private HubOrders orders() {
        return new HubOrders(
                new HubAddress("http://127.0.0.1:" + hub.getAddress().getPort()));
    }
}
