package io.openclaw.sourcing.plan;

import io.openclaw.rates.RateBook;
import io.openclaw.sourcing.rules.SourcingRules;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether an order meets a routing's filters; in words why not. */
final class OrderFilters {

    private final RateBook rates;

    OrderFilters(RateBook rates) {
        this.rates = rates;
    }

    /** Why the order is not taken; null where it is. */
    String refusal(SourcingRules.OrderFilter orders, Demand demand, OffsetDateTime at) {
        if (!orders.accounts().isEmpty() && !orders.accounts().contains(demand.account())) {
            return "is not for " + demand.account();
        }
        if (!orders.countries().isEmpty() && !orders.countries().contains(String.valueOf(demand.country()))) {
            return "is not for destination " + demand.country();
        }
        if (!orders.tags().isEmpty() && demand.tags().stream().noneMatch(orders.tags()::contains)) {
            return "the order bears none of the tags " + String.join(", ", orders.tags());
        }
        if (!orders.shippingMethods().isEmpty() && !chosen(orders.shippingMethods(), demand.shippingMethod())) {
            return (demand.shippingMethod() == null
                            ? "the order names no shipping method"
                            : "the buyer chose '" + demand.shippingMethod().words() + "'")
                    + ", it is for " + String.join(", ", new TreeSet<>(orders.shippingMethods()));
        }
        if (!orders.skus().isEmpty()
                && demand.lines().stream().noneMatch(l -> orders.skus().contains(String.valueOf(l.sku())))) {
            return "the order has none of its SKUs";
        }
        if (!orders.categories().isEmpty()
                && demand.lines().stream().noneMatch(l -> orders.categories()
                        .contains(String.valueOf(demand.goods(l.sku()).category())))) {
            return "the order has nothing of category " + String.join(", ", orders.categories());
        }
        if (orders.shipWithin() != null
                && (demand.shipBy() == null || demand.shipBy().isAfter(at.plus(orders.shipWithin())))) {
            return demand.shipBy() == null
                    ? "the order has no ship_by"
                    : "ship_by is further away than " + orders.shipWithin().toHours() + " hours";
        }
        return orders.least() == null && orders.below() == null ? null : value(orders, demand);
    }

    /** By title or code, in whatever case; a {@code *} stands for any text. */
    private static boolean chosen(Set<String> wanted, Demand.ShippingMethod method) {
        return method != null
                && wanted.stream().anyMatch(word -> named(word, method.title()) || named(word, method.code()));
    }

    private static boolean named(String word, String name) {
        String pattern =
                Arrays.stream(word.strip().split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return name != null
                && Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .matcher(name.strip())
                        .matches();
    }

    private String value(SourcingRules.OrderFilter orders, Demand demand) {
        if (demand.value() == null) {
            return "the value of the order is not known";
        }
        Optional<BigDecimal> value = rates.exchange().convert(demand.value(), demand.currency(), orders.currency());
        if (value.isEmpty()) {
            return PlanWords.noRate(rates, demand.currency(), orders.currency());
        }
        if (orders.least() != null && value.get().compareTo(orders.least()) < 0) {
            return "the order is worth less than " + orders.least().toPlainString() + " " + orders.currency();
        }
        if (orders.below() != null && value.get().compareTo(orders.below()) >= 0) {
            return "the order is not worth less than " + orders.below().toPlainString() + " " + orders.currency();
        }
        return null;
    }
}
