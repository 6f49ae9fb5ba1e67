package io.openclaw.stock;

import java.sql.Statement;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Single reservations of one SKU in demand, many at a time in one transaction: whoever comes first leads, takes in those who
 * wait, writes their rows in batches and changes the counter once by their sum. When the sum is refused each is tried
 * alone, in the order in which they came. For callers that are in no transaction and whose order has nothing withheld; others use
 * {@link StockLedger#reserve}.
 */
@Component("reservationBatch")
public class ReservationBatch {

    private static final int MOST = 64;

    private final HotPath hot;
    private final StockLedger ledger;
    private final Clock clock;
    private final TransactionTemplate work;
    private final Map<StockKey, Line> lines = new ConcurrentHashMap<>();

    ReservationBatch(HotPath hot, StockLedger ledger, PlatformTransactionManager transactions, Clock clock) {
        this.hot = hot;
        this.ledger = ledger;
        this.clock = clock;
        this.work = new TransactionTemplate(transactions);
        this.work.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** One caller's wish and how it ended. */
    private static final class Wish {
        final Claim claim;
        final Thread caller = Thread.currentThread();
        volatile ReserveOutcome outcome;
        volatile RuntimeException failure;
        volatile boolean leads;

        Wish(Claim claim) {
            this.claim = claim;
        }

        boolean ended() {
            return outcome != null || failure != null;
        }
    }

    /** Those who want units of one row. */
    private static final class Line {
        final Queue<Wish> waiting = new ConcurrentLinkedQueue<>();
        final java.util.concurrent.atomic.AtomicBoolean led = new java.util.concurrent.atomic.AtomicBoolean();
    }

    /**
     * Reserves one claim, committed when it returns. The same claim made twice is one reservation.
     *
     * @throws IllegalStateException when the caller is in a transaction: what it reserves would stand though it fails
     */
    public ReserveOutcome reserveAlone(Claim claim) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("reserveAlone commits by itself; in a transaction use StockLedger.reserve");
        }
        Line line = lines.computeIfAbsent(claim.key(), key -> new Line());
        Wish wish = new Wish(claim);
        line.waiting.add(wish);
        wish.leads = line.led.compareAndSet(false, true);
        while (!wish.ended()) {
            if (wish.leads) {
                lead(line, wish);
            } else {
                LockSupport.parkNanos(this, 1_000_000L);
                if (!wish.ended() && !wish.leads && line.led.compareAndSet(false, true)) {
                    wish.leads = true;
                }
            }
        }
        if (wish.failure != null) {
            throw wish.failure;
        }
        return wish.outcome;
    }

    /** Serves batches until one's own wish has ended, then hands over to whoever waits first. */
    private void lead(Line line, Wish own) {
        try {
            while (!own.ended()) {
                serve(take(line));
            }
        } finally {
            own.leads = false;
            Wish next = line.waiting.peek();
            if (next == null) {
                line.led.set(false);
                next = line.waiting.peek();
                if (next != null && line.led.compareAndSet(false, true)) {
                    next.leads = true;
                    LockSupport.unpark(next.caller);
                }
            } else {
                next.leads = true;
                LockSupport.unpark(next.caller);
            }
        }
    }

    private static List<Wish> take(Line line) {
        List<Wish> taken = new ArrayList<>(MOST);
        for (Wish wish = line.waiting.poll(); wish != null; wish = line.waiting.poll()) {
            taken.add(wish);
            if (taken.size() == MOST) {
                break;
            }
        }
        return taken;
    }

    private void serve(List<Wish> wishes) {
        boolean together = false;
        try {
            // What an account's campaign has locked is looked up one by one.
            together = wishes.size() > 1
                    && wishes.stream().allMatch(wish -> wish.claim.account() == null)
                    && Boolean.TRUE.equals(work.execute(status -> {
                        if (!reserve(wishes.stream().map(wish -> wish.claim).toList())) {
                            status.setRollbackOnly();
                            return false;
                        }
                        return true;
                    }));
        } catch (RuntimeException e) {
            together = false; // whichever of them it was fails again, alone
        }
        for (Wish wish : wishes) {
            if (together) {
                wish.outcome = ReserveOutcome.DONE;
            } else {
                alone(wish);
            }
            LockSupport.unpark(wish.caller);
        }
    }

    private void alone(Wish wish) {
        try {
            wish.outcome = work.execute(status -> ledger.reserve(List.of(wish.claim), () -> {}));
        } catch (RuntimeException e) {
            wish.failure = e;
        }
    }

    private boolean reserve(List<Claim> claims) {
        OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
        int[] written = hot.reservations(claims, now);
        List<Claim> fresh = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            int rows = written[i];
            if (rows == Statement.SUCCESS_NO_INFO) {
                return false; // a driver that does not say which were there already: one by one
            }
            if (rows == 1) {
                fresh.add(claims.get(i));
            }
        }
        if (fresh.isEmpty()) {
            return true;
        }
        hot.movements(fresh, now);
        int sum = fresh.stream().mapToInt(Claim::quantity).sum();
        return hot.take(fresh.get(0).key(), sum);
    }
}
