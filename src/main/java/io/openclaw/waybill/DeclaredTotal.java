package io.openclaw.waybill;

import io.openclaw.rates.Exchange;
import io.openclaw.waybill.WaybillRequest.Item;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** What goods declared in several currencies are worth in one: that of the first. Nothing is taken one for one. */
final class DeclaredTotal {

    private static final int PLACES = 2;

    private DeclaredTotal() {}

    /** Null where all is declared in one currency, which needs no exchange, and where a rate is missing. */
    static Cash of(List<Item> items, String orderCurrency, Exchange exchange) {
        String first = currency(items.get(0), orderCurrency);
        if (items.stream().allMatch(item -> currency(item, orderCurrency).equals(first))) {
            return null;
        }
        BigDecimal total = BigDecimal.ZERO;
        for (Item item : items) {
            Optional<BigDecimal> value = exchange.convert(value(item), currency(item, orderCurrency), first);
            if (value.isEmpty()) {
                return null;
            }
            total = total.add(value.get());
        }
        return new Cash(total.setScale(PLACES, RoundingMode.HALF_UP).toPlainString(), first);
    }

    private static boolean declared(Item item) {
        return item.declaredValue() != null && item.declaredCurrency() != null;
    }

    /** The price that stands in for a missing value is in the order's currency. */
    private static String currency(Item item, String orderCurrency) {
        return declared(item) ? item.declaredCurrency() : orderCurrency;
    }

    private static BigDecimal value(Item item) {
        String unit = item.declaredValue() != null ? item.declaredValue() : item.unitPrice();
        return unit == null ? BigDecimal.ZERO : new BigDecimal(unit).multiply(BigDecimal.valueOf(item.quantity()));
    }
}
