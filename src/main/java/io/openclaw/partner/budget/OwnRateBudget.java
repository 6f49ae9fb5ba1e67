package io.openclaw.partner.budget;

import io.openclaw.partner.Rate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The budget of a hub that has its store to itself: the same algorithm in memory, because a statement for every call would
 * buy nothing. What was spent before a crash is not known after it, so every budget is taken to have been empty when the
 * process began; what a partner forbade is kept in the store and holds over a restart.
 */
public final class OwnRateBudget implements RateBudget {

    private static final long MICROS = 1_000;

    private final SharedRateBudget store;
    private final LongSupplier micros;
    private final long begun;
    private final ConcurrentHashMap<String, Account> accounts = new ConcurrentHashMap<>();

    /** When the next permit is due by the even pace, in microseconds of {@link #micros}. Guarded by itself. */
    private static final class Account {
        long due;
    }

    /**
     * @param store keeps what partners forbade
     * @param begun when this process began
     */
    public OwnRateBudget(SharedRateBudget store, Clock clock, Instant begun) {
        this(store, () -> System.nanoTime() / MICROS, Duration.between(begun, clock.instant()));
    }

    OwnRateBudget(SharedRateBudget store, LongSupplier micros, Duration age) {
        this.store = store;
        this.micros = micros;
        this.begun = micros.getAsLong() - TimeUnit.NANOSECONDS.toMicros(age.toNanos());
    }

    @Override
    public Permit take(String budget, Rate rate, Duration patience) {
        Account account = account(budget, rate);
        long tolerance = rate.toleranceMicros();
        synchronized (account) {
            long ahead = account.due - micros.getAsLong();
            long reach = tolerance + TimeUnit.NANOSECONDS.toMicros(patience.toNanos());
            boolean taken = ahead <= reach;
            if (taken) {
                account.due += Math.max(0, -ahead) + rate.intervalMicros();
            }
            return new Permit(taken, Duration.ofNanos(Math.max(taken ? 0 : 1, ahead - tolerance) * MICROS));
        }
    }

    @Override
    public void penalise(String budget, Rate rate, Duration wait) {
        store.penalise(budget, rate, wait);
        Account account = account(budget, rate);
        synchronized (account) {
            account.due = Math.max(
                    account.due,
                    micros.getAsLong() + TimeUnit.NANOSECONDS.toMicros(wait.toNanos()) + rate.toleranceMicros());
        }
    }

    private Account account(String budget, Rate rate) {
        Account known = accounts.get(budget);
        return known != null ? known : accounts.computeIfAbsent(budget, name -> opened(name, rate));
    }

    private Account opened(String budget, Rate rate) {
        Account account = new Account();
        account.due = Math.max(
                begun + rate.toleranceMicros() + rate.intervalMicros(),
                micros.getAsLong()
                        + TimeUnit.NANOSECONDS.toMicros(store.drawn(budget).toNanos()));
        return account;
    }
}
