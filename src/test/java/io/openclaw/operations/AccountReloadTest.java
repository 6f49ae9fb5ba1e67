package io.openclaw.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.account.ConfiguredAccounts;
import io.openclaw.channel.Channels;
import io.openclaw.partner.component.Connectors;
import io.openclaw.reload.RefusedFile;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.sourcing.rules.ServingWarehouses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

/** An edit of partners.yaml that would leave the hub worse than before is refused, with the line and what has to come first. */
class AccountReloadTest {

    private static final String SHOP = "accounts:\n  shop:\n    kind: platform\n    vendor: mart\n";
    private static final String BOTH = SHOP + "  cn:\n    kind: warehouse\n    vendor: depot\n";

    @TempDir
    Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Object> told = new ArrayList<>();
    private ConfiguredAccounts accounts;
    private Runnable reload;

    @BeforeEach
    void start() throws Exception {
        for (String connector : List.of("platform/mart", "warehouse/depot")) {
            Path file = folder.resolve("routes/connectors/" + connector + ".camel.yaml");
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, "- throttle:\n    id: mart.orders.api\n- log: ${variable.shop.policy[mart_greeting]}\n");
        }
        write(BOTH);
        accounts = new ConfiguredAccounts(folder.resolve("partners.yaml"), new MockEnvironment());
        context.disableJMX();
        context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("direct:account-changes")
                        .process(exchange -> told.add(exchange.getMessage().getBody()));
            }
        });
        context.start();
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("template", context.createProducerTemplate());
        reload = new AccountReload()
                .watchedAccounts(
                        accounts,
                        List.of(others -> {
                            if (others.find("cn").isEmpty()) {
                                throw new RuleFileException("sourcing.yaml", 7, "'cn' is no account");
                            }
                        }),
                        new Connectors(folder.resolve("routes")),
                        beans.getBeanProvider(ProducerTemplate.class),
                        beans.getBeanProvider(Channels.class),
                        beans.getBeanProvider(ServingWarehouses.class))
                .reload();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("partners.yaml"), text);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void secretsThatEverybodyKnowsAreSaidInEarnest(CapturedOutput log) throws IOException {
        AccountReload.wellKnown(accounts);
        assertThat(log).doesNotContain("OC-ACCOUNT-SANDBOX");
        write(BOTH.replace("vendor: depot", "vendor: depot\n    mode: live\n    secrets: [sandbox-cn-secret]"));
        reload.run();
        AccountReload.wellKnown(accounts);
        assertThat(log).containsOnlyOnce("OC-ACCOUNT-SANDBOX the secrets of cn are");
    }

    @Test
    void aVendorWithoutAConnectorIsRefusedUnlessTheAccountIsOff() throws IOException {
        write(BOTH.replace("mart", "matr"));
        assertThatThrownBy(() -> reload.run())
                .isInstanceOfSatisfying(
                        RefusedFile.class, e -> assertThat(e.line()).isEqualTo(4))
                .hasMessageContaining("accounts.shop.vendor 'matr' has no connector")
                .hasMessageContaining("matr.camel.yaml has to be there first");
        assertThat(accounts.get("shop").vendor()).isEqualTo("mart");
        assertThat(told).isEmpty();
        write(BOTH.replace("vendor: mart", "vendor: matr\n    mode: off"));
        reload.run();
        assertThat(told).containsExactly(Map.of("account", "shop"));
    }

    @Test
    void aPolicyOrLimitThatNobodyReadsIsRefusedWithItsLine() throws IOException {
        write(BOTH.replace(
                "mart", "mart\n    limits: {apii: 2}\n    policy: {confrim_at: label, mart_greeting: hello}"));
        assertThatThrownBy(() -> reload.run())
                .isInstanceOfSatisfying(
                        RefusedFile.class, e -> assertThat(e.line()).isEqualTo(6))
                .hasMessageContaining(
                        "accounts.shop.policy.confrim_at is read neither by the hub nor by the connector mart")
                .hasMessageContaining("; did you mean confirm_shipment?: correct it or take it out")
                .hasMessageContaining(
                        "; line 5: accounts.shop.limits.apii is no throttle of the connector mart; did you mean api?")
                .hasMessageNotContaining("mart_greeting is");
        assertThat(accounts.get("shop").policy()).isEmpty();
        write(BOTH.replace("mart", "mart\n    limits: {api: 2}\n    policy: {mart_greeting: hello}"));
        reload.run();
        assertThat(accounts.get("shop").limits()).containsKey("api");
    }

    @Test
    void anOperationThatAnotherNeedsIsMissed() throws IOException {
        Connectors connectors = new Connectors(folder.resolve("routes"));
        Path file = folder.resolve("routes/connectors/platform/mart.camel.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        + "\n- route:\n    id: mart.confirm-shipment\n- route:\n    id: mart.find-shipments\n");
        assertThat(connectors.lacking(accounts.get("shop").in(Account.Mode.LIVE)))
                .singleElement()
                .asString()
                .contains(
                        "accounts.shop.vendor 'mart' has confirm-shipment and no find-shipment, without which one whose"
                                + " answer is lost is never told again: give it a route mart.find-shipment");
        Files.writeString(
                folder.resolve("routes/connectors/platform/mart-look.camel.yaml"),
                "- route:\n    id: \"mart.find-shipment\"\n");
        assertThat(connectors.lacking(accounts.get("shop").in(Account.Mode.LIVE)))
                .isEmpty();
    }

    @Test
    void theConnectorsThatComeWithTheHubLackNone() throws IOException {
        StringBuilder all = new StringBuilder("accounts:\n");
        Map.of(
                        "shopify",
                        "platform",
                        "4px",
                        "carrier",
                        "17track",
                        "carrier",
                        "openclaw-warehouse",
                        "warehouse",
                        "mabang",
                        "erp")
                .forEach((vendor, kind) ->
                        all.append("  a-" + vendor + ": {kind: " + kind + ", vendor: " + vendor + ", mode: live}\n"));
        write(all.toString());
        ConfiguredAccounts shipped = new ConfiguredAccounts(folder.resolve("partners.yaml"), new MockEnvironment());
        assertThat(shipped.all()).hasSize(5).allSatisfy(account -> assertThat(
                        new Connectors(Path.of("routes")).lacking(account))
                .isEmpty());
    }

    /** Where it is written, not where it is taken. */
    @Test
    void aMistakeInASharedBlockIsNamedAtItsPlace() throws IOException {
        write(BOTH.replace("  shop:", "  shop: &shop").replace("mart\n", "mart\n    mode: lively\n")
                + "  second: {<<: *shop}\n");
        assertThatThrownBy(() -> reload.run())
                .isInstanceOfSatisfying(
                        RefusedFile.class, e -> assertThat(e.line()).isEqualTo(5))
                .hasMessageContaining("; line 5: accounts.second.mode 'lively' is none of");
    }

    /** As when the file is saved by deleting and writing it, or in another encoding. */
    @Test
    void aFileThatIsGoneOrInGbkIsRefusedInWords() throws IOException {
        Files.delete(folder.resolve("partners.yaml"));
        assertThatThrownBy(() -> reload.run())
                .isInstanceOf(RefusedFile.class)
                .hasMessageStartingWith("is gone: put it back");
        Files.write(
                folder.resolve("partners.yaml"), (BOTH + "# 仓库\n").getBytes(java.nio.charset.Charset.forName("GBK")));
        assertThatThrownBy(() -> reload.run())
                .isInstanceOf(RefusedFile.class)
                .hasMessageStartingWith("is not UTF-8 text");
        assertThat(accounts.all()).hasSize(2);
    }

    @Test
    void anAccountThatRulesNameStays() throws IOException {
        write(SHOP);
        assertThatThrownBy(() -> reload.run())
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("sourcing.yaml:7: 'cn' is no account; take it out there first");
        assertThat(accounts.find("cn")).isPresent();
    }

    @Test
    void ofAnAccountThatIsGoneIsToldWhoseItWas() throws IOException {
        write(BOTH.replace("  shop:\n    kind: platform\n    vendor: mart\n", ""));
        reload.run();
        assertThat(told).containsExactly(Map.of("account", "shop", "tenant", "demo"));
    }
}
