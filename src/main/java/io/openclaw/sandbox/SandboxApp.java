package io.openclaw.sandbox;

/** The apps of the tenant demo, which call the hub's open API. */
public final class SandboxApp {

    /** What a newcomer calls with. */
    public static final String ID = "sandbox-app";

    public static final String SECRET = "sandbox-secret";

    /** What the simulated partners look orders up with: their questions draw on a budget of their own. */
    public static final String PARTNERS_ID = "sandbox-partners";

    public static final String PARTNERS_SECRET = "sandbox-partners-secret";

    private SandboxApp() {}
}
