package io.openclaw.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The refusal of a word that is not one of those known here; it names the one that was probably meant. */
final class UnknownWord {

    private UnknownWord() {}

    /** @param path of the field that is not known, as {@code $.lines[0].etta} */
    static ApiProblem field(String path, String name, Collection<?> known) {
        return ApiProblem.badRequest(path + " is no field of this call", hint("the fields", name, known));
    }

    /** What to write instead. */
    static String hint(String what, String word, Collection<?> known) {
        String all = what + " are: "
                + String.join(", ", known.stream().map(Object::toString).toList());
        return nearest(word, known)
                .map(near -> "did you mean " + near + "? " + all)
                .orElse(all);
    }

    /** The word a typing mistake away, if there is one. */
    private static Optional<String> nearest(String word, Collection<?> known) {
        int most = Math.max(1, word.length() / 3);
        return known.stream()
                .map(Object::toString)
                .filter(other -> distance(plain(word), plain(other)) <= most)
                .min(Comparator.comparingInt(other -> distance(plain(word), plain(other))));
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }

    /** How many letters differ (Levenshtein); long words are not worth the comparison. */
    private static int distance(String a, String b) {
        if (a.length() > 60 || b.length() > 60) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
