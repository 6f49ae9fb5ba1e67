package io.openclaw.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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

    /** Files saved together are taken together; one that is written all the time does not hold up the others for longer. */
    private static final int PATIENCE_LOOKS = 5;

    private final List<Path> roots;
    private Map<Path, Stamp> known;
    private Map<Path, Stamp> lastSeen;
    private int restless;

    /** Begins with what is there now: only later changes count. */
    FolderWatcher(List<Path> roots) {
        this.roots = roots;
        this.known = look(roots);
        this.lastSeen = known;
    }

    /** The changes that have settled since the last call that returned them. */
    Changes poll() {
        Map<Path, Stamp> before = lastSeen;
        Map<Path, Stamp> now = look(roots);
        lastSeen = now;
        if (!now.equals(before) && ++restless < PATIENCE_LOOKS) {
            return new Changes(List.of(), List.of());
        }
        restless = 0;
        Set<Path> changed = new TreeSet<>(known.keySet());
        changed.addAll(now.keySet());
        changed.removeIf(path ->
                Objects.equals(now.get(path), known.get(path)) || !Objects.equals(now.get(path), before.get(path)));
        Map<Path, Stamp> next = new TreeMap<>(known);
        changed.forEach(path -> next.compute(path, (p, was) -> now.get(p)));
        known = next;
        return new Changes(
                changed.stream().filter(now::containsKey).toList(),
                changed.stream().filter(path -> !now.containsKey(path)).toList());
    }

    /** True where a file or folder is not as the last change of it was told: the next is about to be. */
    boolean hasNews(Path path) {
        Map<Path, Stamp> told = new TreeMap<>(known);
        told.keySet().removeIf(file -> !file.startsWith(path));
        return !look(List.of(path)).equals(told);
    }

    /** Swap, lock and backup files of editors, and what file managers keep. */
    static boolean isLeftBeside(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || name.startsWith("#") || name.endsWith("~") || name.equals("4913");
    }

    private static Map<Path, Stamp> look(List<Path> roots) {
        Map<Path, Stamp> seen = new TreeMap<>();
        for (Path root : roots) {
            if (!Files.exists(root)) {
                continue;
            }
            try {
                Files.walkFileTree(
                        root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Stamping(seen));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seen;
    }

    /** What goes between listing and looking (an editor's temporary file) is not there: the next look says the rest. */
    private static final class Stamping extends SimpleFileVisitor<Path> {

        private final Map<Path, Stamp> seen;

        Stamping(Map<Path, Stamp> seen) {
            this.seen = seen;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !isLeftBeside(file)) {
                seen.put(file, new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }
}
