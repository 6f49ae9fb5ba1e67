package io.openclaw.reload;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edits of {@code config/}: each is in force at once or refused. */
final class ConfigEdits {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigEdits.class);
    private static final Pattern PLACED = Pattern.compile("(.+?):(\\d+): (.*)");

    private final List<WatchedFile> configs;
    private final Outcomes outcomes;

    ConfigEdits(List<WatchedFile> configs, Outcomes outcomes) {
        this.configs = List.copyOf(configs);
        this.outcomes = outcomes;
    }

    /** Takes whatever is touched by these changes. */
    void take(List<Path> changed) {
        for (WatchedFile config : configs) {
            if (changed.stream().anyMatch(path -> path.startsWith(config.path()))) {
                take(config, false);
            }
        }
    }

    /**
     * Tries again what was refused; true when something of it is in force now.
     *
     * @param settled whether a file lies there as it was refused
     */
    boolean reconsider(Predicate<Path> settled) {
        boolean taken = false;
        for (WatchedFile config : configs) {
            if (outcomes.refused().contains(config.path().toString()) && settled.test(config.path())) {
                taken |= take(config, true);
            }
        }
        return taken;
    }

    private boolean take(WatchedFile config, boolean again) {
        String file = config.path().toString();
        long begun = System.nanoTime();
        boolean taken = outcomes.attempt(file, again, () -> {
            try {
                config.reload().run();
            } catch (RefusedFile e) {
                throw e;
            } catch (RuntimeException e) {
                throw refused(config.path(), e);
            }
            outcomes.accepted(file);
            outcomes.take(file, "in force", begun);
        });
        if (taken) {
            follow(config);
        }
        return taken;
    }

    /** The new content is in force already: that something could not follow it must not look like a refused edit. */
    private void follow(WatchedFile config) {
        String file = config.path().toString();
        try {
            config.after().run();
        } catch (RuntimeException e) {
            String said = "is in force as edited, but what has to follow is not done: "
                    + String.valueOf(e.getMessage()).replaceAll("\\s+", " ") + " - save the file again to have it done";
            LOG.error("OC-RELOAD-FAILED {} {}", file, said, e);
            outcomes.fail(file, said);
        }
    }

    private static RefusedFile refused(Path path, RuntimeException e) {
        String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        Matcher placed = PLACED.matcher(message);
        if (placed.matches() && Path.of(placed.group(1)).startsWith(path)) {
            return new RefusedFile(placed.group(1), Integer.parseInt(placed.group(2)), placed.group(3), e);
        }
        String reason = message.startsWith(path + ": ")
                ? message.substring(path.toString().length() + 2)
                : message;
        return new RefusedFile(path.toString(), 1, reason, e);
    }
}
