package io.openclaw.inbox;

import io.openclaw.account.Account;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once of each type an account pushes for nobody that its subscription can go. Such pushes are acknowledged and kept in the inbox for their age. */
final class Unconsumed {

    private static final Logger LOG = LoggerFactory.getLogger(Unconsumed.class);
    /** Senders choose types: no more than so many are remembered. */
    private static final int MOST = 1_000;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    void note(Account account, String type) {
        if (told.size() < MOST && told.add(account.id() + "|" + type)) {
            LOG.info(
                    "OC-INBOX-UNCONSUMED {} pushes {}, which nothing here consumes: remove the subscription at {}."
                            + " Its pushes are acknowledged; this is said once after each start",
                    account.id(),
                    type == null ? "messages without a type" : type.replaceAll("\\p{Cntrl}", " "),
                    account.vendor());
        }
    }
}
