package io.openclaw.sourcing.rules;

import io.openclaw.rates.Exchange;
import io.openclaw.rates.RateConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Currencies the sourcing rules state an order's value in and nobody has a rate for: orders in another currency do not meet
 * such a filter, and are not split above such a value. They are told and not refused: rules and rates are two files, saved one
 * after the other. Without any exchange rate nothing is told: a seller with one currency needs none.
 */
@Component
public class RuleCurrencies {

    private static final Logger LOG = LoggerFactory.getLogger(RuleCurrencies.class);

    private final SourcingConfig sourcing;
    private final RateConfig rates;

    public RuleCurrencies(SourcingConfig sourcing, RateConfig rates) {
        this.sourcing = sourcing;
        this.rates = rates;
    }

    /** Says at the start, and after an edit of rules or rates, which values cannot be compared. */
    @EventListener(ApplicationReadyEvent.class)
    public void say() {
        unrated().forEach(line -> LOG.warn("OC-SOURCING-CURRENCY {}", line));
    }

    /** In words, with file and line. */
    List<String> unrated() {
        Exchange exchange = rates.book().exchange();
        if (exchange.base() == null) {
            return List.of();
        }
        SourcingConfig.InForce inForce = sourcing.inForce();
        Map<String, String> first = new TreeMap<>();
        for (SourcingRules.Routing routing : inForce.rules().routings()) {
            note(
                    first,
                    exchange,
                    routing.orders().currency(),
                    "routing '" + routing.name() + "' takes orders by a value");
            routing.rules()
                    .forEach(rule -> note(
                            first,
                            exchange,
                            rule.split().currency(),
                            "rule '" + rule.name() + "' of routing '" + routing.name()
                                    + "' splits orders above a value"));
        }
        List<String> lines = new ArrayList<>();
        first.forEach((currency, what) -> lines.add(sourcing.path() + ":" + inForce.line(states(currency)) + ": " + what
                + " in " + currency
                + ", for which there is no exchange rate: an order in another currency is never compared"
                + " with it. Add the rate to " + rates.path()
                + "/exchange.yaml, or state the value in a currency that is there"));
        return lines;
    }

    private static void note(Map<String, String> first, Exchange exchange, String currency, String what) {
        if (currency != null && !exchange.knows(currency)) {
            first.putIfAbsent(currency, what);
        }
    }

    private static Pattern states(String currency) {
        return Pattern.compile("\\bcurrency[\"']?\\s*:\\s*[\"']?" + Pattern.quote(currency) + "\\b");
    }
}
