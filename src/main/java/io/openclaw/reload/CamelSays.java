package io.openclaw.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.rulefile.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Camel's reader of YAML says of a route file, in words that tell an integrator what to mend. */
final class CamelSays {

    private static final Pattern NO_STEP = Pattern.compile("^Unknown node id: (\\S+)");
    private static final Pattern NO_OPTION = Pattern.compile(
            "^(?:Field: (\\S+) has already been configured as an expression|Unsupported field: (\\S+))");

    /** Where something is missing Camel fails without a word of it. */
    private static final Pattern NOTHING = Pattern.compile("^\\w*Exception$|\\bnull\\b");

    private static final String CUT_OFF = "was the file saved to its end?";

    private CamelSays() {}

    /** The same, where Camel is clear. */
    static String plainly(String said) {
        Matcher step = NO_STEP.matcher(said);
        if (step.find()) {
            return "there is no step '" + step.group(1) + "'" + near(step.group(1), Words.STEPS);
        }
        Matcher option = NO_OPTION.matcher(said);
        if (option.find()) {
            String name = option.group(1) == null ? option.group(2) : option.group(1);
            return "there is no option '" + name + "' here" + near(name, Words.OPTIONS);
        }
        return NOTHING.matcher(said).find()
                ? "something is missing here: a step without its expression, or a key without its value; " + CUT_OFF
                : said;
    }

    /**
     * What is missing where Camel does not say so itself; empty where it does.
     *
     * @param line where Camel stopped, 1 where it does not say that either: then it is the end of the text
     */
    static Optional<RouteWords.Word> missing(RouteSource source, int line, String said) {
        if (!NOTHING.matcher(said).find()) {
            return Optional.empty();
        }
        return Optional.of(source.words().unfinished().stream()
                .findFirst()
                .map(word -> new RouteWords.Word(word.text() + "; " + CUT_OFF, word.line()))
                .orElseGet(() -> new RouteWords.Word(
                        plainly(said),
                        line > 1
                                ? line
                                : (int) source.text().stripTrailing().lines().count())));
    }

    private static String near(String word, Set<String> known) {
        return Spelling.near(word, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /** Camel's own list, read when it is needed first. */
    private static final class Words {

        static final Set<String> STEPS = new TreeSet<>();
        static final Set<String> OPTIONS = new TreeSet<>();

        static {
            try (InputStream schema =
                    CamelSays.class.getClassLoader().getResourceAsStream("schema/camelYamlDsl.json")) {
                if (schema != null) {
                    JsonNode definitions =
                            new ObjectMapper().readTree(schema).path("items").path("definitions");
                    definitions
                            .path("org.apache.camel.model.ProcessorDefinition")
                            .path("properties")
                            .fieldNames()
                            .forEachRemaining(STEPS::add);
                    definitions.forEach(definition ->
                            definition.path("properties").fieldNames().forEachRemaining(OPTIONS::add));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
