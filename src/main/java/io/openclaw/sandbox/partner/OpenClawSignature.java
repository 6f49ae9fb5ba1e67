package io.openclaw.sandbox.partner;

import static io.openclaw.sandbox.push.Hmac.utf8;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.push.Hmac;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * OpenClaw's own scheme as a partner implements it: request id, time with offset, and the hex HMAC-SHA256 over
 * {@code id.time.body}; 300 s of patience.
 */
final class OpenClawSignature {

    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private OpenClawSignature() {}

    static Map<String, String> headers(SandboxAccount account, String requestId, byte[] body, Instant now) {
        String timestamp = now.truncatedTo(ChronoUnit.SECONDS)
                .atOffset(ZoneOffset.ofHours(8))
                .toString();
        return Map.of(
                "X-OpenClaw-Request-ID", requestId,
                "X-OpenClaw-Timestamp", timestamp,
                "X-OpenClaw-Signature", sign(account.secret(), requestId, timestamp, body));
    }

    /** What is wrong with the caller's signature; empty when nothing is. */
    static Optional<String> fault(SandboxAccount account, PartnerCall call) {
        String id = call.header("X-OpenClaw-Request-ID");
        String timestamp = call.header("X-OpenClaw-Timestamp");
        String signature = call.header("X-OpenClaw-Signature");
        if (id == null || timestamp == null || signature == null) {
            return Optional.of("X-OpenClaw-Request-ID, X-OpenClaw-Timestamp and X-OpenClaw-Signature are required");
        }
        if (!sign(account.secret(), id, timestamp, call.body()).equals(signature)) {
            return Optional.of("the signature is wrong");
        }
        try {
            Duration off = Duration.between(OffsetDateTime.parse(timestamp).toInstant(), Instant.now())
                    .abs();
            return off.compareTo(PATIENCE) > 0 ? Optional.of("the timestamp is older than 300 s") : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of("the timestamp has to be ISO 8601 with an offset");
        }
    }

    private static String sign(String secret, String requestId, String timestamp, byte[] body) {
        return HexFormat.of().formatHex(Hmac.sha256(secret, utf8(requestId + "." + timestamp + "."), body));
    }
}
