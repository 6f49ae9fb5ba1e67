package io.openclaw.partner.http;

import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.Vars;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** {@code partner:fail}: a connector's error table ends here. */
final class FailProducer extends DefaultProducer {

    private static final int SHOWN = 1000;

    private final Template category;
    private final Template code;
    private final Template message;
    private final Template field;
    private final Template retryAfter;

    FailProducer(PartnerEndpoint endpoint) {
        super(endpoint);
        CamelContext context = endpoint.getCamelContext();
        category = Template.of(context, endpoint.getCategory());
        code = Template.of(context, endpoint.getCode());
        message = Template.of(context, endpoint.getMessage());
        field = Template.of(context, endpoint.getField());
        retryAfter = Template.of(context, endpoint.getRetryAfter());
        if (!endpoint.getCategory().contains("${")) {
            category(endpoint.getCategory());
        }
    }

    @Override
    public void process(Exchange exchange) {
        String said = text(message, exchange);
        throw new PartnerException(
                category(category.fill(exchange)),
                exchange.getVariable(Vars.ACCOUNT, String.class),
                text(code, exchange),
                said == null ? "the partner gave no reason" : said.length() > SHOWN ? said.substring(0, SHOWN) : said,
                text(field, exchange),
                seconds(text(retryAfter, exchange)),
                null);
    }

    private static Category category(String word) {
        return Arrays.stream(Category.values())
                .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(word.strip()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "partner:fail: '" + word
                                        + "' is no category; there are transient, rate_limited, unauthorized, rejected, not_found, unknown_outcome"));
    }

    private static Duration seconds(String text) {
        return text == null
                ? null
                : Duration.ofMillis(
                        new java.math.BigDecimal(text).movePointRight(3).longValue());
    }

    private static String text(Template template, Exchange exchange) {
        String text = template == null ? null : template.fill(exchange).strip();
        return text == null || text.isEmpty() ? null : text;
    }
}
