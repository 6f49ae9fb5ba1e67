package io.openclaw.sandbox.push;

import io.openclaw.sandbox.ledger.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Calls the hub; a second to connect, five for the answer, no redirects. */
final class Sender implements AutoCloseable {

    private final CloseableHttpClient http;

    Sender(int atOnce) {
        http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(atOnce)
                        .setMaxConnTotal(atOnce * 2)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.ofSeconds(1))
                                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.ofSeconds(5))
                        .setConnectionRequestTimeout(Timeout.of(5, TimeUnit.SECONDS))
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("openclaw-sandbox")
                .build();
    }

    /** The hub has no time for this one now. */
    static final class Busy extends IOException {

        private static final long serialVersionUID = 1;

        Busy(String message) {
            super(message);
        }
    }

    /** The hub does not know who asks. */
    static final class Stranger extends IOException {

        private static final long serialVersionUID = 1;

        Stranger(String message) {
            super(message);
        }
    }

    /** Posts bytes and reads the status alone. */
    int post(String url, Map<String, String> headers, byte[] body) throws IOException {
        HttpPost request = new HttpPost(url);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        headers.forEach(request::addHeader);
        return http.execute(request, answer -> {
            EntityUtils.consume(answer.getEntity());
            return answer.getCode();
        });
    }

    /**
     * The JSON object that answers a question; empty when nothing comes with the answer.
     *
     * @throws Busy too many questions at once
     * @throws Stranger the token is not known, or not any more
     * @throws IOException there is no answer, or another status than 200
     */
    Optional<Map<String, Object>> ask(ClassicHttpRequest question) throws IOException {
        return http.execute(question, answer -> {
            byte[] body = answer.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(answer.getEntity());
            if (answer.getCode() != HttpStatus.SC_OK) {
                String problem = "the hub answers " + answer.getCode() + " to " + question.getPath();
                throw switch (answer.getCode()) {
                    case HttpStatus.SC_TOO_MANY_REQUESTS -> new Busy(problem);
                    case HttpStatus.SC_UNAUTHORIZED -> new Stranger(problem);
                    default -> new IOException(problem);
                };
            }
            return body.length == 0 ? Optional.empty() : Optional.of(Json.object(body));
        });
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
