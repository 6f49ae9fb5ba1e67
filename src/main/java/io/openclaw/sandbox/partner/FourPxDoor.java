package io.openclaw.sandbox.partner;

import static io.openclaw.sandbox.push.Hmac.utf8;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.push.Hmac;
import io.openclaw.sandbox.push.Push;
import io.openclaw.sandbox.push.PushFormat;
import io.openclaw.sandbox.web.VendorDoor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * 4PX's signature, both ways: the public parameters but {@code sign}, {@code access_token} and {@code language}, sorted,
 * names and values joined without separators, then the body, then the secret; MD5 in lower-case hex.
 */
@Component
final class FourPxDoor implements VendorDoor, PushFormat {

    static final String PUSH = "tr.order.tracking.push";
    private static final Set<String> UNSIGNED = Set.of("sign", "access_token", "language");

    @Override
    public String vendor() {
        return "4px";
    }

    @Override
    public List<String> operations() {
        return List.of("create-waybill", "find-waybill", "void-waybill", "intercept", "get-label", "poll-tracking");
    }

    @Override
    public List<String> pushes() {
        return List.of(PUSH, "milestone");
    }

    @Override
    public void check(SandboxAccount account, PartnerCall call) {
        if (call.path().contains("/labels/")) {
            return;
        }
        String given = call.query().get("sign");
        if (given == null || call.query().get("app_key") == null || call.query().get("timestamp") == null) {
            FourPxAnswer.refused(call, "000014", "Invalid authentication parameters", null);
        } else if (!sign(call.query(), call.body(), account.secret()).equals(given)) {
            FourPxAnswer.refused(call, "000012", "Signature verification error", null);
        }
    }

    @Override
    public String query(SandboxAccount account, Push push, byte[] body, Instant now) {
        Map<String, String> parameters = new TreeMap<>(Map.of(
                "method",
                PUSH,
                "app_key",
                account.id(),
                "v",
                "1.0.0",
                "timestamp",
                Long.toString(now.toEpochMilli()),
                "format",
                "json"));
        parameters.put("sign", sign(parameters, body, account.secret()));
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> query.append(query.length() == 0 ? "" : "&")
                .append(name)
                .append('=')
                .append(value));
        return query.toString();
    }

    @Override
    public Map<String, String> headers(SandboxAccount account, Push push, byte[] body, Instant now) {
        return Map.of();
    }

    static String sign(Map<String, String> parameters, byte[] body, String secret) {
        StringBuilder base = new StringBuilder();
        new TreeMap<>(parameters).forEach((name, value) -> {
            if (!UNSIGNED.contains(name)) {
                base.append(name).append(value);
            }
        });
        return Hmac.digest("MD5", utf8(base.toString()), body, utf8(secret));
    }
}
