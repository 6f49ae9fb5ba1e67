package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.push.Push;
import io.openclaw.sandbox.push.PushFormat;
import io.openclaw.sandbox.web.VendorDoor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** OpenClaw's own scheme in both directions, as the simulated warehouses use it. */
@Component
final class WarehouseDoor implements VendorDoor, PushFormat {

    static final String STATUS = "outbound_status";

    @Override
    public String vendor() {
        return "openclaw-warehouse";
    }

    @Override
    public List<String> operations() {
        return List.of("create-outbound", "find-outbound", "cancel-outbound", "list-stock");
    }

    @Override
    public List<String> pushes() {
        return List.of(STATUS);
    }

    @Override
    public void check(SandboxAccount account, PartnerCall call) {
        OpenClawSignature.fault(account, call)
                .ifPresent(fault -> call.reply(401, Map.of("code", "unauthorized", "message", fault)));
    }

    @Override
    public Map<String, String> headers(SandboxAccount account, Push push, byte[] body, Instant now) {
        return OpenClawSignature.headers(account, push.id(), body, now);
    }
}
