package io.openclaw.api;

import io.openclaw.store.FieldCipher;
import io.openclaw.store.Sql;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes of the open API: signed over method, path, time, id and body, and carried out once per request id. The same
 * id and body get the first answer again; the same id with another body is a conflict.
 */
@Component
public class SignedRequests {

    static final String TIMESTAMP = "X-OpenClaw-Timestamp";
    static final String SIGNATURE = "X-OpenClaw-Signature";
    static final Duration WINDOW = Duration.ofSeconds(300);

    /** How long an unanswered request may be at work before a repeat is let through: the first one has died. */
    private static final Duration ABANDONED_AFTER = Duration.ofSeconds(30);

    private static final Sql SQL = Sql.of("api");

    /** What a repeated request gets. */
    public record Answer(int status, byte[] body) {}

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final Clock clock;

    public SignedRequests(JdbcClient jdbc, FieldCipher cipher, Clock clock) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.clock = clock;
    }

    /** Refuses what is not signed with one of the app's secrets, or signed at another time than now. */
    void check(
            List<String> secrets,
            String method,
            String pathAndQuery,
            String timestamp,
            String requestId,
            String sent,
            byte[] body) {
        if (timestamp == null || sent == null || requestId == null) {
            throw new ApiProblem(
                    401,
                    "signature_missing",
                    "a write needs " + RequestId.HEADER + ", " + TIMESTAMP + " and " + SIGNATURE,
                    "sign METHOD\\npath-and-query\\ntimestamp\\nrequest-id\\nbody with HMAC-SHA256 of the client secret");
        }
        if (!RequestId.usable(requestId)) {
            throw ApiProblem.badRequest(
                    RequestId.HEADER + " is not usable", "send 1 to 80 letters, digits, '.', '_', ':' or '-'");
        }
        Instant at = instant(timestamp);
        boolean signed = false;
        for (String secret : secrets) {
            byte[] expected = HexFormat.of()
                    .formatHex(mac(secret, method, pathAndQuery, timestamp, requestId, body))
                    .getBytes(StandardCharsets.US_ASCII);
            signed |= MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8));
        }
        if (!signed) {
            throw new ApiProblem(
                    401,
                    "signature_wrong",
                    "the signature does not belong to this request",
                    "sign the path and query as sent, percent-encoding included, and the body's very bytes; hex in lower case");
        }
        Duration off = Duration.between(at, clock.instant()).abs();
        if (off.compareTo(WINDOW) > 0) {
            throw new ApiProblem(
                    401,
                    "timestamp_out_of_window",
                    "the timestamp is " + off.toSeconds() + " s away from the hub's clock",
                    "sign with the present time; " + WINDOW.toSeconds() + " s are allowed");
        }
    }

    /** Takes the id for this request; an answer where the same request was answered before. */
    Optional<Answer> begin(String clientId, String requestId, String hash) {
        if (insert(clientId, requestId, hash)) {
            return Optional.empty();
        }
        record Known(String hash, Integer status, byte[] answer) {}
        Known known = jdbc.sql(SQL.get("request"))
                .param("client_id", clientId)
                .param("request_id", requestId)
                .query((row, n) -> new Known(
                        row.getString("request_hash"), (Integer) row.getObject("status"), row.getBytes("answer_enc")))
                .single();
        if (!known.hash().equals(hash)) {
            throw ApiProblem.conflict(
                    "request_id_reused",
                    "request id " + requestId + " was used for another request",
                    "give every request an id of its own; repeat one with the very same body");
        }
        if (known.status() != null) {
            byte[] body = known.answer() == null ? new byte[0] : cipher.decrypt(known.answer());
            return Optional.of(new Answer(known.status(), body));
        }
        if (retake(clientId, requestId)) {
            return Optional.empty();
        }
        throw ApiProblem.conflict(
                "request_in_progress", "request " + requestId + " is still at work", "repeat it in a few seconds");
    }

    /** Keeps the answer for repeats. */
    void finish(String clientId, String requestId, int status, byte[] body) {
        jdbc.sql(SQL.get("request-answer"))
                .param("status", status)
                .param("answer", cipher.encrypt(body))
                .param("client_id", clientId)
                .param("request_id", requestId)
                .update();
    }

    /** Frees the id of a request that failed on our side, so that the caller may repeat it. */
    void forget(String clientId, String requestId) {
        jdbc.sql(SQL.get("request-forget"))
                .param("client_id", clientId)
                .param("request_id", requestId)
                .update();
    }

    private boolean insert(String clientId, String requestId, String hash) {
        return jdbc.sql(SQL.get("request-insert"))
                        .param("client_id", clientId)
                        .param("request_id", requestId)
                        .param("hash", hash)
                        .param("now", at(clock.instant()))
                        .update()
                == 1;
    }

    private boolean retake(String clientId, String requestId) {
        Instant now = clock.instant();
        return jdbc.sql(SQL.get("request-retake"))
                        .param("now", at(now))
                        .param("client_id", clientId)
                        .param("request_id", requestId)
                        .param("stale", at(now.minus(ABANDONED_AFTER)))
                        .update()
                == 1;
    }

    private static Instant instant(String timestamp) {
        try {
            return OffsetDateTime.parse(timestamp).toInstant();
        } catch (DateTimeException e) {
            String what = timestamp.matches("\\d+") ? "a Unix number" : "not ISO 8601 with offset";
            throw ApiProblem.badRequest(
                    TIMESTAMP + " is " + what, "send ISO 8601 with offset, as 2024-06-15T08:30:00+08:00");
        }
    }

    private static byte[] mac(
            String secret, String method, String path, String timestamp, String requestId, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String head = method + "\n" + path + "\n" + timestamp + "\n" + requestId + "\n";
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
