package io.openclaw.sourcing.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.ConfiguredAccounts;
import io.openclaw.account.TestAccounts;
import io.openclaw.rulefile.RuleFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class SourcingConfigTest {

    private final TestAccounts accounts =
            new TestAccounts().carrier("post", Map.of()).warehouse("cn", "post").warehouse("de");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "default: [nowhere]|:1: 'nowhere' is no account of config/partners.yaml",
                "default: [cn];countries:;  Germany: [de]|:3: 'Germany' is no two-letter country code",
                "default: [cn];countries:;  DE: de|:3: DE has to be a list",
                "default: [post]|:1: 'post' is a carrier account, a warehouse is needed",
                "countries: {}|:1: `default` is missing",
                "default: [cn];elsewhere: sometimes|:2: elsewhere has to be true or false",
                "default: [cn];warehouse: {}|:2: unknown word 'warehouse'",
                "default: [cn, cn]|:1: 'cn' stands twice",
                "default: [cn];default: [de]|:2: 'default' stands twice",
                "default: [cn];warehouses:;  de:;    label_source: magic|:4: label_source 'magic' is none of",
                "default: [cn];warehouses:;  de:;    carrier: cn|:4: 'cn' is a warehouse account, a carrier is needed",
                "routings: [];default: [cn]|:2: `default` is the short form of `routings`",
                "routings: []|:1: routings has to hold at least one",
                "routings:;- name: a|:2: `rules` is missing",
                "routings:;- name: a;  rules: [{name: r, warehouses: [shop]}]|:3: 'shop' is no account",
                "routings:;- name: a;  rules:;  - {name: r, sort: [price]}|:4: sort 'price' is none of priority",
                "routings:;- name: a;  rules:;  - {name: r, otherwise: next_rule}|:4: this is the last rule of its routing",
                "routings:;- name: a;  rules:;  - {name: r, otherwise: {cancel_after: soon}}|:4: cancel_after 'soon' is no time such as",
                "routings:;- name: a;  rules:;  - {name: r, split: {by: line, min_value: 5}}|:4: `currency` is missing",
                "routings:;- name: a;  orders: {value: {from: 5}};  rules: [{name: r}]|:3: `currency` is missing",
                "routings:;- name: a;  orders: {value: {from: 50, below: 10, currency: USD}};  rules: [{name: r}]|:3: no order is worth `from`",
                "routings:;- name: a;  orders: {value: {from: 50, below: 50, currency: USD}};  rules: [{name: r}]|:3: no order is worth `from`",
                "routings:;- name: a;  rules: [{name: r}, {name: r}]|:3: the name 'r' stands twice",
                "default: [cn];warehouses:;  cn:;    cut_off: noon|:4: cut_off 'noon' is no time of day",
                "default: [cn];warehouses:;  cn:;    capacity_per_day: many|:4: capacity_per_day 'many' is no whole number",
                "default: [cn];warehouses:;  cn:;    location: {lat: 95, lon: 0}|:4: lat goes from -90 to 90",
                "default: [cn];warehouses:;  cn:;    time_zone: Mars|:4: time_zone 'Mars' is no time zone",
                "default: [cn];warehouses:;  cn:;    services: [nobody/PX]|:4: 'nobody' is no account",
                "default: [cn];warehouses:;  cn: {carrier: post, carriers: [post]}|:3: use `carrier` or `carriers`",
                "default: [cn];homes:;  cn: [A];  de: [A]|:4: 'A' has a home already",
                "default: [cn];places:;- {country: US, lat: 1}|:3: `lon` is missing",
                "default: [cn|not valid YAML",
                "# nothing|:1: is empty"
            })
    void refusesWithLineAndReason(String text, String message) {
        assertThatThrownBy(() -> SourcingYaml.parse("sourcing.yaml", text.replace(';', '\n'), accounts))
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void keepsTheOldRulesOnAMistake(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("sourcing.yaml"), "default: [cn]\n");
        SourcingConfig config = new SourcingConfig(file, accounts);
        Files.writeString(file, "default: [de]\ncountries: {NO: [cn]}\n");
        config.reload();
        assertThat(config.mayServe("FR", "de")).isTrue();
        assertThat(config.mayServe("NO", "cn")).isTrue();
        assertThat(config.mayServe("NO", "de")).isFalse();
        Files.writeString(file, "default: []\n");
        assertThatThrownBy(config::reload)
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining("sourcing.yaml:1:");
        assertThat(config.mayServe("FR", "de")).isTrue();
    }

    @Test
    void anAccountThatTheRulesNameIsMissed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("sourcing.yaml"), "default: [cn]\ncountries: {NO: [de]}\n");
        SourcingConfig config = new SourcingConfig(file, accounts);
        config.check(accounts);
        assertThatThrownBy(() -> config.check(new TestAccounts().warehouse("cn")))
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining("sourcing.yaml:2:")
                .hasMessageContaining("'de' is no account");
    }

    @Test
    void theFilesOfTheRepositoryFitTogether() {
        MockEnvironment environment =
                new MockEnvironment().withProperty("openclaw.sandbox.base-url", "http://localhost");
        ConfiguredAccounts configured = new ConfiguredAccounts(Path.of("config/partners.yaml"), environment);
        SourcingConfig config = new SourcingConfig(Path.of("config/sourcing.yaml"), configured);
        assertThat(config.mayServe("US", "cn-szx")).isTrue();
    }
}
