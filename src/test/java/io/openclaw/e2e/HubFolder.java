package io.openclaw.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A copy of {@code routes/} and {@code config/} that a test may edit while a hub runs on it. */
final class HubFolder {

    private final Path root;

    private HubFolder(Path root) {
        this.root = root;
    }

    static HubFolder copy(Path root) {
        for (String name : new String[] {"routes", "config"}) {
            try (Stream<Path> all = Files.walk(Path.of(name))) {
                for (Path from : (Iterable<Path>) all::iterator) {
                    Path to = root.resolve(from.toString());
                    if (Files.isDirectory(from)) {
                        Files.createDirectories(to);
                    } else {
                        Files.copy(from, to);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new HubFolder(root);
    }

    Path root() {
        return root;
    }

    String read(String file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves as editors do: beside the file first, then in its place. */
    void write(String file, String text) {
        try {
            Path target = root.resolve(file);
            Path beside = target.resolveSibling(target.getFileName() + "~");
            Files.writeString(beside, text);
            Files.move(beside, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves the file with one text in place of another, and returns what it held before. */
    String edit(String file, String text, String inItsPlace) {
        String before = read(file);
        if (!before.contains(text)) {
            throw new IllegalArgumentException(file + " does not hold: " + text);
        }
        write(file, before.replace(text, inItsPlace));
        return before;
    }

    void delete(String file) {
        try {
            Files.delete(root.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
