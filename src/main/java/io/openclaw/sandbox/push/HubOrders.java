package io.openclaw.sandbox.push;

import io.openclaw.sandbox.SandboxApp;
import io.openclaw.sandbox.ledger.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.springframework.stereotype.Component;

/** What the hub knows of an order, as its open API tells anybody who has the demo app's credentials. */
@Component
public final class HubOrders implements AutoCloseable {

    private static final int AT_ONCE = 2;

    private final HubAddress hub;
    private final Sender sender = new Sender(AT_ONCE);

    public HubOrders(HubAddress hub) {
        this.hub = hub;
    }

    /**
     * Looks an order up.
     *
     * @param platformOrderId as the platform's pushes name it
     * @throws IOException the hub does not answer
     */
    public Optional<Map<String, Object>> find(String account, String platformOrderId) throws IOException {
        String url = hub.next();
        if (url == null) {
            return Optional.empty();
        }
        Optional<Map<String, Object>> token = sender.ask(ClassicRequestBuilder.post(url + "/oauth/token")
                .addParameter("grant_type", "client_credentials")
                .addParameter("client_id", SandboxApp.ID)
                .addParameter("client_secret", SandboxApp.SECRET)
                .build());
        if (token.isEmpty()) {
            return Optional.empty();
        }
        ClassicHttpRequest question = ClassicRequestBuilder.get(url + "/api/v2.1/orders")
                .addParameter("account", account)
                .addParameter("platform_order_id", platformOrderId)
                .addHeader("Authorization", "Bearer " + token.get().get("access_token"))
                .build();
        List<Map<String, Object>> found =
                sender.ask(question).map(page -> Json.children(page, "items")).orElse(List.of());
        return found.stream().findFirst();
    }

    @Override
    public void close() throws IOException {
        sender.close();
    }
}
