package io.openclaw.sandbox;

import java.util.Map;

/**
 * One simulated partner account.
 *
 * @param kind platform, carrier, warehouse or erp: the word in the address it pushes to
 * @param vendor whose wire format it speaks
 * @param settings what differs between accounts of one vendor
 */
public record SandboxAccount(String id, String kind, String vendor, Map<String, String> settings) {

    /** Every secret, token and key of the account. */
    public String secret() {
        return "sandbox-" + id + "-secret";
    }

    public String setting(String name, String otherwise) {
        return settings.getOrDefault(name, otherwise);
    }
}
