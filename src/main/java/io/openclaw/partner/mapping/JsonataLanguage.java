package io.openclaw.partner.mapping;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.annotations.Language;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.ExpressionToPredicateAdapter;
import org.apache.camel.support.LanguageSupport;

/**
 * JSONata as a language of the routes: maps documents declaratively.
 *
 * <pre>
 * transform:
 *   expression:
 *     language:
 *       language: jsonata
 *       expression: "resource:file:routes/connectors/platform/shopify.order.jsonata"
 * </pre>
 *
 * The body (map, list, JSON text or bytes) is the input; exchange variables are there under their names with a dollar
 * sign ({@code $event.account}, {@code $shop.currency}, {@code $request.parcel_no}). Beside JSONata's own functions there is
 * {@code $iso4217(code)}: whether a text is a currency's code.
 */
@Language("jsonata")
public final class JsonataLanguage extends LanguageSupport {

    private final Map<String, JsonataMapping> mappings = new ConcurrentHashMap<>();

    @Override
    public Expression createExpression(String expression) {
        String text = loadResource(expression);
        JsonataMapping mapping = mappings.computeIfAbsent(text, JsonataMapping::new);
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return mapping.apply(exchange);
            }

            @Override
            public String toString() {
                return "jsonata[" + (expression.startsWith("resource:") ? expression : "inline") + "]";
            }
        };
    }

    @Override
    public Predicate createPredicate(String expression) {
        return ExpressionToPredicateAdapter.toPredicate(createExpression(expression));
    }
}
