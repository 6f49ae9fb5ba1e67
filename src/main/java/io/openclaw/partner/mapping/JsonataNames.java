package io.openclaw.partner.mapping;

import io.openclaw.rulefile.Spelling;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions a mapping calls. JSONata looks a function up when it comes to the call, so that a name that is written wrong would
 * fail document after document; here it is found before the mapping is used.
 */
final class JsonataNames {

    private static final Pattern CALL = Pattern.compile("\\$([A-Za-z_]\\w*)\\s*\\(");
    private static final Pattern BOUND = Pattern.compile("\\$([A-Za-z_]\\w*)\\s*:=");
    private static final Pattern PARAMETERS = Pattern.compile("(?:\\bfunction|λ)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("\\$([A-Za-z_]\\w*)");
    /** After these a slash begins a regular expression; after anything else it divides. */
    private static final String BEFORE_REGEX = "(,:[{;=?&<>!+-*/^%|~";

    /** For the hint alone: whether a name is known is asked of the library. */
    private static final Set<String> OWN = new TreeSet<>(Set.of(
            "abs",
            "append",
            "average",
            "base64decode",
            "base64encode",
            "boolean",
            "ceil",
            "contains",
            "count",
            "distinct",
            "each",
            "error",
            "exists",
            "filter",
            "floor",
            "formatNumber",
            "fromMillis",
            "iso4217",
            "join",
            "keys",
            "length",
            "lookup",
            "lowercase",
            "map",
            "match",
            "max",
            "merge",
            "millis",
            "min",
            "not",
            "now",
            "number",
            "pad",
            "power",
            "reduce",
            "replace",
            "reverse",
            "round",
            "sift",
            "single",
            "sort",
            "split",
            "spread",
            "sqrt",
            "string",
            "substring",
            "substringAfter",
            "substringBefore",
            "sum",
            "toMillis",
            "trim",
            "type",
            "uppercase",
            "zip"));

    /** A call of what there is not. */
    record Unknown(String name, int location) {

        String message() {
            return "there is no function $" + name
                    + Spelling.near(name, OWN)
                            .map(near -> "; did you mean $" + near + "?")
                            .orElse("");
        }
    }

    private JsonataNames() {}

    /**
     * The first function that is called and neither the library's nor bound in the mapping; null where there is none.
     *
     * @param library whether there is a function of that name
     */
    static Unknown unknown(String text, Predicate<String> library) {
        String code = code(text);
        Set<String> bound = new HashSet<>();
        Matcher assigned = BOUND.matcher(code);
        while (assigned.find()) {
            bound.add(assigned.group(1));
        }
        Matcher parameters = PARAMETERS.matcher(code);
        while (parameters.find()) {
            Matcher name = NAME.matcher(parameters.group(1));
            while (name.find()) {
                bound.add(name.group(1));
            }
        }
        Matcher call = CALL.matcher(code);
        while (call.find()) {
            String name = call.group(1);
            if (!bound.contains(name) && !library.test(name)) {
                return new Unknown(name, call.end());
            }
        }
        return null;
    }

    /** The text with comments, strings and regular expressions blanked, every other character where it was. */
    private static String code(String text) {
        StringBuilder code = new StringBuilder(text);
        char before = '(';
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = i;
            if (c == '/' && text.startsWith("/*", i)) {
                int close = text.indexOf("*/", i + 2);
                end = close < 0 ? text.length() : close + 2;
                blank(code, i, end);
            } else if (c == '"' || c == '\'' || c == '`' || c == '/' && BEFORE_REGEX.indexOf(before) >= 0) {
                end = closing(text, i, c);
                blank(code, i, end);
                before = c == '/' ? ')' : c;
            } else {
                if (!Character.isWhitespace(c)) {
                    before = c;
                }
                end = i + 1;
            }
            i = end;
        }
        return code.toString();
    }

    private static int closing(String text, int open, char quote) {
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '`') {
                i++;
            } else if (c == quote) {
                return i + 1;
            }
        }
        return text.length();
    }

    private static void blank(StringBuilder code, int from, int to) {
        for (int i = from; i < to; i++) {
            if (code.charAt(i) != '\n') {
                code.setCharAt(i, ' ');
            }
        }
    }
}
