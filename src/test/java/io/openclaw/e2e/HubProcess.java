package io.openclaw.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real jar as a process of its own, on free ports and a folder of its own. */
public final class HubProcess implements AutoCloseable {

    /** The jar as it is built, which is how a newcomer runs it. */
    public static final Path JAR = Path.of("target", "openclaw.jar");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final int port;
    private final Path log;
    private final List<String> command;
    private Path directory = Path.of("").toAbsolutePath();
    private Process process;

    private HubProcess(String name, int port, Path log, List<String> command) {
        this.name = name;
        this.port = port;
        this.log = log;
        this.command = command;
    }

    /**
     * Prepares a process; nothing runs before {@link #start()}. It runs the unpacked jar, which starts in two thirds of the time.
     *
     * @param name of its log; one that begins with {@code bench-} gets both compilers, and what {@code -Dopenclaw.jvm} says
     */
    public static HubProcess of(String name, int port, Path data, Map<String, String> settings) {
        List<String> jvm = new ArrayList<>(List.of("-Xms64m", "-XX:+UseSerialGC"));
        if (name.startsWith("bench-")) {
            String more = System.getProperty("openclaw.jvm", "");
            jvm.addAll(Stream.of(more.split(" ")).filter(o -> !o.isBlank()).toList());
        } else {
            // A test's hub lives for a minute: what the second compiler would do in it never pays.
            jvm.add("-XX:TieredStopAtLevel=1");
            jvm.add(UnpackedJar.sharedClasses());
        }
        return of(name, port, data, settings, jvm, UnpackedJar.file());
    }

    /** The jar as it is built, with the options that {@code mvn spring-boot:run} gives a JVM. */
    public static HubProcess plain(String name, int port, Path data, Map<String, String> settings) {
        List<String> jvm = new ArrayList<>(runOptions());
        jvm.add("-XX:TieredStopAtLevel=1");
        return of(name, port, data, settings, jvm, JAR);
    }

    /** The unpacked jar with the options that {@code mvn spring-boot:run} gives a JVM, and some of one's own. */
    public static HubProcess unpacked(String name, int port, Path data, List<String> more) {
        List<String> jvm = new ArrayList<>(runOptions());
        jvm.add("-XX:TieredStopAtLevel=1");
        jvm.addAll(more);
        return of(name, port, data, Map.of(), jvm, UnpackedJar.file());
    }

    /** The {@code jvmArguments} of the pom. */
    static List<String> runOptions() {
        try {
            Matcher options = Pattern.compile("<jvmArguments>([^<]*)</jvmArguments>")
                    .matcher(Files.readString(Path.of("pom.xml")));
            if (!options.find()) {
                throw new IllegalStateException("pom.xml gives spring-boot:run no jvmArguments");
            }
            return List.of(options.group(1).strip().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HubProcess of(
            String name, int port, Path data, Map<String, String> settings, List<String> jvm, Path jar) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.addAll(jvm);
        command.addAll(List.of(
                "-jar",
                jar.toAbsolutePath().toString(),
                "--server.port=" + port,
                "--openclaw.data-dir=" + data.toAbsolutePath()));
        settings.forEach((key, value) -> command.add("--" + key + "=" + value));
        try {
            Path logs = Files.createDirectories(Path.of("target", "e2e"));
            Path log = logs.resolve(name + ".log");
            Files.deleteIfExists(log);
            return new HubProcess(name, port, log, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs in that folder, with the routes and the configuration it holds, in place of the project's own. */
    public HubProcess in(Path folder) {
        directory = folder.toAbsolutePath();
        return this;
    }

    /** What it has said so far. */
    public String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A port nobody listens on now, and that no call is given for its own end: those are taken from 32768 up, and a hub may bind
     * half a minute later.
     */
    public static int freePort() {
        IOException last = null;
        for (int tries = 0; tries < 100; tries++) {
            try (ServerSocket socket =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(15_000, 32_000))) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new UncheckedIOException("no free port was found", last);
    }

    /** Starts the process and waits until it answers that it is up. */
    public HubProcess start() {
        return launch().awaitUp();
    }

    /** Starts the process; {@link #awaitUp()} has to follow before it is spoken to. */
    public HubProcess launch() {
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return this;
    }

    /** Waits until it answers that it is up. */
    public HubProcess awaitUp() {
        await(name + " is up, see " + log)
                .atMost(Duration.ofSeconds(240))
                .pollInterval(Duration.ofMillis(100))
                .failFast(name + " died at start, see " + log, () -> !process.isAlive())
                .until(this::up);
        return this;
    }

    private boolean up() {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(URI.create(url() + "/actuator/health"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until it ends by itself, as one does that cannot start, and returns its status. */
    public int awaitEnd() {
        await(name + " ends, see " + log)
                .atMost(Duration.ofSeconds(240))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        waitForEnd();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            waitForEnd();
        }
    }

    private void waitForEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public long pid() {
        return process.pid();
    }
}
