package io.openclaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.e2e.HubProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a start takes on an empty data folder, with the options of {@code mvn spring-boot:run}, with and without the
 * classes read ahead; and which classes those would be today.
 */
class StartBench {

    private static final int STARTS = 5;
    private static final double EXPECTED_SECONDS = 10;
    private static final Pattern UP = Pattern.compile("is up after ([\\d.]+) s");
    private static final Pattern LOADED = Pattern.compile("(\\S+) source: (file:\\S+\\.jar|jrt:\\S+)");

    @TempDir
    Path folder;

    @Test
    void start() throws Exception {
        Path classes = folder.resolve("classes.log");
        start("classes", List.of("-Dopenclaw.head-start=false", "-Xlog:class+load:file=" + classes + ":none"));
        Path list = Path.of("target", "bench", "classes.txt");
        Files.createDirectories(list.getParent());
        Files.write(list, byPackage(classes));
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            without.add(start("alone-" + i, List.of("-Dopenclaw.head-start=false")));
            with.add(start("ahead-" + i, List.of()));
        }
        Report report = new Report("start");
        report.section(
                "Start",
                "The unpacked jar with the options of mvn spring-boot:run on an empty data folder, until it says that it is up; "
                        + STARTS + " starts each, in turns.");
        double median = median(with);
        report.line(
                "- **%.1f s** at the median (expected %.0f: %s), %.1f to %.1f s",
                median,
                EXPECTED_SECONDS,
                median <= EXPECTED_SECONDS ? "PASS" : "above",
                with.get(0),
                with.get(STARTS - 1));
        report.line(
                "- without classes read ahead: %.1f s at the median, %.1f to %.1f s",
                median(without), without.get(0), without.get(STARTS - 1));
        report.line("- the classes a start reads today are in %s, to be copied to src/main/resources/start", list);
        report.write();
        System.out.println(report);
        assertThat(list).isNotEmptyFile();
    }

    private double start(String name, List<String> options) {
        try (HubProcess hub =
                HubProcess.unpacked("bench-start-" + name, HubProcess.freePort(), folder.resolve(name), options)) {
            Matcher up = UP.matcher(hub.start().said());
            assertThat(up.find()).as("the line that says how long it took").isTrue();
            return Double.parseDouble(up.group(1));
        }
    }

    private static double median(List<Double> seconds) {
        seconds.sort(null);
        return seconds.get(seconds.size() / 2);
    }

    /** The log's classes of libraries, those made while it runs left out, in the form of {@code start/classes.txt}. */
    private static List<String> byPackage(Path log) throws IOException {
        Map<String, List<String>> byPackage = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(log)) {
            lines.map(LOADED::matcher)
                    .filter(Matcher::find)
                    .map(loaded -> loaded.group(1))
                    .filter(name -> !name.startsWith("io.openclaw.") && !name.contains("$$") && !name.contains("/"))
                    .forEach(name -> byPackage
                            .computeIfAbsent(name.substring(0, name.lastIndexOf('.')), p -> new ArrayList<>())
                            .add(name.substring(name.lastIndexOf('.') + 1)));
        }
        List<String> text = new ArrayList<>();
        text.add(
                "# The classes of libraries that a hub loads while it starts, by package, in the order of their first use: read");
        text.add("# by HeadStart. Written by the benchmark of the start (mvn -Pbench verify), which leaves it in");
        text.add(
                "# target/bench/classes.txt; copy it from there after a change of versions. A name that is no more is passed over.");
        byPackage.forEach((name, classes) -> text.add(name + ": " + String.join(" ", classes)));
        return text;
    }
}
