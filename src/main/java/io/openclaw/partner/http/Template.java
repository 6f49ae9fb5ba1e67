package io.openclaw.partner.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/** An option's text with {@code ${...}} in it, each filled in by the simple language when it is used. */
final class Template {

    /** Makes a value fit for where it is put. */
    interface Encoding {
        String encode(String value, String source);
    }

    private sealed interface Part permits Literal, Value {}

    private record Literal(String text) implements Part {}

    private record Value(String source, Expression expression) implements Part {}

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    /** Compiles the text; fails for what simple does not understand. Null stays null. */
    static Template of(CamelContext context, Object text) {
        if (text == null) {
            return null;
        }
        String source = text.toString();
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int start = source.indexOf("${"); start >= 0; start = source.indexOf("${", from)) {
            int end = closing(source, start + 2);
            if (start > from) {
                parts.add(new Literal(source.substring(from, start)));
            }
            String inner = source.substring(start, end + 1);
            parts.add(new Value(inner, context.resolveLanguage("simple").createExpression(inner)));
            from = end + 1;
        }
        if (from < source.length()) {
            parts.add(new Literal(source.substring(from)));
        }
        return new Template(parts);
    }

    /** The text with its values as they are. */
    String fill(Exchange exchange) {
        return fill(exchange, (value, source) -> value);
    }

    String fill(Exchange exchange, Encoding encoding) {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Literal literal) {
                filled.append(literal.text());
            } else if (part instanceof Value value) {
                filled.append(
                        encoding.encode(text(value.expression().evaluate(exchange, Object.class)), value.source()));
            }
        }
        return filled.toString();
    }

    private static String text(Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().map(Template::text).collect(Collectors.joining(","));
        }
        if (value instanceof java.math.BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value == null ? "" : value.toString();
    }

    private static int closing(String source, int from) {
        int depth = 1;
        for (int i = from; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("${ without its } in " + source);
    }
}
