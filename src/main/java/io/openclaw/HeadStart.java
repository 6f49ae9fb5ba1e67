package io.openclaw;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the classes of libraries that a start needs on a second core, ahead of the thread that starts the hub: reading some
 * ten thousand classes out of two hundred jars is a third of a start. No class is initialized by it, so that
 * nothing happens in another order than without it; {@code -Dopenclaw.head-start=false} goes without.
 */
final class HeadStart implements Runnable {

    /** By package, in the order of first use: {@code package: Class Class$Inner}, comments after a hash. */
    static final String LIST = "/start/classes.txt";

    private final ClassLoader loader;

    HeadStart(ClassLoader loader) {
        this.loader = loader;
    }

    /** Begins on a thread of its own, where there is a second core for it. */
    static void begin() {
        if (Runtime.getRuntime().availableProcessors() > 1
                && Boolean.parseBoolean(System.getProperty("openclaw.head-start", "true"))) {
            Thread thread = new Thread(new HeadStart(Thread.currentThread().getContextClassLoader()), "head-start");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        try {
            names(this::load);
        } catch (IOException e) {
            // The start itself does without; a logger is asked for only now, as logging is not set up at first.
            log().warn("OC-START-CLASSES {} could not be read, the start takes longer: {}", LIST, e.toString());
        }
    }

    private void load(String name) {
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // A list of other versions or of another JDK: the start loads what it needs itself, and says what is
            // missing.
            log().trace("{} is in {} and not to be had: {}", name, LIST, e.toString());
        }
    }

    /** Gives the names of the list's classes one after the other. */
    static void names(Consumer<String> taken) throws IOException {
        try (InputStream list = HeadStart.class.getResourceAsStream(LIST)) {
            if (list == null) {
                throw new IOException("it is not on the classpath");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(": ");
                if (colon > 0 && line.charAt(0) != '#') {
                    String inPackage = line.substring(0, colon + 1).replace(':', '.');
                    List.of(line.substring(colon + 2).split(" ")).forEach(name -> taken.accept(inPackage + name));
                }
            }
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(HeadStart.class);
    }
}
