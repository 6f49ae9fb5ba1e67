package io.openclaw.tracking;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The code tables in force, one a vendor, from {@code config/tracking/*.yaml}. */
@Component("codeTables")
public class CodeTables {

    /** Name of the counter of codes that no table has, by account and code. */
    public static final String UNKNOWN_CODES = "openclaw.tracking.unknown_codes";

    private static final Logger LOG = LoggerFactory.getLogger(CodeTables.class);

    /** So that a partner that sends ever new words cannot fill the metrics; what is beyond is counted together. */
    private static final int CODES_COUNTED = 200;

    private final Path directory;
    private final MeterRegistry meters;
    private final Set<String> counted = ConcurrentHashMap.newKeySet();
    private final AtomicLong edition = new AtomicLong();
    private volatile Map<String, CodeTable> tables;

    public CodeTables(@Value("${openclaw.tracking.directory:config/tracking}") Path directory, MeterRegistry meters) {
        this.directory = directory;
        this.meters = meters;
        this.tables = read();
    }

    /** Where the tables stand. */
    public Path path() {
        return directory;
    }

    /**
     * Reads the folder again. {@link DataFile.Invalid} names file, line and reason when a file is wrong; then every table that was
     * in force stays so.
     */
    public void reload() {
        tables = read();
        edition.incrementAndGet();
        LOG.info("tracking code tables in force: {}", tables.keySet());
    }

    /** Another number with every reading of the folder. */
    public long edition() {
        return edition.get();
    }

    /** What a vendor's code means; empty for an unknown code and for a vendor without a table. */
    public Optional<CodeTable.Meaning> find(String vendor, String code) {
        return Optional.ofNullable(tables.get(vendor)).flatMap(table -> table.find(code));
    }

    /** What the main word of a code means whose sub word the vendor's table has not. */
    public Optional<CodeTable.Meaning> main(String vendor, String code) {
        return Optional.ofNullable(tables.get(vendor)).flatMap(table -> table.main(code));
    }

    /** Counts a code that no table has. */
    public void unknown(String account, String code) {
        String word = code == null || code.isBlank() ? "none" : code.strip().replaceAll("\\p{Cntrl}", " ");
        String tag = word.length() > 80 ? word.substring(0, 80) : word;
        if (!counted.contains(account + "|" + tag)) {
            if (counted.size() >= CODES_COUNTED) {
                tag = "other";
            } else if (counted.add(account + "|" + tag)) {
                LOG.warn("OC-TRACKING-CODE code '{}' of account {} is in no table of {}", tag, account, directory);
            }
        }
        meters.counter(UNKNOWN_CODES, "account", account, "code", tag).increment();
    }

    /** What an editor or file manager leaves beside a table is none. */
    private static boolean isTable(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".yaml") && !name.startsWith(".");
    }

    private Map<String, CodeTable> read() {
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.filter(CodeTables::isTable).sorted().toList();
        } catch (IOException e) {
            throw new DataFile.Invalid(directory, 0, "cannot be read: " + e.getMessage(), e);
        }
        Map<String, CodeTable> read = new HashMap<>();
        for (Path file : files) {
            CodeTable table = CodeTable.read(file);
            if (read.put(table.vendor(), table) != null) {
                throw new DataFile.Invalid(file, 1, "vendor '" + table.vendor() + "' has a table already", null);
            }
        }
        return Map.copyOf(read);
    }
}
