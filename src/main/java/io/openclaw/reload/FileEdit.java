package io.openclaw.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file on its way to its newest text. What is saved meanwhile takes the place of what was to come. */
final class FileEdit {

    private static final Logger LOG = LoggerFactory.getLogger(FileEdit.class);
    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final Duration AGAIN = Duration.ofSeconds(60);

    private final String file;
    private final List<Awaited> awaited = new ArrayList<>();
    private final long begun = System.nanoTime();
    private long toSay = begun + FIRST.toNanos();
    private RouteSource after;
    private RefusedFile refusal;
    private Drain drain;

    FileEdit(String file, RouteSource after) {
        this.file = file;
        this.after = after;
    }

    String file() {
        return file;
    }

    /** What is to come, or null where the file is gone. */
    RouteSource after() {
        return after;
    }

    /** It becomes this, whatever it was to become before. */
    void become(RouteSource newest) {
        after = newest;
        refusal = null;
    }

    /** What was accepted cannot be had after all. What comes of going back is not what its author is told. */
    void fallBack(RouteSource before, RefusedFile why) {
        after = before;
        refusal = refusal == null ? why : refusal;
    }

    RefusedFile refusal() {
        return refusal;
    }

    /** Who waited for an older save of the same file hears of the newer one. */
    void await(Awaited by) {
        if (!awaited.contains(by)) {
            by.part();
            awaited.removeIf(older -> older.file().equals(by.file()));
            awaited.add(by);
        }
    }

    /** It is not in force as a whole before that one is too. */
    void handOn(FileEdit other) {
        awaited.forEach(other::await);
    }

    Drain drain() {
        return drain;
    }

    void drain(Drain begins) {
        drain = begins;
    }

    /** Says what it waits for after some seconds, and every minute: its author sees nothing happen. */
    void say(Supplier<String> waitsFor) {
        long now = System.nanoTime();
        if (now - toSay < 0) {
            return;
        }
        toSay = now + AGAIN.toNanos();
        LOG.warn(
                "OC-ROUTE-DRAIN the edit of {} waits for {} s now, {}. Edits of other files go on",
                file,
                Duration.ofNanos(now - begun).toSeconds(),
                waitsFor.get());
    }

    void former(List<String> routes) {
        awaited.stream().filter(one -> one.file().equals(file)).forEach(one -> one.former(routes));
    }

    void done(RuntimeException wrong) {
        awaited.forEach(one -> one.partDone(wrong));
    }
}
