package io.openclaw.inbox;

import io.openclaw.account.Accounts;
import io.openclaw.channel.Emitter;
import io.openclaw.outbox.DeadLetter;
import io.openclaw.outbox.DeadLetters;
import io.openclaw.outbox.Delivery;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives dead letters another try, usually after a mapping was mended. Work that was given up is queued for its subscriber
 * again; a push that was never understood is told of as if it had just come. Both go by the state they find.
 */
@Component
public class Replay {

    /** What became of a request to replay. */
    public enum Result {
        QUEUED,
        NOT_FOUND,
        /** Somebody replayed it before. */
        ALREADY,
        /** Its raw form has been erased. */
        ERASED
    }

    private final DeadLetters letters;
    private final Inbox inbox;
    private final Accounts accounts;
    private final Emitter emitter;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Replay(
            DeadLetters letters,
            Inbox inbox,
            Accounts accounts,
            Emitter emitter,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.letters = letters;
        this.inbox = inbox;
        this.accounts = accounts;
        this.emitter = emitter;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Replays one dead letter.
     *
     * @param tenant whose it has to be, or null for an operator, who may replay any
     * @param by who asks, for the record
     */
    public Result replay(String tenant, String id, String by) {
        return transaction.execute(status -> {
            Optional<DeadLetter> found = letters.find(id).filter(l -> tenant == null || tenant.equals(l.tenant()));
            if (found.isEmpty()) {
                return Result.NOT_FOUND;
            }
            DeadLetter letter = found.get();
            if (!letters.markReplayed(id, clock.instant(), by)) {
                return Result.ALREADY;
            }
            if (letter.seq() != null) {
                emitter.redeliver(new Delivery(
                        letter.subscriber(), letter.seq(), letter.orderKey(), letter.lane(), 0, null, null));
                return Result.QUEUED;
            }
            if (emitAgain(letter)) {
                return Result.QUEUED;
            }
            status.setRollbackOnly();
            return Result.ERASED;
        });
    }

    /** Replays every open dead letter of a subscriber; returns how many were queued. */
    public int replayAll(String subscriber, String by) {
        int queued = 0;
        for (String id : letters.open(subscriber)) {
            if (replay(null, id, by) == Result.QUEUED) {
                queued++;
            }
        }
        return queued;
    }

    private boolean emitAgain(DeadLetter letter) {
        Optional<Push> push = letter.inboxId() == null ? Optional.empty() : inbox.find(letter.inboxId());
        if (push.isEmpty()) {
            return false;
        }
        Push p = push.get();
        String vendor = accounts.get(p.account()).vendor();
        StoredPush stored = new StoredPush(
                letter.inboxId(), p.kind(), vendor, p.type(), p.account(), p.tenant(), letter.orderKey());
        emitter.emit(letter.type(), stored, p.tenant());
        return true;
    }
}
