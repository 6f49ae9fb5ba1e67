package io.openclaw.partner.signature;

import io.openclaw.partner.signature.SignatureException.Kind;
import java.util.Base64;

/**
 * Shopify's webhooks: {@code X-Shopify-Hmac-SHA256} is the base64 HMAC-SHA256 of the raw body under the app's client
 * secret. For an hour after the secret was rotated Shopify still signs with the old one, so both secrets are tried.
 */
public final class ShopifyHmac implements SignatureScheme {

    public static final String SIGNATURE = "X-Shopify-Hmac-SHA256";

    @Override
    public String name() {
        return "shopify-hmac";
    }

    @Override
    public void verify(InboundRequest request) {
        String given = request.header(SIGNATURE);
        if (given == null) {
            throw new SignatureException(Kind.MISSING, "header " + SIGNATURE + " is missing");
        }
        if (!Digests.anyMatches(given, request.keys().secrets(), secret -> signature(secret, request.body()))) {
            throw new SignatureException(Kind.WRONG, SIGNATURE + " is not the base64 HMAC-SHA256 of the raw body");
        }
    }

    @Override
    public void sign(OutboundRequest request) {
        byte[] body = request.body() == null ? new byte[0] : request.body();
        request.header(SIGNATURE, signature(request.keys().secret(), body));
    }

    /** The signature itself. */
    public static String signature(String secret, byte[] body) {
        return Base64.getEncoder().encodeToString(Digests.hmacSha256(secret, body));
    }
}
