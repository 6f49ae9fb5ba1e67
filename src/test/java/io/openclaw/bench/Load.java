package io.openclaw.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Repeats one action from many threads and measures it. */
final class Load {

    private static final long HIGHEST_MICROS = 120_000_000;
    private static final int DIGITS = 3;

    /** One repetition; true when it succeeded. */
    interface Action {
        boolean run() throws Exception;
    }

    /**
     * What came of it.
     *
     * @param done successes
     * @param failed everything else
     * @param seconds from the first to the last
     * @param micros latency of the successes
     */
    record Result(long done, long failed, double seconds, Histogram micros) {

        double perSecond() {
            return done / seconds;
        }

        double millis(double percentile) {
            return micros.getValueAtPercentile(percentile) / 1000.0;
        }
    }

    private Load() {}

    /** Each thread begins anew as soon as it is done: measures throughput. */
    static Result closed(int threads, Duration duration, Action action) {
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        return run(threads, start, (thread, tally) -> {
            for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
                tally.count(action, begun);
            }
        });
    }

    /** Each thread does its share of a given number of repetitions. */
    static Result times(int threads, int repetitions, Action action) {
        AtomicLong next = new AtomicLong();
        return run(threads, System.nanoTime(), (thread, tally) -> {
            while (next.getAndIncrement() < repetitions) {
                tally.count(action, System.nanoTime());
            }
        });
    }

    /**
     * Begins at a fixed rate, whatever became of those before: measures latency. Each is timed from the moment it should
     * have begun, so a stall is charged to everything it held up.
     */
    static Result open(int threads, int perSecond, Duration duration, Action action) {
        long interval = Duration.ofSeconds(1).toNanos() / perSecond;
        long repetitions = duration.toNanos() / interval;
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime() + interval;
        return run(threads, start, (thread, tally) -> {
            for (long n = next.getAndIncrement(); n < repetitions; n = next.getAndIncrement()) {
                long due = start + n * interval;
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                tally.count(action, due);
            }
        });
    }

    private interface Worker {
        void run(int thread, Tally tally) throws Exception;
    }

    private static Result run(int threads, long start, Worker worker) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Tally>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(pool.submit(() -> {
                    Tally tally = new Tally();
                    worker.run(thread, tally);
                    return tally;
                }));
            }
            Tally sum = new Tally();
            for (Future<Tally> each : all) {
                sum.add(each.get());
            }
            return new Result(sum.done, sum.failed, (System.nanoTime() - start) / 1e9, sum.micros);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static final class Tally {

        private final Histogram micros = new Histogram(HIGHEST_MICROS, DIGITS);
        private long done;
        private long failed;

        void count(Action action, long begun) throws Exception {
            if (action.run()) {
                done++;
                micros.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - begun) / 1000));
            } else {
                failed++;
            }
        }

        void add(Tally other) {
            done += other.done;
            failed += other.failed;
            micros.add(other.micros);
        }
    }
}
