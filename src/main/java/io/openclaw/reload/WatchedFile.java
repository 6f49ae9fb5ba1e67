package io.openclaw.reload;

import java.nio.file.Path;

/**
 * A file or folder of {@code config/} that is taken over while the hub runs.
 *
 * @param path what is watched
 * @param reload puts the new content in force or throws, leaving the old one; the message says file, line and reason
 * @param after what has to follow once the new content is in force; where it throws, the new content stays in force all the same, and
 *     saving the file again has it tried again
 */
public record WatchedFile(Path path, Runnable reload, Runnable after) {

    /** Nothing has to follow. */
    public WatchedFile(Path path, Runnable reload) {
        this(path, reload, () -> {});
    }
}
