package io.openclaw.partner.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.partner.signature.SignatureException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vendors' signatures: what each signs, each accepts, and nothing else. */
class VendorSchemesTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final byte[] BODY = "{\"name\":\"#1001 & Co/%\",\"note\":\"🎁\"}".getBytes(StandardCharsets.UTF_8);

    static List<SignatureScheme> schemes() {
        return List.of(
                new ShopifyHmac(),
                HeaderToken.shopify(),
                HeaderToken.track17(),
                new Track17Sha256(),
                new FourPxMd5(),
                new MabangHmac());
    }

    private static OutboundRequest signed(SignatureScheme scheme, String secret) {
        OutboundRequest request = new OutboundRequest(
                "POST",
                "http://partner",
                "/api",
                Map.of("method", "a.b", "v", "1.0"),
                BODY,
                new Keys("account", List.of(secret), Map.of()),
                Clock.fixed(NOW, ZoneOffset.UTC));
        scheme.sign(request);
        return request;
    }

    private static InboundRequest received(OutboundRequest request, byte[] body, List<String> secrets, Instant now) {
        return new InboundRequest(
                "POST",
                "/api",
                QueryString.format(request.query()),
                request.headers(),
                body,
                new Keys("account", secrets, Map.of()),
                now);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void whatOneSideSignsTheOtherAccepts(SignatureScheme scheme) {
        OutboundRequest request = signed(scheme, "secret");
        assertThatCode(() -> scheme.verify(received(request, request.body(), List.of("secret"), NOW)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> scheme.verify(received(request, request.body(), List.of("other"), NOW)))
                .isInstanceOfSatisfying(
                        SignatureException.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONG));
        assertThatThrownBy(() -> scheme.verify(new InboundRequest(
                        "POST", "/api", "", Map.of(), BODY, new Keys("account", List.of("secret"), Map.of()), NOW)))
                .isInstanceOfSatisfying(
                        SignatureException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void bothSecretsHoldWhileOneIsRotated(SignatureScheme scheme) {
        if (scheme instanceof HeaderToken) {
            return;
        }
        OutboundRequest request = signed(scheme, "old");
        assertThatCode(() -> scheme.verify(received(request, request.body(), List.of("new", "old"), NOW)))
                .doesNotThrowAnyException();
        byte[] changed = request.body().clone();
        changed[changed.length - 2] ^= 1;
        assertThatThrownBy(() -> scheme.verify(received(request, changed, List.of("new", "old"), NOW)))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void shopify() {
        // Computed with OpenSSL: printf '%s' '{"id":1}' | openssl dgst -sha256 -hmac hush -binary | base64
        assertThat(ShopifyHmac.signature("hush", "{\"id\":1}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=");
    }

    @Test
    void track17() {
        // The concatenation example of 17TRACK's documentation.
        byte[] body =
                "{\"event\":\"TRACKING_UPDATED\",\"data\":{\"number\":\"RR123456789CN\",\"carrier\":3011,\"tag\":null}}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(Track17Sha256.signature("123456ABCDEF", body))
                .isEqualTo("45acb4a6f4a194a6ac1f0f712182c4e314b1ae9399941ea086987408f3166994");
    }

    @Test
    void fourPx() {
        // The documentation's own string to sign. The digest printed beside it there belongs to another string.
        Map<String, String> query = Map.of(
                "app_key", "16081f05-e8fc-4250-b9c4-0660d1ecbb28",
                "format", "json",
                "method", "ds.xms.order.create",
                "timestamp", "1532592413187",
                "v", "1.0",
                "access_token", "is not signed",
                "language", "cn");
        assertThat(FourPxMd5.signature(
                        "7eebf328-8e5a-4030-904d-ec6e89174fbc",
                        query,
                        "{\"aa\":\"bb\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("ff4af77c062a9b97d98aa29777621c4a");
    }

    @Test
    void aPushOf4PxIsRefusedForItsAge() {
        FourPxMd5 scheme = new FourPxMd5();
        OutboundRequest request = signed(scheme, "secret");
        for (long apart : new long[] {-300, 300}) {
            assertThatCode(() -> scheme.verify(received(request, BODY, List.of("secret"), NOW.plusSeconds(apart))))
                    .doesNotThrowAnyException();
        }
        for (long apart : new long[] {-301, 301}) {
            assertThatThrownBy(() -> scheme.verify(received(request, BODY, List.of("secret"), NOW.plusSeconds(apart))))
                    .isInstanceOfSatisfying(
                            SignatureException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STALE));
        }
        request.query().put("timestamp", "yesterday");
        request.query().put("sign", FourPxMd5.signature("secret", request.query(), BODY));
        assertThatThrownBy(() -> scheme.verify(received(request, BODY, List.of("secret"), NOW)))
                .isInstanceOfSatisfying(
                        SignatureException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED_TIMESTAMP));
        request.query().remove("timestamp");
        request.query().put("sign", FourPxMd5.signature("secret", request.query(), BODY));
        assertThatCode(() -> scheme.verify(received(request, BODY, List.of("secret"), NOW)))
                .as("how 4PX pushes is not public")
                .doesNotThrowAnyException();
    }

    @Test
    void mabang() {
        // Computed with OpenSSL: printf '%s' '{"api":"a","timestamp":1532592413}' | openssl dgst -sha256 -hmac hush
        assertThat(MabangHmac.signature(
                        "hush", "{\"api\":\"a\",\"timestamp\":1532592413}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("7e2bf36f4c435842e73247e2c3825b6cd1f63a57898ea0bd62045be30fab7cd4");
        OutboundRequest request = signed(new MabangHmac(), "secret");
        assertThat(request.text()).contains("\"appkey\":\"account\"", "\"timestamp\":" + NOW.getEpochSecond());
        assertThatThrownBy(() -> new MabangHmac()
                        .verify(received(request, request.body(), List.of("secret"), NOW.plusSeconds(601))))
                .isInstanceOfSatisfying(
                        SignatureException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STALE));
    }

    @Test
    void tokensAreTheCredentialOrTheSecret() {
        OutboundRequest request = new OutboundRequest(
                "GET",
                "http://partner",
                "/api",
                Map.of(),
                null,
                new Keys("account", List.of("secret"), Map.of("access_token", "a-token")),
                Clock.fixed(NOW, ZoneOffset.UTC));
        HeaderToken.shopify().sign(request);
        assertThat(request.headers()).containsEntry("X-Shopify-Access-Token", "a-token");
        assertThat(signed(HeaderToken.track17(), "secret").headers()).containsEntry("17token", "secret");
    }
}
