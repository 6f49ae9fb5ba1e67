package io.openclaw.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.rulefile.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects what is wrong with a file, so that one reading tells everything. */
final class Problems {

    private final Path file;
    private final List<String> found = new ArrayList<>();

    Problems(Path file) {
        this.file = file;
    }

    void add(String field, String problem) {
        found.add(field + " " + problem);
    }

    void unknownFields(String prefix, JsonNode node, Collection<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                add(prefix + name, "is not a field of this file" + Spelling.suggestion(name, known));
            }
        });
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new PartnersFileException(file, found);
        }
    }
}
