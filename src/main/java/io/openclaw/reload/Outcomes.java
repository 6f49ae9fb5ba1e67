package io.openclaw.reload;

import io.openclaw.reload.ReloadService.Outcome;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of each file the last time it was tried, for whoever watches the log and for operators who ask meanwhile. */
final class Outcomes {

    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private final Clock clock;
    private final Predicate<String> runs;
    private final Map<String, Outcome> last = new TreeMap<>();

    /** Files that were refused as they lie there now: what they lack may be in the next that is saved. */
    private final Set<String> refused = new TreeSet<>();

    /** @param runs whether a former version of a file is in force */
    Outcomes(Clock clock, Predicate<String> runs) {
        this.clock = clock;
        this.runs = runs;
    }

    synchronized List<Outcome> all() {
        return List.copyOf(last.values());
    }

    synchronized List<String> refused() {
        return List.copyOf(refused);
    }

    /** It is checked and on its way: whatever it was refused for is to be said again. */
    synchronized void accepted(String file) {
        refused.remove(file);
    }

    /**
     * Makes an attempt, and tells of it where it fails.
     *
     * @param again true where a refusal is not the last word, so that nobody is to hear of it yet
     * @return true when it did not
     */
    boolean attempt(String file, boolean again, Runnable attempt) {
        try {
            attempt.run();
            return true;
        } catch (RefusedFile e) {
            if (!again || refusedOtherwise(file, e)) {
                refuse(file, e);
            }
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            failed(file, e);
        }
        return false;
    }

    /**
     * @param done what has become of the file
     * @param begun when it was tried, in nanoseconds
     */
    synchronized void take(String file, String done, long begun) {
        // Where the file lies there refused, this was an older text of it that still had to wait.
        boolean overtaken = refused.contains(file);
        LOG.info(
                "OC-RELOAD-TAKEN {} {} after {} ms{}",
                file,
                done,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                overtaken ? ", as it was saved before what was refused" : "");
        if (!overtaken) {
            last.put(file, new Outcome(file, clock.instant(), true, 0, null));
        }
    }

    /**
     * What was checked and waited came to nothing.
     *
     * @param again true where nobody is to hear the same again
     */
    synchronized void end(String file, boolean again, RuntimeException wrong) {
        if (!(wrong instanceof RefusedFile why)) {
            failed(file, wrong);
        } else if (again
                && last.containsKey(file)
                && why.getMessage().equals(last.get(file).reason())) {
            refused.add(file);
        } else {
            refuse(file, why);
        }
    }

    /** @param file that was tried; the one at fault may be another, of the same folder or one that it reads */
    private synchronized void refuse(String file, RefusedFile why) {
        LOG.warn(
                "OC-RELOAD-REFUSED {} - {}",
                why.said(),
                runs.test(file) ? "the former version goes on" : "none of its routes is in force");
        LOG.debug("refused because of", why);
        refused.add(file);
        last.put(file, new Outcome(why.file(), clock.instant(), false, why.line(), why.getMessage()));
    }

    private void failed(String file, Throwable why) {
        LOG.error("OC-RELOAD-FAILED {} may not be in force: {}", file, why.getMessage(), why);
        fail(file, String.valueOf(why.getMessage()));
    }

    /** Not tried again by itself. */
    synchronized void fail(String file, String reason) {
        refused.remove(file);
        last.put(file, new Outcome(file, clock.instant(), false, 1, reason));
    }

    synchronized void forget(String file) {
        refused.remove(file);
        last.remove(file);
    }

    /** Whether a file that stands refused is refused for something else by now. */
    private synchronized boolean refusedOtherwise(String file, RefusedFile why) {
        return refused.contains(file) && !why.getMessage().equals(last.get(file).reason());
    }
}
