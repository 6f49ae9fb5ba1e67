package io.openclaw.sandbox.push;

import io.openclaw.sandbox.SandboxAccount;
import java.time.Instant;
import java.util.Map;

/** How a vendor labels and signs what it pushes. */
public interface PushFormat {

    String vendor();

    /**
     * The headers of one attempt, signature included.
     *
     * @param now the partner's clock, which may be wrong
     */
    Map<String, String> headers(SandboxAccount account, Push push, byte[] body, Instant now);

    /** What stands behind the question mark of the address, for vendors that sign there. */
    default String query(SandboxAccount account, Push push, byte[] body, Instant now) {
        return "";
    }
}
