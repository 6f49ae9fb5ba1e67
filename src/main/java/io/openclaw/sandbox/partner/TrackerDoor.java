package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.push.Hmac;
import io.openclaw.sandbox.push.Push;
import io.openclaw.sandbox.push.PushFormat;
import io.openclaw.sandbox.web.VendorDoor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** 17TRACK's key on the way in; on the way out a plain SHA-256 of the body, a slash and the key. */
@Component
final class TrackerDoor implements VendorDoor, PushFormat {

    static final String UPDATED = "TRACKING_UPDATED";
    static final String STOPPED = "TRACKING_STOPPED";
    private static final int INVALID_KEY = -18_010_002;

    @Override
    public String vendor() {
        return "17track";
    }

    @Override
    public List<String> operations() {
        return List.of("register-tracking", "poll-tracking", "stop-tracking", "retrack");
    }

    @Override
    public List<String> pushes() {
        return List.of(UPDATED, STOPPED);
    }

    @Override
    public void check(SandboxAccount account, PartnerCall call) {
        if (!account.secret().equals(call.header("17token"))) {
            Map<String, Object> error = Map.of("code", INVALID_KEY, "message", "Invalid security key.");
            call.reply(401, Map.of("code", INVALID_KEY, "data", Map.of("errors", List.of(error))));
        }
    }

    @Override
    public Map<String, String> headers(SandboxAccount account, Push push, byte[] body, Instant now) {
        return Map.of("sign", Hmac.digest("SHA-256", body, Hmac.utf8("/" + account.secret())));
    }
}
