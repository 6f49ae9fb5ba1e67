package io.openclaw.reload;

import io.openclaw.rulefile.Spelling;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/** Mistakes of a route file that Camel takes and that would then fail message by message. */
final class Slips {

    private static final String CONNECTORS = "/connectors/";

    private final CamelContext hub;
    private final CamelContext scratch;
    private final RouteSource source;

    /** @param scratch holds the routes of the file */
    Slips(CamelContext hub, CamelContext scratch, RouteSource source) {
        this.hub = hub;
        this.scratch = scratch;
        this.source = source;
    }

    /** @throws RefusedFile for the first */
    void check() {
        source.words().dynamics().forEach(this::address);
        source.words().methods().forEach(this::method);
        if (source.file().replace('\\', '/').contains(CONNECTORS)) {
            source.owned().directs().forEach(this::connector);
        }
    }

    /** What stands before the first expression is known: the component, and the operation where no expression names it. */
    private void address(RouteWords.Word word) {
        String uri = word.text();
        int expression = uri.indexOf("${");
        String fixed = expression < 0 ? uri : uri.substring(0, expression);
        int colon = fixed.indexOf(':');
        if (colon < 0 || fixed.contains("{{")) {
            return;
        }
        String scheme = fixed.substring(0, colon);
        if (scratch.getComponent(scheme, true, false) == null) {
            throw refused(word, noComponent(scheme, hub));
        }
        int query = uri.indexOf('?');
        if (query > 0 && query < (expression < 0 ? uri.length() : expression)) {
            scratch.getEndpoint(uri.substring(0, query));
        }
    }

    static String noComponent(String scheme, CamelContext hub) {
        Set<String> known = new TreeSet<>(hub.getComponentNames());
        known.addAll(Set.of("direct", "channel", "platform", "carrier", "warehouse", "erp", "partner", "inbox", "log"));
        return "there is no component '" + scheme + ":'" + near(scheme, known);
    }

    private static String near(String word, Collection<String> known) {
        return Spelling.near(word, known)
                .map(near -> "; did you mean " + near + ":?")
                .orElse("");
    }

    /** The name of a method is looked up by Camel; what is handed to it not before a message is there. */
    private void method(RouteWords.Word word) {
        String text = word.text().strip();
        int open = text.indexOf('(');
        if (open < 0) {
            return;
        }
        int depth = 0;
        boolean quoted = false;
        char quote = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                quoted = c != quote;
            } else if (c == '\'' || c == '"') {
                quoted = true;
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0 && i < text.length() - 1) {
                throw refused(word, "'" + text + "' goes on after its closing parenthesis");
            }
        }
        if (depth != 0 || quoted) {
            throw refused(word, "'" + text + "' lacks " + (quoted ? "a closing quote" : "a parenthesis"));
        }
        String given = text.substring(open + 1, text.length() - 1);
        if (given.contains("${")) {
            try {
                scratch.resolveLanguage("simple").createExpression(given);
            } catch (RuntimeException e) {
                throw new RefusedFile(
                        source.file(), word.line(), "'" + text + "' cannot be read: " + DryRun.reason(e), e);
            }
        }
    }

    /** An operation's route is called by its name and asked for by its id. */
    private void connector(String direct) {
        String name = direct.substring("direct://".length());
        if (!source.owned().routes().contains(name)) {
            int line = source.lineOf("'direct:" + name + "'");
            throw new RefusedFile(
                    source.file(),
                    line,
                    "the route of direct:" + name + " has to bear the id " + name
                            + ": a connector's operations are found by it");
        }
    }

    private RefusedFile refused(RouteWords.Word word, String reason) {
        return new RefusedFile(source.file(), word.line(), reason);
    }
}
