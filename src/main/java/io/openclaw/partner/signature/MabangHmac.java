package io.openclaw.partner.signature;

import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.signature.SignatureException.Kind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Mabang's gateway: header {@code Authorization} is the hex HMAC-SHA256 of the raw body under the developer key. The
 * body names the application and the time in seconds (ten minutes are allowed); both are put into it here.
 */
public final class MabangHmac implements SignatureScheme {

    public static final String SIGNATURE = "Authorization";

    /** How far {@code timestamp} may stand from the receiver's clock, either way. */
    public static final long TOLERANCE_SECONDS = 600;

    @Override
    public String name() {
        return "mabang-hmac";
    }

    @Override
    public void verify(InboundRequest request) {
        String given = request.header(SIGNATURE);
        if (given == null) {
            throw new SignatureException(Kind.MISSING, "header " + SIGNATURE + " is missing");
        }
        boolean genuine = Digests.anyMatches(
                given.toLowerCase(Locale.ROOT), request.keys().secrets(), secret -> signature(secret, request.body()));
        if (!genuine) {
            throw new SignatureException(Kind.WRONG, SIGNATURE + " is not the HMAC-SHA256 of the raw body");
        }
        String sent = String.valueOf(document(request.body()).get("timestamp"));
        if (!sent.matches("\\d{10}")) {
            throw new SignatureException(Kind.MALFORMED_TIMESTAMP, "timestamp is not a Unix time in seconds");
        }
        long apart = Math.abs(request.now().getEpochSecond() - Long.parseLong(sent));
        if (apart > TOLERANCE_SECONDS) {
            throw new SignatureException(Kind.STALE, "timestamp is " + apart + " s from our clock");
        }
    }

    @Override
    public void sign(OutboundRequest request) {
        Map<String, Object> body = document(request.body() == null ? new byte[0] : request.body());
        String appKey = request.keys().credential("app_key", "");
        body.put("appkey", appKey.isBlank() ? request.keys().account() : appKey);
        body.put("timestamp", request.clock().instant().getEpochSecond());
        body.putIfAbsent("version", "1");
        request.body(Json.bytes(body));
        request.header(SIGNATURE, signature(request.keys().secret(), request.body()));
    }

    /** The signature itself. */
    public static String signature(String developerKey, byte[] body) {
        return Digests.hex(Digests.hmacSha256(developerKey, body));
    }

    private static Map<String, Object> document(byte[] body) {
        try {
            Map<String, Object> fields = new LinkedHashMap<>();
            if (Json.parse(body) instanceof Map<?, ?> map) {
                map.forEach((name, value) -> fields.put(String.valueOf(name), value));
            }
            return fields;
        } catch (IOException e) {
            throw new SignatureException(Kind.WRONG, "the body is no JSON object: " + e.getMessage());
        }
    }
}
