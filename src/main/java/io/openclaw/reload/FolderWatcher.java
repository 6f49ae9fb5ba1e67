package io.openclaw.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Notices changed files by looking: modification time and size, twice the same before a change counts, so that an
 * editor's half-written file is not read. Looking works on every file system; native watchers miss network mounts.
 */
final class FolderWatcher {

    private record Stamp(long modified, long size) {}

    /** What has changed and stood still since; all paths as they were given. */
    record Changes(List<Path> written, List<Path> deleted) {

        boolean any() {
            return !written.isEmpty() || !deleted.isEmpty();
        }
    }

    private final List<Path> roots;
    private Map<Path, Stamp> known;
    private Map<Path, Stamp> lastSeen;

    /** Begins with what is there now: only later changes count. */
    FolderWatcher(List<Path> roots) {
        this.roots = roots;
        this.known = look();
        this.lastSeen = known;
    }

    /** The changes that have settled since the last call that returned them. */
    Changes poll() {
        Map<Path, Stamp> now = look();
        boolean settled = now.equals(lastSeen);
        lastSeen = now;
        if (!settled || now.equals(known)) {
            return new Changes(List.of(), List.of());
        }
        Map<Path, Stamp> before = known;
        known = now;
        List<Path> written = now.entrySet().stream()
                .filter(e -> !e.getValue().equals(before.get(e.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        List<Path> deleted =
                before.keySet().stream().filter(p -> !now.containsKey(p)).toList();
        return new Changes(written, deleted);
    }

    private Map<Path, Stamp> look() {
        Map<Path, Stamp> seen = new TreeMap<>();
        for (Path root : roots) {
            if (!Files.exists(root)) {
                continue;
            }
            try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
                for (Path path : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                    stamp(path, seen);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seen;
    }

    private static void stamp(Path path, Map<Path, Stamp> seen) throws IOException {
        try {
            seen.put(path, new Stamp(Files.getLastModifiedTime(path).toMillis(), Files.size(path)));
        } catch (NoSuchFileException e) {
            // Gone between listing and looking: the next look sees it as deleted.
            seen.remove(path);
        }
    }
}
