package io.openclaw.partner.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openclaw.partner.signature.SignatureException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenClawHmacTest {

    private static final Instant NOW = Instant.parse("2024-06-15T00:30:00Z");
    private static final byte[] BODY =
            "{\"fulfillment_no\":\"F-1\",\"status\":\"outbound\"}".getBytes(StandardCharsets.UTF_8);
    private static final String TIMESTAMP = "2024-06-15T08:30:00+08:00";

    /** HMAC-SHA256 of "req-1." + timestamp + "." + body under "sandbox-us-west-secret", computed with OpenSSL. */
    private static final String SIGNATURE = "67b95ed11407bede54c48e7dadee3bfccd48a0d51d8b8cf72c875a47753e79b0";

    private final OpenClawHmac scheme = new OpenClawHmac();

    private static InboundRequest request(Map<String, String> headers, byte[] body, String... secrets) {
        return new InboundRequest(
                "POST",
                "/webhooks/warehouse/us-west",
                "",
                headers,
                body,
                new Keys("us-west", List.of(secrets), Map.of()),
                NOW);
    }

    private static Map<String, String> headers(String timestamp) {
        Map<String, String> headers = new HashMap<>();
        headers.put("x-openclaw-request-id", "req-1");
        headers.put("X-OPENCLAW-TIMESTAMP", timestamp);
        headers.put("X-OpenClaw-Signature", OpenClawHmac.signature("sandbox-us-west-secret", "req-1", timestamp, BODY));
        return headers;
    }

    @Test
    void matchesTheVector() {
        assertThat(OpenClawHmac.signature("sandbox-us-west-secret", "req-1", TIMESTAMP, BODY))
                .isEqualTo(SIGNATURE);
        scheme.verify(request(headers(TIMESTAMP), BODY, "sandbox-us-west-secret"));
    }

    @Test
    void takesEitherSecretWhileOneIsRotated() {
        scheme.verify(request(headers(TIMESTAMP), BODY, "new-secret", "sandbox-us-west-secret"));
        assertThat(refused(headers(TIMESTAMP), BODY, "new-secret")).isEqualTo(Kind.WRONG);
        assertThat(refused(headers(TIMESTAMP), BODY)).isEqualTo(Kind.WRONG);
    }

    @Test
    void refusesOtherBytes() {
        byte[] other =
                new String(BODY, StandardCharsets.UTF_8).replace(",", ", ").getBytes(StandardCharsets.UTF_8);
        assertThat(refused(headers(TIMESTAMP), other, "sandbox-us-west-secret")).isEqualTo(Kind.WRONG);
    }

    @Test
    void refusesATimeTooFarFromItsOwn() {
        scheme.verify(request(headers("2024-06-15T00:25:00Z"), BODY, "sandbox-us-west-secret"));
        scheme.verify(request(headers("2024-06-15T00:35:00Z"), BODY, "sandbox-us-west-secret"));
        assertThat(refused(headers("2024-06-15T00:24:59Z"), BODY, "sandbox-us-west-secret"))
                .isEqualTo(Kind.STALE);
        assertThat(refused(headers("2024-06-15T00:35:01Z"), BODY, "sandbox-us-west-secret"))
                .isEqualTo(Kind.STALE);
    }

    @Test
    void refusesATimeInAnotherForm() {
        for (String timestamp :
                List.of("1718411400", "1718411400000", "2024-06-15T08:30:00", "2024-06-15 08:30:00+08:00", "now")) {
            assertThat(refused(headers(timestamp), BODY, "sandbox-us-west-secret"))
                    .isEqualTo(Kind.MALFORMED_TIMESTAMP);
        }
        SignatureException unix = catchThrowableOfType(
                SignatureException.class, () -> scheme.verify(request(headers("1718411400"), BODY, "s")));
        assertThat(unix).hasMessageContaining("Unix number").hasMessageContaining("ISO 8601 with offset");
    }

    @Test
    void tellsWhatIsMissing() {
        for (String name : List.of("x-openclaw-request-id", "X-OPENCLAW-TIMESTAMP", "X-OpenClaw-Signature")) {
            Map<String, String> headers = headers(TIMESTAMP);
            headers.put(name, " ");
            assertThat(refused(headers, BODY, "sandbox-us-west-secret")).isEqualTo(Kind.MISSING);
        }
    }

    @Test
    void acceptsWhatItSigns() {
        OutboundRequest out = new OutboundRequest(
                "POST",
                "https://hub.example",
                "/webhooks/warehouse/us-west",
                Map.of(),
                BODY,
                new Keys("us-west", List.of("a", "b"), Map.of()),
                Clock.fixed(NOW, ZoneOffset.UTC));
        scheme.sign(out);
        scheme.verify(request(out.headers(), BODY, "a"));
        assertThat(out.headers().get(OpenClawHmac.TIMESTAMP)).isEqualTo("2024-06-15T00:30:00Z");

        String id = out.headers().get(OpenClawHmac.REQUEST_ID);
        scheme.sign(out);
        assertThat(out.headers()).containsEntry(OpenClawHmac.REQUEST_ID, id);
    }

    private Kind refused(Map<String, String> headers, byte[] body, String... secrets) {
        return catchThrowableOfType(SignatureException.class, () -> scheme.verify(request(headers, body, secrets)))
                .kind();
    }
}
