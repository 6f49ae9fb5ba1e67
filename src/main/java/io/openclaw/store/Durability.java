package io.openclaw.store;

/**
 * Makes committed work safe against a killed process and a power cut before anything about it leaves the hub: a push
 * is acknowledged, a label is bought, a platform is told.
 */
public interface Durability {

    /** Returns once every transaction that was committed before this call is on disk. */
    void await();
}
