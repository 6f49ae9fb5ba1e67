package io.openclaw.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
                add(prefix + name, "is not a field of this file" + suggestion(name, known));
            }
        });
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new PartnersFileException(file, found);
        }
    }

    /** {@code "; did you mean ..."} for a name close to a known one, otherwise the names there are. */
    static String suggestion(String name, Collection<String> known) {
        return near(name, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; known are " + String.join(", ", known));
    }

    static java.util.Optional<String> near(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= Math.min(3, (candidate.length() + 2) / 3))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
