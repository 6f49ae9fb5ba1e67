package io.openclaw.api;

import io.openclaw.rulefile.Spelling;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

    /** The word a typing mistake away, if there is one; capitals, hyphens and underscores are none. */
    private static Optional<String> nearest(String word, Collection<?> known) {
        Map<String, String> plain = new LinkedHashMap<>();
        known.forEach(other -> plain.putIfAbsent(plain(other.toString()), other.toString()));
        return Spelling.near(plain(word), plain.keySet()).map(plain::get);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }
}
