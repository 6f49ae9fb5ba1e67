package io.openclaw.exceptions;

import io.openclaw.tracking.DataFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The causes in force, from {@code config/exceptions.yaml}. */
@Component("caseRules")
public class CaseRules {

    private static final Logger LOG = LoggerFactory.getLogger(CaseRules.class);

    private final Path file;
    private volatile List<CaseRule> rules;

    public CaseRules(@Value("${openclaw.exceptions.file:config/exceptions.yaml}") Path file) {
        this.file = file;
        this.rules = read();
    }

    /** Where the causes stand. */
    public Path path() {
        return file;
    }

    /** Reads the file again; {@link DataFile.Invalid} names file, line and reason, and the rules in force stay so. */
    public void reload() {
        rules = read();
        LOG.info(
                "exception causes in force: {}",
                rules.stream().map(CaseRule::cause).toList());
    }

    List<CaseRule> all() {
        return rules;
    }

    Optional<CaseRule> find(String cause) {
        return rules.stream().filter(r -> r.cause().equals(cause)).findFirst();
    }

    private List<CaseRule> read() {
        DataFile.Entry causes = DataFile.read(file).fields(List.of("causes")).get("causes");
        if (causes == null) {
            throw new DataFile.Invalid(file, 1, "'causes' has to be there", null);
        }
        Set<String> names = causes.fields().keySet();
        List<CaseRule> read = new ArrayList<>();
        causes.fields().forEach((cause, entry) -> {
            CaseRule rule = CaseRule.read(cause, entry);
            if (!rule.clock().isEmpty() && !ExceptionClock.knows(cause)) {
                throw entry.error("cause '" + cause + "' has a clock, but the hub knows no way to see when it is due");
            }
            for (String other : rule.followed()) {
                if (!names.contains(other)) {
                    throw entry.error("cause '" + cause + "' follows '" + other + "', which is no cause here");
                }
            }
            read.add(rule);
        });
        return List.copyOf(read);
    }
}
