package io.openclaw.reload;

import io.openclaw.reload.ReloadService.Outcome;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What became of each file the last time it was tried, for whoever watches and for operators who ask meanwhile. */
final class Outcomes {

    private final Clock clock;
    private final Map<String, Outcome> last = new TreeMap<>();

    /** Files that were refused as they lie there now: what they lack may be in the next that is saved. */
    private final Set<String> refused = new TreeSet<>();

    Outcomes(Clock clock) {
        this.clock = clock;
    }

    synchronized List<Outcome> all() {
        return List.copyOf(last.values());
    }

    synchronized boolean taken(String file) {
        return last.get(file).taken();
    }

    synchronized List<String> refused() {
        return List.copyOf(refused);
    }

    /** It was saved anew: whatever it was refused for is to be said again. */
    synchronized void saved(String file) {
        refused.remove(file);
    }

    synchronized void take(String file) {
        refused.remove(file);
        last.put(file, new Outcome(file, clock.instant(), true, 0, null));
    }

    /** @param file that was tried; the one at fault may be another, of the same folder or one that it reads */
    synchronized void refuse(String file, RefusedFile why) {
        refused.add(file);
        last.put(file, new Outcome(why.file(), clock.instant(), false, why.line(), why.getMessage()));
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
    synchronized boolean refusedOtherwise(String file, RefusedFile why) {
        return refused.contains(file) && !why.getMessage().equals(last.get(file).reason());
    }
}
