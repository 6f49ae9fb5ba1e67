package io.openclaw.account;

/**
 * An account that is not in the partners file, or that may not do there what is asked: it is off, or not live. What is meant for
 * it waits until it may.
 */
public class NoSuchAccountException extends IllegalArgumentException {

    private final String account;

    public NoSuchAccountException(String account, String message) {
        super(message);
        this.account = account;
    }

    public String account() {
        return account;
    }
}
