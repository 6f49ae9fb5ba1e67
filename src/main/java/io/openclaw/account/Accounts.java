package io.openclaw.account;

import java.util.Collection;
import java.util.Optional;

/** The accounts in force. An edit of {@code config/partners.yaml} changes what is returned here, without a restart. */
public interface Accounts {

    Optional<Account> find(String id);

    /** The account of that name; an {@link IllegalArgumentException} names the file to mend where there is none. */
    Account get(String id);

    Collection<Account> all();

    default Collection<Account> all(Account.Kind kind) {
        return all().stream().filter(a -> a.kind() == kind).toList();
    }
}
