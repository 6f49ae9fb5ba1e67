package io.openclaw.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The real jar, unpacked by its own tool, as it would be for a container: reading classes out of jars within a jar is a
 * third of a start, and starts are most of what a test with processes of its own waits for. Made anew where the jar changed.
 */
final class UnpackedJar {

    /** Each of the JVMs that test side by side has its own. */
    private static final Path FOLDER = Path.of("target", "e2e", "unpacked-" + System.getProperty("openclaw.fork", "1"));

    /** True once a hub was told to write the archive. */
    private static boolean written;

    private UnpackedJar() {}

    private static final class Made {
        static final Path FILE = make();
    }

    /** The jar that starts it; its libraries lie beside it. */
    static Path file() {
        return Made.FILE;
    }

    /**
     * The JVM's option that spares it reading the classes a hub needs: the first hub writes them to an archive as it ends,
     * the others start from there. A JVM ignores an archive that is not whole.
     */
    static synchronized String sharedClasses() {
        Path archive = file().resolveSibling("classes.jsa").toAbsolutePath();
        if (Files.exists(archive)) {
            return "-XX:SharedArchiveFile=" + archive;
        }
        boolean first = !written;
        written = true;
        return first ? "-XX:ArchiveClassesAtExit=" + archive : "-Xshare:auto";
    }

    private static Path make() {
        Path unpacked = FOLDER.resolve(HubProcess.JAR.getFileName());
        try {
            if (Files.notExists(unpacked)
                    || Files.getLastModifiedTime(unpacked).compareTo(Files.getLastModifiedTime(HubProcess.JAR)) < 0) {
                Files.createDirectories(FOLDER);
                Files.deleteIfExists(FOLDER.resolve("classes.jsa"));
                extract();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return unpacked;
    }

    private static void extract() throws IOException {
        Path log = FOLDER.resolve("unpack.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djarmode=tools",
                        "-jar",
                        HubProcess.JAR.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        FOLDER.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("the jar could not be unpacked, see " + log.toAbsolutePath());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the jar was unpacked", e);
        }
    }
}
