package io.openclaw.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** {@code target/bench/report.md}, or another beside it, written as the figures come in, and said on the console when it is done. */
final class Report {

    private static final double GIB = 1024.0 * 1024 * 1024;

    private final StringBuilder text = new StringBuilder();
    private final Path file;

    Report() {
        this("report");
    }

    /** @param name of the file, without its ending */
    Report(String name) {
        this.file = Path.of("target", "bench", name + ".md");
        var machine = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        line("# OpenClaw benchmark");
        line("");
        line(
                "%s · %s %s · %d cores · %.1f GiB memory · %s %s · load average %.1f at the start",
                OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                machine.getAvailableProcessors(),
                machine.getTotalMemorySize() / GIB,
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                machine.getSystemLoadAverage());
    }

    void line(String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }

    /** A section's heading and how its figures were taken. */
    void section(String title, String method) {
        line("");
        line("## " + title);
        line("");
        line(method);
        line("");
    }

    /** A figure beside what is expected of it; nothing fails for it. */
    void figure(String what, double perSecond, double expected) {
        line(
                "- **%s: %.0f a second** (expected %.0f: %s)",
                what, perSecond, expected, perSecond >= expected ? "PASS" : "below");
    }

    void floor(double perSecond, double floor) {
        line("- the floor: %.0f a second; the hub reaches %.0f %% of it", floor, 100 * perSecond / floor);
    }

    void write() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
