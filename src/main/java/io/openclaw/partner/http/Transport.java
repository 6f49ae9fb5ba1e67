package io.openclaw.partner.http;

import io.openclaw.account.Account;
import io.openclaw.partner.signature.OutboundRequest;
import jakarta.annotation.PreDestroy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.stereotype.Component;

/**
 * Bytes to a partner and back. Each account has a pool of its own, so that one partner's hanging connections take none
 * from another. No redirect is followed, nothing is repeated, and no answer is read without end in time or size.
 */
@Component
class Transport {

    static final int LARGEST = 4 * 1024 * 1024;
    private static final int CONNECT_MS = 2_000;
    private static final int RESPONSE_MS = 10_000;
    private static final int CONNECTIONS = 20;
    private static final int IDLE_SECONDS = 30;
    /** An answer that trickles may take this many times the time its first byte may. */
    private static final int TRICKLE = 3;

    private static final Set<String> ALLOWED = Set.of(
            "content-type", "link", "retry-after", "date", "etag", "location", "x-request-id", "x-openclaw-request-id");

    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "partner-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    Transport() {
        deadlines.setRemoveOnCancelPolicy(true);
        deadlines.scheduleWithFixedDelay(this::closeIdle, IDLE_SECONDS, IDLE_SECONDS, TimeUnit.SECONDS);
    }

    private void closeIdle() {
        clients.values().forEach(client -> client.pool().closeIdle(TimeValue.ofSeconds(IDLE_SECONDS)));
    }

    private record Settings(int connectMs, int responseMs, int connections) {

        static Settings of(Account account) {
            Map<?, ?> http = account.policy().get("http") instanceof Map<?, ?> map ? map : Map.of();
            return new Settings(
                    number(http, "connect_ms", CONNECT_MS),
                    number(http, "response_ms", RESPONSE_MS),
                    number(http, "connections", CONNECTIONS));
        }

        private static int number(Map<?, ?> http, String name, int otherwise) {
            return http.get(name) instanceof Number number ? number.intValue() : otherwise;
        }
    }

    private record Client(Settings settings, PoolingHttpClientConnectionManager pool, CloseableHttpClient http) {}

    /** @param headers names in lower case */
    record Response(int status, Map<String, String> headers, byte[] body) {

        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        /** Headers a route may see. */
        Map<String, String> allowed() {
            Map<String, String> allowed = new TreeMap<>(headers);
            allowed.keySet()
                    .removeIf(name ->
                            !ALLOWED.contains(name) && !name.contains("ratelimit") && !name.contains("call-limit"));
            return allowed;
        }
    }

    Response send(Account account, OutboundRequest request, String contentType, Failures failures) {
        Client client = client(account);
        HttpUriRequestBase http = new HttpUriRequestBase(request.method(), URI.create(request.url()));
        request.headers().forEach(http::setHeader);
        if (request.body() != null) {
            String type = request.headers().getOrDefault("Content-Type", contentType);
            http.setEntity(new ByteArrayEntity(request.body(), type == null ? null : ContentType.parse(type)));
        }
        long longest = client.settings().connectMs()
                + (long) TRICKLE * client.settings().responseMs();
        ScheduledFuture<?> deadline = deadlines.schedule(http::cancel, longest, TimeUnit.MILLISECONDS);
        try {
            return client.http().execute(http, Transport::response);
        } catch (TooLargeException e) {
            throw failures.unclear("too_large", e.getMessage(), e);
        } catch (ConnectException
                | ConnectTimeoutException
                | UnknownHostException
                | NoRouteToHostException
                | SSLHandshakeException
                | ConnectionRequestTimeoutException e) {
            throw failures.notSent(account.id() + " cannot be reached: " + text(e), e);
        } catch (IOException e) {
            throw failures.unclear("no_answer", account.id() + " did not answer: " + text(e), e);
        } finally {
            deadline.cancel(false);
        }
    }

    private static Response response(ClassicHttpResponse response) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (var header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return new Response(response.getCode(), headers, body(response.getEntity()));
    }

    private static byte[] body(HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (InputStream in = entity.getContent()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (body.size() + read > LARGEST) {
                    throw new TooLargeException();
                }
                body.write(buffer, 0, read);
            }
        }
        return body.toByteArray();
    }

    private static final class TooLargeException extends IOException {

        TooLargeException() {
            super("the answer is larger than " + LARGEST + " bytes");
        }
    }

    private Client client(Account account) {
        Settings settings = Settings.of(account);
        return clients.compute(account.id(), (id, known) -> {
            if (known != null && known.settings().equals(settings)) {
                return known;
            }
            if (known != null) {
                // Its calls end by themselves, and within the longest they may take.
                deadlines.schedule(
                        () -> known.http().close(CloseMode.GRACEFUL), longest(known.settings()), TimeUnit.MILLISECONDS);
            }
            return client(settings);
        });
    }

    private static long longest(Settings settings) {
        return settings.connectMs() + (long) TRICKLE * settings.responseMs();
    }

    private static Client client(Settings settings) {
        PoolingHttpClientConnectionManager pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(settings.connections())
                .setMaxConnPerRoute(settings.connections())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofMilliseconds(settings.connectMs()))
                        .setSocketTimeout(Timeout.ofMilliseconds(settings.responseMs()))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build())
                .build();
        CloseableHttpClient http = HttpClients.custom()
                .setConnectionManager(pool)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.ofMilliseconds(settings.responseMs()))
                        .setConnectionRequestTimeout(Timeout.ofMilliseconds(settings.connectMs()))
                        .setRedirectsEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
        return new Client(settings, pool, http);
    }

    private static String text(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    @PreDestroy
    void close() throws IOException {
        deadlines.shutdownNow();
        for (Client client : clients.values()) {
            client.http().close();
        }
    }
}
