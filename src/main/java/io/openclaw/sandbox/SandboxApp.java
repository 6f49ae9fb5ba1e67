package io.openclaw.sandbox;

/** The app of the tenant demo: what a newcomer, and the simulated partners, call the hub's open API with. */
public final class SandboxApp {

    public static final String ID = "sandbox-app";
    public static final String SECRET = "sandbox-secret";

    private SandboxApp() {}
}
