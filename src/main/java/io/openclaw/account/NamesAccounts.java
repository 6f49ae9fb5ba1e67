package io.openclaw.account;

/** Rules in force that name accounts: a hub cannot start with a file that names one which is gone. */
public interface NamesAccounts {

    /**
     * Looks whether the rules in force would do with other accounts.
     *
     * @throws RuntimeException where they name one that is not there; its message begins with file and line
     */
    void check(Accounts others);
}
