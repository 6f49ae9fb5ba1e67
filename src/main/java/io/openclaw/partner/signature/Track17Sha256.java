package io.openclaw.partner.signature;

import io.openclaw.partner.signature.SignatureException.Kind;

/** 17TRACK's webhooks: header {@code sign} is the hex SHA-256 of the raw body, a slash and the API key. No HMAC. */
public final class Track17Sha256 implements SignatureScheme {

    public static final String SIGNATURE = "sign";

    @Override
    public String name() {
        return "17track-sha256";
    }

    @Override
    public void verify(InboundRequest request) {
        String given = request.header(SIGNATURE);
        if (given == null) {
            throw new SignatureException(Kind.MISSING, "header " + SIGNATURE + " is missing");
        }
        String lower = given.toLowerCase(java.util.Locale.ROOT);
        if (!Digests.anyMatches(lower, request.keys().secrets(), key -> signature(key, request.body()))) {
            throw new SignatureException(Kind.WRONG, SIGNATURE + " is not the SHA-256 of raw body, slash and key");
        }
    }

    @Override
    public void sign(OutboundRequest request) {
        byte[] body = request.body() == null ? new byte[0] : request.body();
        request.header(SIGNATURE, signature(request.keys().secret(), body));
    }

    /** The signature itself. */
    public static String signature(String key, byte[] body) {
        return Digests.hex(Digests.digest("SHA-256", body, Digests.utf8("/" + key)));
    }
}
