package io.openclaw.rulefile;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant by a word that is not known. */
public final class Spelling {

    private Spelling() {}

    /** {@code "; did you mean ..."} for a word close to a known one, otherwise the words there are. */
    public static String suggestion(String word, Collection<String> known) {
        return near(word, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; known are " + String.join(", ", known));
    }

    /** The known word that differs least, if by no more than a third of its letters and three at most. */
    public static Optional<String> near(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= Math.min(3, (candidate.length() + 2) / 3))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
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
