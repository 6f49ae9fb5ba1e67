package io.openclaw.account;

/** An account that is not in the partners file, or is off there: what is meant for it waits until it is back. */
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
