package io.openclaw.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class ConfiguredAccountsTest {

    @TempDir
    private Path folder;

    private final MockEnvironment environment = new MockEnvironment();

    private ConfiguredAccounts accounts(String yaml) {
        return new ConfiguredAccounts(write(yaml), environment);
    }

    private Path write(String yaml) {
        try {
            return Files.writeString(folder.resolve("partners.yaml"), yaml);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> problems(String yaml) {
        return catchThrowableOfType(PartnersFileException.class, () -> accounts(yaml))
                .problems();
    }

    @Test
    void readsTheFileOfTheRepository() {
        ConfiguredAccounts accounts = new ConfiguredAccounts(Path.of("config/partners.yaml"), environment);
        assertThat(accounts.all())
                .extracting(Account::id)
                .contains("shopify-us", "4px-cn", "17track", "cn-szx", "us-west", "mabang");
        assertThat(accounts.all()).allSatisfy(account -> {
            assertThat(account.mode()).isEqualTo(Account.Mode.LIVE);
            assertThat(account.secrets()).containsExactly("sandbox-" + account.id() + "-secret");
            assertThat(account.baseUrl()).endsWith("/partners/" + account.id());
        });
        assertThat(accounts.get("shopify-us").erp()).isEqualTo("mabang");
        assertThat(accounts.get("cn-szx").policy("carrier", null)).isEqualTo("4px-cn");
        assertThat(accounts.get("4px-cn").policy("tracker", null)).isEqualTo("17track");
    }

    @Test
    void readsEveryField() {
        environment.setProperty("TOKEN", "t0k");
        Account shop = accounts(
                        """
                        tenant: seller
                        accounts:
                          shop:
                            kind: platform
                            vendor: shopify
                            mode: shadow
                            authorization: grant
                            site: CA
                            time_zone: "+08:00"
                            currency: CAD
                            act_from: 2024-06-15T08:30:00+08:00
                            base_url: https://${HOST:shop.example}/
                            secrets: [new, old]
                            credentials: {access_token: "${TOKEN}"}
                            limits: {admin-api: 2/40, other: 5}
                            policy:
                              confirm_shipment: before_ship_by
                              confirm_hours_before_ship_by: 6
                              post_tracking: [in_transit, delivered]
                              steps: {push_stock: external}
                        """)
                .get("shop");
        assertThat(shop.tenant()).isEqualTo("seller");
        assertThat(shop.kind()).isEqualTo(Account.Kind.PLATFORM);
        assertThat(shop.mode()).isEqualTo(Account.Mode.SHADOW);
        assertThat(shop.authorization()).isEqualTo("grant");
        assertThat(shop.timeZone()).isEqualTo(ZoneId.of("+08:00"));
        assertThat(shop.actFrom()).isEqualTo(Instant.parse("2024-06-15T00:30:00Z"));
        assertThat(shop.baseUrl()).isEqualTo("https://shop.example");
        assertThat(shop.secrets()).containsExactly("new", "old");
        assertThat(shop.credentials()).containsEntry("access_token", "t0k");
        assertThat(shop.policyList("post_tracking")).containsExactly("in_transit", "delivered");
        assertThat(shop.hubDoes("push_stock")).isFalse();
        assertThat(shop.hubDoes("label")).isTrue();
    }

    @Test
    void shopsMayShareWhatTheyHaveInCommon() {
        ConfiguredAccounts accounts = accounts(
                """
                accounts:
                  shop-us: &shop
                    kind: platform
                    vendor: shopify
                    mode: live
                    site: US
                    secrets: [us]
                    policy: &policy
                      confirm_shipment: outbound
                      cool_off_minutes: 30
                  shop-no: {<<: *shop, site: NO, secrets: [norway]}
                  shop-de:
                    <<: *shop
                    site: DE
                    secrets: [de]
                    policy: {<<: *policy, cool_off_minutes: 5}
                """);
        assertThat(accounts.all()).extracting(Account::site).containsExactly("US", "NO", "DE");
        assertThat(accounts.get("shop-no").secrets()).containsExactly("norway");
        assertThat(accounts.get("shop-no").policy())
                .isEqualTo(accounts.get("shop-us").policy());
        assertThat(accounts.get("shop-de").policy())
                .isEqualTo(Map.of("confirm_shipment", "outbound", "cool_off_minutes", 5));
        assertThat(problems("accounts:\n  a: {<<: *shop}"))
                .singleElement()
                .asString()
                .startsWith(
                        "line 2: not valid YAML: found undefined alias shop; the block it takes has to stand above");
    }

    @Test
    void importsAndNoMoreUnlessToldOtherwise() {
        assertThat(accounts("accounts: {a: {kind: erp, vendor: x}}").get("a").mode())
                .isEqualTo(Account.Mode.IMPORT_ONLY);
    }

    @Test
    void namesEveryProblemWithAccountAndField() {
        assertThat(
                        problems(
                                """
                        accounts:
                          a: {kind: shop, vendor: X Y, mode: lively, time_zone: Mars, currency: EURO, act_from: 2024-06-15}
                          b: {kind: platform, vendor: shopify, base_url: "ftp://x", vendr: y}
                          c: {kind: erp, vendor: v, secrets: nope, limits: {api: fast}}
                        """))
                .anyMatch(p -> p.contains("accounts.a.kind 'shop' is none of platform, carrier, warehouse, erp"))
                .anyMatch(p -> p.contains("accounts.a.mode 'lively'"))
                .anyMatch(p -> p.contains("accounts.a.vendor 'X Y'"))
                .anyMatch(p -> p.contains("accounts.a.time_zone 'Mars'"))
                .anyMatch(p -> p.contains("accounts.a.currency 'EURO'"))
                .anyMatch(p -> p.contains("accounts.a.act_from"))
                .anyMatch(p -> p.contains("accounts.b.base_url"))
                .anyMatch(p -> p.contains("accounts.b.vendr") && p.contains("did you mean vendor?"))
                .anyMatch(p -> p.contains("accounts.c.secrets is a list"))
                .anyMatch(p -> p.contains("accounts.c.limits.api 'fast'"));
    }

    @Test
    void namesBadPolicies() {
        assertThat(
                        problems(
                                """
                        accounts:
                          a:
                            kind: platform
                            vendor: shopify
                            policy:
                              confirm_shipmet: label
                              confirm_shipment: sometimes
                              post_tracking: [in_transit, arived]
                              cool_off_minutes: long
                              steps: {lable: hub, deduct: me}
                              erp: w
                              tracker: nobody
                              own_setting: fine
                              ship_on_terms: sometimes
                              local_delivery: courier
                              fulfillment_services: {hub: true}
                          w: {kind: warehouse, vendor: generic, policy: {country: usa, cod: some, services: {PX: {cod: perhaps}}}}
                        """))
                .anyMatch(p -> p.contains("policy.confirm_shipmet is no policy; did you mean confirm_shipment?"))
                .anyMatch(p -> p.contains("policy.confirm_shipment 'sometimes'"))
                .anyMatch(p -> p.contains("policy.post_tracking 'arived' is no milestone"))
                .anyMatch(p -> p.contains("policy.cool_off_minutes 'long'"))
                .anyMatch(p -> p.contains("policy.steps.lable") && p.contains("did you mean label?"))
                .anyMatch(p -> p.contains("policy.steps.deduct 'me'"))
                .anyMatch(p -> p.contains("policy.erp names 'w', which is a warehouse, not a erp"))
                .anyMatch(p -> p.contains("policy.tracker names 'nobody'"))
                .anyMatch(p -> p.contains("accounts.w.policy.country 'usa'"))
                .anyMatch(p -> p.contains("policy.ship_on_terms 'sometimes' is none of never, always"))
                .anyMatch(p -> p.contains("policy.local_delivery 'courier' is none of shop, hub"))
                .anyMatch(p -> p.contains("policy.fulfillment_services is a list of words"))
                .anyMatch(p -> p.contains("accounts.w.policy.cod 'some'"))
                .anyMatch(p -> p.contains("accounts.w.policy.services.PX.cod 'perhaps'"))
                .noneMatch(p -> p.contains("own_setting"));
    }

    @Test
    void namesTheVariableThatIsNotSetAndNoSecret() {
        List<String> problems = problems(
                "accounts: {a: {kind: erp, vendor: v, secrets: [clear-text, \"clear-text${MABANG_SECRET}\"]}}");
        assertThat(problems)
                .contains(
                        "accounts.a.secrets[1] needs a variable that is not set: MABANG_SECRET has neither a value nor,"
                                + " as in ${NAME:default}, a default");
        assertThat(problems).noneMatch(p -> p.contains("clear-text"));
    }

    @Test
    void namesTheLineOfBrokenYamlAndDoubleNames() {
        assertThatThrownBy(() -> accounts("accounts:\n  a: {kind: erp\n  b: x\n"))
                .hasMessageContaining("line ");
        assertThatThrownBy(() -> accounts("accounts:\n  a: {kind: erp, vendor: v}\n  a: {kind: erp, vendor: w}\n"))
                .isInstanceOf(PartnersFileException.class)
                .hasMessageContaining("'a'");
        assertThatThrownBy(() -> accounts("")).hasMessageContaining("is empty");
    }

    @Test
    void aBareOffIsTheModeAndNotYamlsFalse() {
        assertThat(accounts("accounts: {a: {kind: erp, vendor: v, mode: off}}")
                        .get("a")
                        .mode())
                .isEqualTo(Account.Mode.OFF);
        assertThat(problems("accounts: {a: {kind: erp, vendor: v, mode: on}}"))
                .singleElement()
                .asString()
                .contains("accounts.a.mode 'on' is none of off");
    }

    @Test
    void anEditThatSomebodyObjectsToIsNotTaken() {
        ConfiguredAccounts accounts = accounts("accounts: {a: {kind: erp, vendor: v}, b: {kind: erp, vendor: v}}");
        accounts.beforeChange((change, after) -> {
            if (after.find("b").isEmpty()) {
                throw new IllegalStateException("b is named elsewhere, " + change.removed());
            }
        });
        write("accounts: {a: {kind: erp, vendor: v}}");
        assertThatThrownBy(accounts::reload).hasMessage("b is named elsewhere, {b=demo}");
        assertThat(accounts.get("b").vendor()).isEqualTo("v");
    }

    @Test
    void takesAnEditAndTellsWhatChanged() {
        ConfiguredAccounts accounts =
                accounts("accounts: {a: {kind: erp, vendor: v}, b: {kind: erp, vendor: v}, c: {kind: erp, vendor: v}}");
        List<ConfiguredAccounts.Change> told = new ArrayList<>();
        accounts.onChange(told::add);
        write(
                "accounts: {a: {kind: erp, vendor: v}, b: {kind: erp, vendor: v, mode: live}, d: {kind: erp, vendor: v}}");
        ConfiguredAccounts.Change change = accounts.reload();
        assertThat(change).isEqualTo(new ConfiguredAccounts.Change(List.of("d"), List.of("b"), Map.of("c", "demo")));
        assertThat(told).containsExactly(change);
        assertThat(accounts.find("c")).isEmpty();
        assertThat(accounts.reload().none()).isTrue();
    }

    @Test
    void keepsWhatItHasWhenAnEditIsBad() {
        ConfiguredAccounts accounts = accounts("accounts: {a: {kind: erp, vendor: v, mode: live}}");
        write("accounts: {a: {kind: erp, vendor: v, mode: on}}");
        assertThatThrownBy(accounts::reload).isInstanceOf(PartnersFileException.class);
        assertThat(accounts.get("a").mode()).isEqualTo(Account.Mode.LIVE);
        assertThatThrownBy(() -> accounts.get("b")).hasMessageContaining("no account 'b'");
    }
}
