package io.openclaw.partner.signature;

import io.openclaw.partner.signature.SignatureException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * 4PX's gateway: query parameter {@code sign} is the lower-case hex MD5 of every other parameter's name and value in
 * alphabetical order, then the body, then the app secret. {@code access_token} and {@code language} are sent unsigned.
 * The caller gives {@code method} and {@code v}; app key, timestamp (ms), format and signature are added here.
 */
public final class FourPxMd5 implements SignatureScheme {

    public static final String SIGNATURE = "sign";

    private static final String TIMESTAMP = "timestamp";
    private static final Pattern MILLIS = Pattern.compile("\\d{13}");
    private static final Duration TOLERANCE = Duration.ofSeconds(300);
    private static final Set<String> UNSIGNED = Set.of(SIGNATURE, "access_token", "language");

    @Override
    public String name() {
        return "4px-md5";
    }

    @Override
    public void verify(InboundRequest request) {
        Map<String, String> query = QueryString.parse(request.query());
        String given = query.get(SIGNATURE);
        if (given == null || given.isBlank()) {
            throw new SignatureException(Kind.MISSING, "query parameter " + SIGNATURE + " is missing");
        }
        boolean genuine = Digests.anyMatches(
                given.toLowerCase(Locale.ROOT),
                request.keys().secrets(),
                secret -> signature(secret, query, request.body()));
        if (!genuine) {
            throw new SignatureException(Kind.WRONG, "sign is not the MD5 of sorted parameters, body and app secret");
        }
        requireFresh(query.get(TIMESTAMP), request.now());
    }

    /** The time is signed, so an old push that somebody repeats shows it. How 4PX pushes is not public: one without a time is taken. */
    private static void requireFresh(String timestamp, Instant now) {
        if (timestamp == null || timestamp.isBlank()) {
            return;
        }
        if (!MILLIS.matcher(timestamp).matches()) {
            throw new SignatureException(Kind.MALFORMED_TIMESTAMP, TIMESTAMP + " is not a Unix time in milliseconds");
        }
        Duration apart = Duration.between(Instant.ofEpochMilli(Long.parseLong(timestamp)), now)
                .abs();
        if (apart.compareTo(TOLERANCE) > 0) {
            throw new SignatureException(
                    Kind.STALE,
                    TIMESTAMP + " is " + apart.toSeconds() + " s from our clock; " + TOLERANCE.toSeconds()
                            + " s are allowed");
        }
    }

    @Override
    public void sign(OutboundRequest request) {
        Keys keys = request.keys();
        Map<String, String> query = request.query();
        query.put("app_key", appKey(keys));
        query.put(TIMESTAMP, Long.toString(request.clock().millis()));
        query.put("format", "json");
        optional(query, "access_token", keys);
        optional(query, "language", keys);
        byte[] body = request.body() == null ? new byte[0] : request.body();
        query.put(SIGNATURE, signature(keys.secret(), query, body));
    }

    /** The signature itself; parameters that are not signed may be among the given ones. */
    public static String signature(String appSecret, Map<String, String> query, byte[] body) {
        StringBuilder signed = new StringBuilder();
        new TreeMap<>(query).forEach((name, value) -> {
            if (!UNSIGNED.contains(name)) {
                signed.append(name).append(value);
            }
        });
        return Digests.hex(Digests.digest("MD5", Digests.utf8(signed.toString()), body, Digests.utf8(appSecret)));
    }

    private static String appKey(Keys keys) {
        String key = keys.credential("app_key", "");
        return key.isBlank() ? keys.account() : key;
    }

    private static void optional(Map<String, String> query, String name, Keys keys) {
        String value = keys.credential(name, "");
        if (!value.isBlank()) {
            query.put(name, value);
        }
    }
}
