package io.openclaw.reload;

import java.nio.file.Path;

/**
 * A file or folder of {@code config/} that is taken over while the hub runs.
 *
 * @param path what is watched
 * @param reload puts the new content in force or throws, leaving the old one; the message says file, line and reason
 */
public record WatchedFile(Path path, Runnable reload) {}
