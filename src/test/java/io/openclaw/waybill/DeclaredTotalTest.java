package io.openclaw.waybill;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.rates.Exchange;
import io.openclaw.waybill.WaybillRequest.Item;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclaredTotalTest {

    private final Exchange rates =
            new Exchange("USD", Map.of("CNY", new BigDecimal("7.10"), "JPY", new BigDecimal("150")));

    @Test
    void whatIsDeclaredInOneCurrencyNeedsNoRate() {
        assertThat(DeclaredTotal.of(List.of(item(1, "3.20", "EUR"), item(2, "5", "EUR")), "JPY", Exchange.NONE))
                .isNull();
    }

    @Test
    void severalCurrenciesAreNotAddedOneForOne() {
        assertThat(DeclaredTotal.of(List.of(item(1, "3.20", "USD"), item(2, "20", "CNY")), "JPY", rates))
                .isEqualTo(new Cash("8.83", "USD"));
    }

    @Test
    void aPriceThatStandsInForAMissingValueIsInTheOrdersCurrency() {
        assertThat(DeclaredTotal.of(List.of(item(1, "3.20", "USD"), item(1, null, "USD")), "JPY", rates))
                .isEqualTo(new Cash("23.20", "USD"));
    }

    @Test
    void withoutARateNobodySaysASum() {
        assertThat(DeclaredTotal.of(List.of(item(1, "3.20", "USD"), item(1, "1.255", "KWD")), "JPY", rates))
                .isNull();
    }

    private static Item item(int quantity, String declared, String currency) {
        return new Item(
                "SKU", "title", quantity, "3000", "灯", "lamp", declared, currency, null, 1, null, "CN", null, null,
                null, null);
    }
}
