package io.openclaw.partner.signature;

import io.openclaw.partner.signature.SignatureException.Kind;

/**
 * A static token in a header, as the APIs of Shopify ({@code X-Shopify-Access-Token}) and 17TRACK ({@code 17token})
 * want it. Nothing of the request is signed.
 */
public final class HeaderToken implements SignatureScheme {

    private final String name;
    private final String header;
    private final String credential;

    /** @param credential which of the account's credentials holds the token; without it the secret is the token */
    public HeaderToken(String name, String header, String credential) {
        this.name = name;
        this.header = header;
        this.credential = credential;
    }

    /** Calls to Shopify's Admin API. */
    public static HeaderToken shopify() {
        return new HeaderToken("shopify-token", "X-Shopify-Access-Token", "access_token");
    }

    /** Calls to 17TRACK's API. */
    public static HeaderToken track17() {
        return new HeaderToken("17track-token", "17token", "token");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void verify(InboundRequest request) {
        String given = request.header(header);
        if (given == null) {
            throw new SignatureException(Kind.MISSING, "header " + header + " is missing");
        }
        if (!Digests.same(given, token(request.keys()))) {
            throw new SignatureException(Kind.WRONG, header + " is not the token of the account");
        }
    }

    @Override
    public void sign(OutboundRequest request) {
        request.header(header, token(request.keys()));
    }

    private String token(Keys keys) {
        String token = keys.credential(credential, "");
        return token.isBlank() ? keys.secret() : token;
    }
}
