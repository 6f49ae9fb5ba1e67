package io.openclaw.partner.signature;

/**
 * How one family of partners proves who speaks. A scheme is a plain class without collaborators, so that the simulated
 * partners use the same one from the other side: what {@link #sign} produces, {@link #verify} accepts.
 */
public interface SignatureScheme {

    /** The word in {@code partner:verify?scheme=} and in an account's {@code credentials.scheme}. */
    String name();

    /**
     * Proves that the request was signed with one of the secrets.
     *
     * @throws SignatureException when it was not; says which way
     */
    void verify(InboundRequest request);

    /** Adds what proves our identity to headers, query or body. */
    void sign(OutboundRequest request);
}
