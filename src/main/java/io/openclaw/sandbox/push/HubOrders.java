package io.openclaw.sandbox.push;

import io.openclaw.sandbox.SandboxApp;
import io.openclaw.sandbox.ledger.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.springframework.stereotype.Component;

/**
 * What the hub knows of an order, as its open API tells it. The partners are an app of their own there: however busy they are, nobody
 * else is refused for it.
 */
@Component
public final class HubOrders implements AutoCloseable {

    private static final int AT_ONCE = 2;
    private static final int ATTEMPTS = 10;
    private static final long WAIT_MS = 150;

    private final HubAddress hub;
    private final Sender sender = new Sender(AT_ONCE);
    private volatile String token;

    public HubOrders(HubAddress hub) {
        this.hub = hub;
    }

    /**
     * Looks an order up.
     *
     * @param platformOrderId as the platform's pushes name it
     * @throws IOException the hub does not answer, or has no time: all the partners' questions share one budget
     */
    public Optional<Map<String, Object>> find(String account, String platformOrderId) throws IOException {
        for (int left = hub.count(); left > 1; left--) {
            try {
                return at(hub.next(), account, platformOrderId);
            } catch (ConnectException e) {
                // This hub is down; another of the same store knows as much.
            }
        }
        String last = hub.next();
        return last == null ? Optional.empty() : at(last, account, platformOrderId);
    }

    private Optional<Map<String, Object>> at(String url, String account, String platformOrderId) throws IOException {
        ClassicRequestBuilder question = ClassicRequestBuilder.get(url + "/api/v2.1/orders")
                .addParameter("account", account)
                .addParameter("platform_order_id", platformOrderId);
        String known = token;
        try {
            return first(question, known == null ? renewed(url) : known);
        } catch (Sender.Stranger e) {
            if (known == null) {
                throw e;
            }
            // It has expired, or the hub began with an empty store.
            return first(question, renewed(url));
        }
    }

    private Optional<Map<String, Object>> first(ClassicRequestBuilder question, String as) throws IOException {
        ClassicHttpRequest request =
                question.setHeader("Authorization", "Bearer " + as).build();
        return patiently(request).map(page -> Json.children(page, "items")).orElse(List.of()).stream()
                .findFirst();
    }

    private String renewed(String url) throws IOException {
        String given = sender.ask(ClassicRequestBuilder.post(url + "/oauth/token")
                        .addParameter("grant_type", "client_credentials")
                        .addParameter("client_id", SandboxApp.PARTNERS_ID)
                        .addParameter("client_secret", SandboxApp.PARTNERS_SECRET)
                        .build())
                .map(answer -> Json.text(answer, "access_token"))
                .orElseThrow(() -> new IOException("the hub gives no token: its answer is empty"));
        token = given;
        return given;
    }

    /** Comes again a few times: a budget of so many questions a second is there again soon. */
    private Optional<Map<String, Object>> patiently(ClassicHttpRequest question) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return sender.ask(question);
            } catch (Sender.Busy e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(WAIT_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the hub was asked", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        sender.close();
    }
}
