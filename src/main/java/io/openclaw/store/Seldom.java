package io.openclaw.store;

/** What goes on and on is said at once and then now and then. For one thread. */
public final class Seldom {

    private final long nanos;
    private boolean said;
    private long saidAt;

    /** @param nanos at least so much time lies between one time and the next */
    public Seldom(long nanos) {
        this.nanos = nanos;
    }

    /** True when it is time to say it; it is taken as said then. */
    public boolean due() {
        long now = System.nanoTime();
        if (said && now - saidAt < nanos) {
            return false;
        }
        said = true;
        saidAt = now;
        return true;
    }

    /** It is over: the next time is the first one again. */
    public void over() {
        said = false;
    }
}
