package io.openclaw.inbox;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.springframework.stereotype.Component;

/**
 * What has been taken from partners, as the idempotent consumer reads it: {@code idempotentRepository: inboxKeys} on a key
 * {@code <account>:<push key>}. The key is written in the transaction that stores the push, and stays or goes with it.
 */
@Component("inboxKeys")
public class InboxKeys extends ServiceSupport implements IdempotentRepository {

    private final Inbox inbox;
    private final Accounts accounts;
    private final ReusedKeys reused;

    public InboxKeys(Inbox inbox, Accounts accounts, ReusedKeys reused) {
        this.inbox = inbox;
        this.accounts = accounts;
        this.reused = reused;
    }

    @Override
    public boolean add(String key) {
        Account account = account(key);
        return inbox.addKey(account.tenant(), account.id(), pushKey(key), null);
    }

    /** A repetition may be none: its sender gave another message the same id. */
    @Override
    public boolean add(Exchange exchange, String key) {
        Account account = account(key);
        Long sum = ReusedKeys.sum(exchange);
        if (inbox.addKey(account.tenant(), account.id(), pushKey(key), sum)) {
            return true;
        }
        reused.look(exchange, account, pushKey(key), sum);
        return false;
    }

    @Override
    public boolean contains(String key) {
        Account account = account(key);
        return inbox.hasKey(account.tenant(), account.id(), pushKey(key));
    }

    @Override
    public boolean remove(String key) {
        return true;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    /** Not for routes: keys are cleaned up by age. */
    @Override
    public void clear() {
        throw new UnsupportedOperationException("inbox keys are cleaned up by age, never cleared");
    }

    private Account account(String key) {
        return accounts.get(key.substring(0, colon(key)));
    }

    private static String pushKey(String key) {
        return key.substring(colon(key) + 1);
    }

    private static int colon(String key) {
        int colon = key.indexOf(':');
        if (colon <= 0 || colon == key.length() - 1) {
            throw new IllegalArgumentException(
                    "the key '" + key + "' is not '${variable.account}:${variable.push.key}' with both parts");
        }
        return colon;
    }
}
