package io.openclaw.sandbox.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.SandboxAccounts;
import io.openclaw.sandbox.ledger.Behaviours;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.ledger.PartnerStoreTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PusherTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** It was written with what it tells of, and whoever wrote it was told that it was not: the store went away before it was forced. */
    @Test
    void whatIsStoredAndNobodyKnowsOfIsPushedWhenTheStoreIsBack(@TempDir Path data) throws Exception {
        HttpServer hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> {
            heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        hub.start();
        String url = "http://127.0.0.1:" + hub.getAddress().getPort();
        try (PartnerStore store = new PartnerStore(data.toString());
                Pusher pusher = new Pusher(
                        store,
                        new SandboxAccounts(data.resolve("partners.yaml")),
                        new Behaviours(store),
                        new HubAddress(url),
                        List.of(new Plain()))) {
            pusher.ready();
            store(store, "unknown").get(20, TimeUnit.SECONDS);
            assertThat(pusher.pending("us-west")).isZero();

            PartnerStoreTest.closeItself(store);
            assertThatThrownBy(() -> store(store, "meanwhile").get(20, TimeUnit.SECONDS))
                    .as("the store is away")
                    .isNotNull();

            await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains("\"unknown\""));
            store.write(writing -> {
                        pusher.push(writing, "us-west", "later", "later");
                        return null;
                    })
                    .get(20, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains("\"later\""));
            assertThat(heard).as("each once").doesNotHaveDuplicates();
        } finally {
            hub.stop(0);
        }
    }

    private static CompletableFuture<Integer> store(PartnerStore store, String id) {
        return store.write(writing -> writing.jdbc()
                .update(
                        "INSERT INTO push (id, account, type, body, created_at) VALUES (?, 'us-west', 't', ?, now())",
                        id,
                        "\"" + id + "\""));
    }

    private static final class Plain implements PushFormat {

        @Override
        public String vendor() {
            return "openclaw-warehouse";
        }

        @Override
        public Map<String, String> headers(SandboxAccount account, Push push, byte[] body, Instant now) {
            return Map.of();
        }
    }
}
