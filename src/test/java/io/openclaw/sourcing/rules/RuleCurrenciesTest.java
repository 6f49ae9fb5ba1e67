package io.openclaw.sourcing.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.TestAccounts;
import io.openclaw.rates.RateConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A value that no order of another currency is ever compared with is told. */
class RuleCurrenciesTest {

    private static final String RULES =
            """
            routings:
              - name: dear
                # currency: AUD in a comment is none
                orders: {value: {from: 100, currency: AUD}}
                rules:
                  - name: near
                    warehouses: [cn]
                    split: {by: line, min_value: 20, currency: NZD}
            """;

    @TempDir
    Path folder;

    private List<String> unrated(String exchange) throws IOException {
        TestAccounts accounts = new TestAccounts().warehouse("cn");
        Path file = Files.writeString(folder.resolve("sourcing.yaml"), RULES);
        Files.createDirectories(folder.resolve("rates"));
        Files.writeString(folder.resolve("rates/exchange.yaml"), exchange);
        return new RuleCurrencies(new SourcingConfig(file, accounts), new RateConfig(folder.resolve("rates"), accounts))
                .unrated();
    }

    @Test
    void currenciesWithoutARateAreToldWithTheirLine() throws IOException {
        assertThat(unrated("exchange: {base: USD, rates: {CNY: 7.1}}"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(folder.resolve("sourcing.yaml") + ":4: routing 'dear' takes orders")
                                .contains("in AUD", "rates/exchange.yaml"),
                        line -> assertThat(line)
                                .startsWith(folder.resolve("sourcing.yaml") + ":8: rule 'near' of routing 'dear'")
                                .contains("in NZD"));
    }

    @Test
    void ratesThatAreThereAndASellerWithoutAnyAreSilent() throws IOException {
        assertThat(unrated("exchange: {base: AUD, rates: {NZD: 1.1}}")).isEmpty();
        Files.delete(folder.resolve("rates/exchange.yaml"));
        assertThat(new RuleCurrencies(
                                new SourcingConfig(folder.resolve("sourcing.yaml"), new TestAccounts().warehouse("cn")),
                                new RateConfig(folder.resolve("rates"), new TestAccounts().warehouse("cn")))
                        .unrated())
                .isEmpty();
    }
}
