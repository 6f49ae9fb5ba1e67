package io.openclaw.partner.signature;

import io.openclaw.partner.signature.SignatureException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * OpenClaw's own scheme, for partners that have none: {@code X-OpenClaw-Signature} is the lower-case hex HMAC-SHA256 of
 * {@code request_id + "." + timestamp + "." + raw body}. The timestamp is ISO 8601 with offset, within 300 s.
 */
public final class OpenClawHmac implements SignatureScheme {

    public static final String REQUEST_ID = "X-OpenClaw-Request-ID";
    public static final String TIMESTAMP = "X-OpenClaw-Timestamp";
    public static final String SIGNATURE = "X-OpenClaw-Signature";

    /** How far the sender's clock may stand from ours, either way. */
    public static final Duration TOLERANCE = Duration.ofSeconds(300);

    @Override
    public String name() {
        return "openclaw-hmac";
    }

    @Override
    public void verify(InboundRequest request) {
        // Form before signature: a sender with the wrong clock format learns that first.
        String timestamp = required(request, TIMESTAMP);
        Instant sent = instant(timestamp);
        String requestId = required(request, REQUEST_ID);
        String signature = required(request, SIGNATURE);
        boolean genuine = Digests.anyMatches(
                signature, request.keys().secrets(), secret -> signature(secret, requestId, timestamp, request.body()));
        if (!genuine) {
            throw new SignatureException(
                    Kind.WRONG, SIGNATURE + " is not the HMAC-SHA256 of request id, timestamp and raw body");
        }
        long apart = Math.abs(Duration.between(sent, request.now()).toSeconds());
        if (apart > TOLERANCE.toSeconds()) {
            throw new SignatureException(
                    Kind.STALE,
                    TIMESTAMP + " is " + apart + " s from our clock; " + TOLERANCE.toSeconds() + " s are allowed");
        }
    }

    @Override
    public void sign(OutboundRequest request) {
        // A caller that repeats a delivery has set its request id already: it stays the same, timestamp and signature
        // are fresh.
        String requestId = request.headers()
                .computeIfAbsent(REQUEST_ID, name -> UUID.randomUUID().toString());
        String timestamp = request.clock()
                .instant()
                .truncatedTo(ChronoUnit.SECONDS)
                .atOffset(ZoneOffset.UTC)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        byte[] body = request.body() == null ? new byte[0] : request.body();
        request.header(TIMESTAMP, timestamp);
        request.header(SIGNATURE, signature(request.keys().secret(), requestId, timestamp, body));
    }

    /** The signature itself. */
    public static String signature(String secret, String requestId, String timestamp, byte[] body) {
        return Digests.hex(Digests.hmacSha256(secret, Digests.utf8(requestId + "." + timestamp + "."), body));
    }

    private static String required(InboundRequest request, String name) {
        String value = request.header(name);
        if (value == null) {
            throw new SignatureException(Kind.MISSING, "header " + name + " is missing");
        }
        return value;
    }

    /** Reads a timestamp of this scheme; says what is wrong with any other form. */
    public static Instant instant(String timestamp) {
        if (timestamp.matches("-?\\d+(\\.\\d+)?")) {
            throw new SignatureException(
                    Kind.MALFORMED_TIMESTAMP,
                    TIMESTAMP + " is a Unix number; send ISO 8601 with offset, as in 2024-06-15T08:30:00+08:00");
        }
        try {
            return OffsetDateTime.parse(timestamp).toInstant();
        } catch (DateTimeParseException e) {
            throw new SignatureException(
                    Kind.MALFORMED_TIMESTAMP,
                    TIMESTAMP + " is not ISO 8601 with offset, as in 2024-06-15T08:30:00+08:00");
        }
    }
}
