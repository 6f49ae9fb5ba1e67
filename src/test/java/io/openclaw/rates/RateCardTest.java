package io.openclaw.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.TestAccounts;
import io.openclaw.rulefile.RuleFileException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateCardTest {

    private static final String EXCHANGE = "exchange: {base: USD, rates: {CNY: 7, EUR: 0.9}}\n";
    private static final String CARD =
            """
            account: post
            currency: CNY
            services:
              ECO:
                volumetric_divisor: 6000
                min_weight_g: 50
                max_weight_g: 2000
                max_longest_mm: 600
                max_sides_mm: 900
                accepts: [battery_966]
                fuel_percent: 10
                registration: 16
                surcharges: {battery: 3}
                transit_days: 8-15
                zones:
                  - {countries: [US], postal_prefixes: ["9"], first: {g: 100, price: 10}, next: {g: 100, price: 8}, transit_days: 5}
                  - {countries: [US], first: {g: 100, price: 12}, next: {g: 100, price: 9}}
                  - {countries: ["*"], first: {g: 500, price: 30}}
            """;

    private final TestAccounts accounts =
            new TestAccounts().carrier("post", Map.of()).warehouse("us").platform("shop");
    private final RateBook book = RatesYaml.parse(Map.of("a.yaml", EXCHANGE, "b.yaml", CARD), accounts);

    private static Box box(Integer weightG, Long volumeMm3, Integer longest, String... goods) {
        return new Box(weightG, volumeMm3, longest, longest, Set.of(goods));
    }

    @Test
    void servicesMayShareTheirZones() {
        String shared = CARD.replace("  ECO:", "  ECO: &eco").replace("    zones:", "    zones: &zones")
                + "  FAST: {<<: *eco, fuel_percent: 0}\n  BARE: {zones: *zones}\n";
        RateBook three = RatesYaml.parse(Map.of("a.yaml", EXCHANGE, "b.yaml", shared), accounts);
        assertThat(three.services("post"))
                .containsExactly("ECO", "FAST", "BARE")
                .allMatch(service -> three.goes("post", service, "US"));
    }

    @ParameterizedTest
    @CsvSource({
        // country, postal code, grams, cm3, price: (first + steps) x 1.1 + 16
        "US, 10001, 100, 10, 29.20",
        "US, 10001, 101, 10, 39.10",
        "US, 94105, 250, 10, 44.60",
        "US, , 250, 10, 49.00",
        "US, 94105, 10, 10, 27.00",
        "US, 94105, 100, 1500, 44.60",
        "DE, 60311, 500, 10, 49.00",
    })
    void stepsVolumeFuelAndRegistrationMakeThePrice(String country, String postal, int grams, long cm3, String price) {
        Quote quote = book.quote("post", "ECO", country, postal, List.of(box(grams, cm3 * 1000, 200)));
        assertThat(quote.refusal()).isNull();
        assertThat(quote.amount()).isEqualByComparingTo(price);
        assertThat(quote.currency()).isEqualTo("CNY");
        assertThat(quote.cost())
                .isEqualByComparingTo(
                        new BigDecimal(price).divide(BigDecimal.valueOf(7), 4, java.math.RoundingMode.HALF_UP));
    }

    @Test
    void everyParcelIsPaidFor() {
        Quote quote =
                book.quote("post", "ECO", "US", "94105", List.of(box(100, 1L, 10), box(100, 1L, 10, "battery_966")));
        assertThat(quote.amount()).isEqualByComparingTo("57.00");
        assertThat(quote.latestDays()).isEqualTo(5);
        assertThat(book.quote("post", "ECO", "US", null, List.of(box(100, 1L, 10)))
                        .latestDays())
                .isEqualTo(15);
    }

    @Test
    void refusalsSayWhatIsTooMuch() {
        assertThat(refusal("US", box(2001, 1L, 10))).isEqualTo("takes up to 2000 g, the parcel weighs 2001 g");
        assertThat(refusal("US", box(100, 1L, 601))).contains("the longest side is 601 mm");
        assertThat(refusal("US", new Box(100, 1L, 600, 901, Set.of()))).contains("901 mm");
        assertThat(refusal("US", box(100, 1L, 10, "battery_967"))).isEqualTo("takes no battery 967");
        assertThat(refusal("US", box(100, 1L, 10, "liquid"))).isEqualTo("takes no liquid");
        assertThat(refusal("DE", box(501, 1L, 10))).isEqualTo("has no price for 501 g");
        assertThat(book.quote("post", "AIR", "US", null, List.of(box(1, 1L, 1))).refusal())
                .contains("not on the rate card");
        assertThat(book.quote("us", "X", "US", null, List.of(box(1, 1L, 1))).refusal())
                .isEqualTo("has no rate card");
    }

    @Test
    void whatIsNotKnownIsSaid() {
        assertThat(book.quote("post", "ECO", "US", null, List.of(box(null, 1L, 1)))
                        .amount())
                .isNull();
        assertThat(book.quote("post", "ECO", "US", null, List.of(box(null, 1L, 1)))
                        .remark())
                .contains("weight is not known");
        assertThat(book.quote("post", "ECO", "US", null, List.of(box(100, null, null)))
                        .remark())
                .contains("weight alone");
    }

    private String refusal(String country, Box box) {
        return book.quote("post", "ECO", country, null, List.of(box)).refusal();
    }

    @Test
    void amountsAreExchangedOverTheBase() {
        assertThat(book.exchange().convert(new BigDecimal("90"), "EUR", "CNY"))
                .hasValueSatisfying(a -> assertThat(a).isEqualByComparingTo("700"));
        assertThat(book.exchange().convert(BigDecimal.ONE, "THB", "CNY")).isEmpty();
        assertThat(book.exchange().convert(BigDecimal.ONE, "THB", "THB")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account: post|account: nobody|1|'nobody' is no account of config/partners.yaml",
                "account: post|account: shop|1|carriers and warehouses have rate cards",
                "currency: CNY|currency: THB|2|no exchange rate for THB",
                "currency: CNY|currency: yuan|2|no three-letter currency code",
                "min_weight_g: 50|min_weight_g: much|6|min_weight_g 'much' is no whole number",
                "min_weight_g: 50|min_weihgt_g: 50|6|unknown word 'min_weihgt_g'",
                "[battery_966]|[acid]|10|'acid' is none of battery",
                "fuel_percent: 10|fuel_percent: -1|11|fuel_percent '-1' is below zero",
                "8-15|15-8|14|transit_days ends before it begins",
                "8-15|a week|14|neither a number of days",
                "first: {g: 500, price: 30}|next: {g: 500, price: 30}|18|`first` is missing",
                "{g: 500, price: 30}|{g: 500}|18|`price` is missing",
                "[\"*\"]|[Germany]|18|no two-letter country code",
            })
    void mistakeIsNamedWithItsLine(String good, String bad, int line, String reason) {
        assertThatThrownBy(
                        () -> RatesYaml.parse(Map.of("a.yaml", EXCHANGE, "b.yaml", CARD.replace(good, bad)), accounts))
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining("b.yaml:" + line + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void filesOfAFolderAreTakenOverTogetherOrNotAtAll(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("exchange.yaml"), EXCHANGE);
        Path card = Files.writeString(folder.resolve("post.yaml"), CARD);
        RateConfig config = new RateConfig(folder, accounts);
        Files.writeString(card, CARD.replace("registration: 16", "registration: 17"));
        assertThat(amount(config.book())).isEqualByComparingTo("27.00");
        config.reload();
        assertThat(amount(config.book())).isEqualByComparingTo("28.00");
        Files.writeString(folder.resolve("exchange.yaml"), "exchange: {base: USD}\n");
        assertThatThrownBy(config::reload).hasMessageContaining("post.yaml:2: there is no exchange rate for CNY");
        assertThat(amount(config.book())).isEqualByComparingTo("28.00");
        assertThat(amount(config.with(Map.of("post.yaml", CARD)))).isEqualByComparingTo("27.00");
    }

    @Test
    void anAccountThatACardNamesIsMissed(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("exchange.yaml"), EXCHANGE);
        Files.writeString(folder.resolve("post.yaml"), CARD);
        RateConfig config = new RateConfig(folder, accounts);
        config.check(accounts);
        assertThatThrownBy(() -> config.check(new TestAccounts().warehouse("us").platform("shop")))
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining("post.yaml:")
                .hasMessageContaining("'post' is no account");
    }

    private static BigDecimal amount(RateBook book) {
        return book.quote("post", "ECO", "US", "94105", List.of(box(100, 1L, 10)))
                .amount();
    }
}
