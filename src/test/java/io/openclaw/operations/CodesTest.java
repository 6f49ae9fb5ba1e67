package io.openclaw.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever reads a code in the log at night finds it in {@code config/CODES.md}, and nothing there that is never said. */
class CodesTest {

    private static final Pattern CODE = Pattern.compile("\\bOC(-[A-Z0-9]+){2,}\\b");

    @Test
    void everyCodeOfTheLogIsExplained() throws IOException {
        Set<String> said = new TreeSet<>();
        for (String folder : new String[] {"src/main/java", "routes"}) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(f -> f.toString().matches(".*\\.(java|yaml)"))
                        .toList()) {
                    said.addAll(codes(Files.readString(file)));
                }
            }
        }
        Set<String> explained = new TreeSet<>();
        try (Stream<String> lines = Files.lines(Path.of("config/CODES.md"))) {
            lines.filter(line -> line.startsWith("| `OC-")).forEach(line -> {
                String[] cells = line.split("\\|");
                assertThat(cells).as(line).hasSize(5);
                assertThat(cells[3]).as("what to do: " + line).isNotBlank();
                assertThat(explained.add(cells[1].trim().replace("`", "")))
                        .as("once: " + line)
                        .isTrue();
            });
        }
        assertThat(explained).isEqualTo(said);
    }

    private static Set<String> codes(String text) {
        Set<String> codes = new TreeSet<>();
        Matcher found = CODE.matcher(text);
        while (found.find()) {
            codes.add(found.group());
        }
        return codes;
    }
}
