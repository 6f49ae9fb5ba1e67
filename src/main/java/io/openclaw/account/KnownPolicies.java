package io.openclaw.account;

import java.util.List;

/** The names the hub itself reads in {@code policy:} of an account; a connector may read others. */
public final class KnownPolicies {

    private KnownPolicies() {}

    public static List<String> names() {
        return PolicyCheck.known();
    }
}
