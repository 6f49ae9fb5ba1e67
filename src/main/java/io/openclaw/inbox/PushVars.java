package io.openclaw.inbox;

/** Exchange variables of a push under way. The vendor's {@code push} route sets those marked so. */
public final class PushVars {

    public static final String ACCOUNT = "account";
    public static final String TENANT = "tenant";
    public static final String KIND = "kind";
    /** The account itself. */
    public static final String SHOP = "shop";

    public static final String REQUEST_ID = "request_id";
    public static final String METHOD = "push.method";
    public static final String PATH = "push.path";
    public static final String QUERY = "push.query";
    /** Set by {@code partner:verify}. */
    public static final String VERIFIED = "push.verified";
    /** By the vendor: identity of the message; the body's SHA-256 where it sets none. */
    public static final String KEY = "push.key";
    /** By the vendor: its word for what it is. */
    public static final String TYPE = "push.type";
    /** By the vendor: where its pushes say their type, in words, for the push that does not. */
    public static final String TYPE_AT = "push.type_at";
    /** By the vendor: taken, ignored or unknown. */
    public static final String HANDLING = "push.handling";
    /** By the vendor: the channel a taken push goes to, where that is not {@code push.<kind>}: push.privacy, push.withdrawn. */
    public static final String CHANNEL = "push.channel";
    /** By the vendor: empty or request-id, the form of the acknowledgement. */
    public static final String ANSWER = "push.answer";
    /** The headers that are kept. */
    public static final String HEADERS = "push.headers";

    public static final String CONTENT_TYPE = "push.content_type";
    /** The {@link Misfit} of a message that is not understood. */
    public static final String MISFIT = "push.misfit";
    /** Nano time of arrival. */
    public static final String STARTED = "push.started";

    public static final String TAKEN = "taken";
    public static final String IGNORED = "ignored";
    public static final String UNKNOWN = "unknown";

    private PushVars() {}
}
