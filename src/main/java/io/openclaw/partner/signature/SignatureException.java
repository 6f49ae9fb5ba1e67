package io.openclaw.partner.signature;

/** An inbound push whose signature does not prove its sender. What exactly is wrong is for the log, not for the sender. */
public class SignatureException extends RuntimeException {

    public enum Kind {
        /** A header of the scheme is not there. */
        MISSING,
        /** It was made with another secret, or over other bytes. */
        WRONG,
        /** Genuine, but its time is too far from ours. */
        STALE,
        /** The timestamp is not in the scheme's form: the sender gets a 400 that says so. */
        MALFORMED_TIMESTAMP
    }

    private final Kind kind;

    public SignatureException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
