package io.openclaw.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The work of one subscriber against one account. Each order has a line of its own, worked off strictly in sequence;
 * different orders run side by side up to the cap, so a partner that hangs fills its own lane and no other.
 */
final class Lane {

    private static final int REST = 3;
    private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long REST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private enum State {
        RESTING,
        QUEUED,
        RUNNING
    }

    private static final class Line {
        final String key;
        final TreeMap<Long, Work> works = new TreeMap<>();
        State state = State.RESTING;

        Line(String key) {
            this.key = key;
        }
    }

    private record Taken(Line line, Work work, long atNanos) {}

    private final String name;
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final BooleanSupplier open;
    private final BooleanSupplier crowded;
    private final Function<Work, Outcome> attempt;
    private final Map<String, Line> lines = new HashMap<>();
    private final Deque<Line> queued = new ArrayDeque<>();
    private volatile int backlog;
    private int cap;
    private int running;
    private long heldUntil = System.nanoTime();
    private long hurriedAt = heldUntil;

    /**
     * @param open false while nothing may start: its route is stopped, or the account is paused
     * @param crowded true while it has to do with one thread, and that one rests
     * @param attempt does the work and says what is next; it does not throw
     */
    Lane(
            String name,
            int cap,
            Executor threads,
            ScheduledExecutorService timer,
            BooleanSupplier open,
            BooleanSupplier crowded,
            Function<Work, Outcome> attempt) {
        this.name = name;
        this.cap = cap;
        this.threads = threads;
        this.timer = timer;
        this.open = open;
        this.crowded = crowded;
        this.attempt = attempt;
    }

    String name() {
        return name;
    }

    int backlog() {
        return backlog;
    }

    synchronized int running() {
        return running;
    }

    synchronized boolean held() {
        return heldUntil - System.nanoTime() > 0;
    }

    /** Gives a row its place before its transaction commits; false when memory has it already, now under the new token. */
    synchronized boolean reserve(Work work) {
        Line line = lines.computeIfAbsent(work.delivery.orderKey(), Line::new);
        Work there = line.works.putIfAbsent(work.seq(), work);
        if (there != null) {
            there.delivery = work.delivery;
            return false;
        }
        backlog++;
        return true;
    }

    /** The row is committed: it may run when it is its turn. */
    synchronized void ready(Work work) {
        work.ready = true;
        Line line = lines.get(work.delivery.orderKey());
        if (line != null) {
            consider(line);
        }
    }

    /** The row was not committed, or is not ours any more. */
    synchronized void drop(Work work) {
        Line line = lines.get(work.delivery.orderKey());
        if (line != null && line.works.remove(work.seq(), work)) {
            backlog--;
            consider(line);
        }
    }

    /** Forgets whatever has not begun. */
    synchronized void clear() {
        for (Line line : List.copyOf(lines.values())) {
            List<Work> waiting = new ArrayList<>(line.works.values());
            if (line.state == State.RUNNING && !waiting.isEmpty()) {
                waiting.remove(0);
            }
            waiting.stream().filter(w -> w.ready).forEach(w -> {
                line.works.remove(w.seq());
                backlog--;
            });
            consider(line);
        }
    }

    /** What waits for its next attempt has it now, and what is being attempted does not wait after it: the cause may be mended. */
    synchronized void hurry() {
        hurriedAt = System.nanoTime();
        heldUntil = hurriedAt;
        for (Line line : List.copyOf(lines.values())) {
            if (!line.works.isEmpty()) {
                line.works.firstEntry().getValue().notBefore = System.nanoTime();
                consider(line);
            }
        }
        pump();
    }

    synchronized void cap(int threads) {
        cap = threads;
    }

    /** Starts what may run; called whenever something may have opened. */
    synchronized void pump() {
        int wanted = Math.min(most() - running, queued.size());
        if (wanted > 0 && open.getAsBoolean() && !held()) {
            for (int i = 0; i < wanted; i++) {
                running++;
                threads.execute(this::work);
            }
        }
    }

    private int most() {
        return crowded.getAsBoolean() ? Math.min(1, cap) : cap;
    }

    /** Waits until nothing runs; false when the time is up. */
    synchronized boolean awaitQuiet(long deadlineNanos) throws InterruptedException {
        while (running > 0) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
        return true;
    }

    private void work() {
        Taken taken;
        while ((taken = take()) != null) {
            long began = System.nanoTime();
            finish(taken, attempt.apply(taken.work()));
            rest(System.nanoTime() - began);
        }
    }

    /** While callers crowd at the door a lane rests longer than it worked: what was acknowledged can wait, they cannot. */
    private void rest(long worked) {
        long until = System.nanoTime() + Math.min(REST * worked, LONGEST_REST_NANOS);
        while (crowded.getAsBoolean() && until - System.nanoTime() > 0) {
            LockSupport.parkNanos(Math.min(REST_STEP_NANOS, until - System.nanoTime()));
        }
    }

    private synchronized Taken take() {
        while (open.getAsBoolean() && !held() && running <= most()) {
            Line line = queued.poll();
            if (line == null) {
                break;
            }
            line.state = State.RESTING;
            Work head = line.works.isEmpty() ? null : line.works.firstEntry().getValue();
            if (head != null && head.ready && head.notBefore - System.nanoTime() <= 0) {
                line.state = State.RUNNING;
                return new Taken(line, head, System.nanoTime());
            }
            consider(line);
        }
        running--;
        notifyAll();
        return null;
    }

    private synchronized void finish(Taken taken, Outcome outcome) {
        Line line = taken.line();
        line.state = State.RESTING;
        if (outcome.finished()) {
            if (line.works.remove(taken.work().seq()) != null) {
                backlog--;
            }
        } else if (hurriedAt - taken.atNanos() >= 0) {
            taken.work().notBefore = System.nanoTime();
        } else if (outcome.lane()) {
            hold(outcome.waitNanos());
        } else {
            taken.work().notBefore = System.nanoTime() + outcome.waitNanos();
        }
        consider(line);
    }

    private void hold(long nanos) {
        long until = System.nanoTime() + nanos;
        if (until - heldUntil > 0) {
            heldUntil = until;
            timer.schedule(this::pump, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Queues a line whose head may run now, or arranges to look again when it may. */
    private void consider(Line line) {
        if (line.state != State.RESTING) {
            return;
        }
        if (line.works.isEmpty()) {
            lines.remove(line.key, line);
            return;
        }
        Work head = line.works.firstEntry().getValue();
        if (!head.ready) {
            return;
        }
        long wait = head.notBefore - System.nanoTime();
        if (wait > 0) {
            timer.schedule(() -> wake(line), wait, TimeUnit.NANOSECONDS);
        } else {
            line.state = State.QUEUED;
            queued.add(line);
            pump();
        }
    }

    private synchronized void wake(Line line) {
        if (lines.get(line.key) == line) {
            consider(line);
        }
    }
}
