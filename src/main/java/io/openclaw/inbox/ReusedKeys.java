package io.openclaw.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.account.Account;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds senders that give two messages one id. The second is acknowledged as a repetition, as its sender means it by the id; that nothing of it
 * was taken is said, at most once a minute for each account, and counted.
 */
@Component
class ReusedKeys {

    private static final Logger LOG = LoggerFactory.getLogger(ReusedKeys.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int SHOWN = 120;

    private final Inbox inbox;
    private final MeterRegistry meters;
    private final Map<String, Long> toldAt = new ConcurrentHashMap<>();

    ReusedKeys(Inbox inbox, MeterRegistry meters) {
        this.inbox = inbox;
        this.meters = meters;
    }

    /** Length and checksum: what tells two messages of one sender apart and costs next to nothing. Null where it is no push. */
    static Long sum(Exchange exchange) {
        if (!(exchange.getMessage().getBody() instanceof byte[] body)) {
            return null;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(body);
        return (long) body.length << Integer.SIZE | checksum.getValue();
    }

    /** Of a message whose key is known already. A key that the connector made of what the message says is nobody's id. */
    void look(Exchange exchange, Account account, String key, Long sum) {
        if (sum == null
                || !(exchange.getVariable(PushVars.HEADERS) instanceof Map<?, ?> headers)
                || !headers.containsValue(key)) {
            return;
        }
        boolean another = inbox.sum(account.tenant(), account.id(), key)
                .filter(taken -> !taken.equals(sum))
                .isPresent();
        if (another) {
            meters.counter("openclaw.inbox.key.reused", "account", account.id()).increment();
            tell(account, key);
        }
    }

    private void tell(Account account, String key) {
        long now = System.nanoTime();
        Long last = toldAt.get(account.id());
        if (last == null || now - last >= QUIET_NANOS) {
            toldAt.put(account.id(), now);
            String shown = key.replaceAll("\\p{Cntrl}", " ");
            LOG.warn(
                    "OC-INBOX-KEY-REUSED {} sent another body under the id {} of a message taken before: it was acknowledged as a repetition, and"
                            + " nothing of it was taken. Have the sender give each message an id of its own, and send this one again under"
                            + " a new one; the next minute's are counted in openclaw_inbox_key_reused_total",
                    account.id(),
                    shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN));
        }
    }
}
