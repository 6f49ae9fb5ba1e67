package io.openclaw.sourcing.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.TestAccounts;
import io.openclaw.rates.RateConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rules name and no rate card has is told, and a service can be renamed in either order. */
class ServiceNamesTest {

    private static final String RULES =
            """
            default: [cn]
            warehouses:
              # PX in a comment is none
              cn:
                services: [post/PX]
            """;
    private static final String CARD =
            """
            account: post
            currency: USD
            services:
              PX:
                zones:
                  - {countries: ["*"], first: {g: 500, price: 5.10}, next: {g: 500, price: 0.60}}
            """;

    private final TestAccounts accounts =
            new TestAccounts().carrier("post", Map.of()).warehouse("cn", "post").warehouse("de");

    @TempDir
    Path folder;

    private SourcingConfig rules;
    private RateConfig rates;

    private List<String> unsold(String sourcing, String card) throws IOException {
        Path file = Files.writeString(folder.resolve("sourcing.yaml"), sourcing);
        Files.createDirectories(folder.resolve("rates"));
        Files.writeString(folder.resolve("rates/post.yaml"), card);
        Files.writeString(folder.resolve("rates/exchange.yaml"), "exchange: {base: USD}");
        rules = new SourcingConfig(file, accounts);
        rates = new RateConfig(folder.resolve("rates"), accounts);
        return new ServiceNames(rules, rates, accounts).unsold();
    }

    @Test
    void aServiceThatTheCardLostIsToldWithTheLineThatNamesIt() throws IOException {
        assertThat(unsold(RULES, CARD)).isEmpty();
        assertThat(unsold(RULES, CARD.replace("PX:", "PX2:")))
                .singleElement()
                .asString()
                .startsWith(folder.resolve("sourcing.yaml")
                        + ":5: service 'post/PX' is sold by nobody cn ships with (post)")
                .contains("; did you mean PX2?");
        assertThat(unsold(
                        RULES.replace("post/PX", "[post/PX, post/PX2]")
                                .replace("[[", "[")
                                .replace("]]", "]"),
                        CARD))
                .singleElement()
                .asString()
                .contains("'post/PX2'");
    }

    @Test
    void aServiceByItsNameAloneIsLookedForAtWhoeverTheWarehouseShipsWith() throws IOException {
        assertThat(unsold(RULES.replace("post/PX", "PX"), CARD)).isEmpty();
        assertThat(unsold(RULES.replace("post/PX", "GROUND"), CARD))
                .singleElement()
                .asString()
                .contains("service 'GROUND' is sold by nobody cn ships with (cn, post)");
    }
}
