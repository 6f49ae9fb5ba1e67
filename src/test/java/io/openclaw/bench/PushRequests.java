package io.openclaw.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.e2e.ShopifyShop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Signed Shopify pushes of orders nobody has paid yet, each of an order and under a webhook id of its own. The body is one
 * document whose number is exchanged, so that the sender costs little more than its signature.
 */
final class PushRequests implements AutoCloseable {

    private static final long PLACE = 7_000_000_000_000L;
    private static final AtomicLong NUMBER = new AtomicLong(PLACE);

    private final String url;
    private final String before;
    private final String document;
    private final CloseableHttpClient http;

    PushRequests(String url, int connections) {
        this.url = url + ShopifyShop.PATH;
        this.before = Long.toString(PLACE);
        ObjectNode order = ShopifyShop.order(PLACE, "#" + PLACE, "BENCH-1", 1);
        order.put("financial_status", "pending");
        this.document = order.toString();
        PoolingHttpClientConnectionManager pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(connections)
                .setMaxConnPerRoute(connections)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofSeconds(5))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(5))
                        .build())
                .build();
        this.http = HttpClients.custom()
                .setConnectionManager(pool)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(60, TimeUnit.SECONDS)
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableRedirectHandling()
                .build();
    }

    /** Bytes of one body. */
    int size() {
        return document.length();
    }

    /** Pushes an order that was never pushed before; true when it was acknowledged. */
    boolean push() throws IOException {
        byte[] body = document.replace(before, Long.toString(NUMBER.incrementAndGet()))
                .getBytes(StandardCharsets.UTF_8);
        HttpPost post = new HttpPost(url);
        String[] headers =
                ShopifyShop.headers("orders/create", body, UUID.randomUUID().toString());
        for (int i = 0; i < headers.length; i += 2) {
            post.setHeader(headers[i], headers[i + 1]);
        }
        post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        return http.execute(post, response -> {
            EntityUtils.consume(response.getEntity());
            return response.getCode() == 200;
        });
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
