package io.openclaw.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.TestAccounts;
import io.openclaw.rulefile.RuleVersions;
import io.openclaw.store.TestDatabase;
import io.openclaw.tracking.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy file: what it says, and how a mistake is named. */
class StockPolicyTest {

    @TempDir
    private Path folder;

    private final TestAccounts accounts =
            new TestAccounts().platform("shop").warehouse("cn").warehouse("fba");

    @Test
    void theFirstEntryThatFitsDecides() throws Exception {
        StockPolicy policy = read(
                """
                safety_stock:
                  - {warehouse: cn, sku: "GLASS-*", units: 3}
                  - {category: toys, units: 2}
                  - {units: 1}
                buffers:
                  - {warehouse: fba, units: 5, percent: 10}
                accounts:
                  - {account: shop, sku: A, share_percent: 40, cap: 9, keep: 1, hide_below: 2}
                presale:
                  - {account: shop, sku: "NEW-*"}
                drift: {units: 2, percent: 5}
                """);
        assertThat(policy.safetyOf("cn", null, "GLASS-1")).isEqualTo(3);
        assertThat(policy.safetyOf("fba", "toys", "GLASS-1")).isEqualTo(2);
        assertThat(policy.safetyOf("fba", null, "B")).isEqualTo(1);
        assertThat(policy.bufferOf("fba", null, "B").of(100)).isEqualTo(10);
        assertThat(policy.bufferOf("fba", null, "B").of(11)).isEqualTo(5);
        assertThat(policy.bufferOf("cn", null, "B").of(100)).isZero();
        assertThat(policy.shareOf("shop", null, "A").cap()).isEqualTo(9);
        assertThat(policy.shareOf("shop", null, "B").sharePercent()).isEqualTo(100);
        assertThat(policy.presold("shop", null, "NEW-1")).isTrue();
        assertThat(policy.presold("shop", null, "OLD-1")).isFalse();
        assertThat(policy.drifted(100, 5)).isFalse();
        assertThat(policy.drifted(100, -6)).isTrue();
    }

    @Test
    void entriesMayShareWhatTheyHaveInCommon() throws Exception {
        StockPolicy policy = read(
                """
                accounts:
                  - &shop {account: shop, sku: A, share_percent: 40, cap: 9}
                  - {<<: *shop, sku: B, cap: 5}
                """);
        assertThat(policy.shareOf("shop", null, "B").cap()).isEqualTo(5);
        assertThat(policy.shareOf("shop", null, "B").sharePercent()).isEqualTo(40);
    }

    @Test
    void theFileThatComesWithTheHubKeepsNothingBack() {
        StockPolicy policy = StockPolicyFile.read(DataFile.read(Path.of("config/stock.yaml")), accounts);
        assertThat(policy.safetyOf("cn", null, "A")).isZero();
        assertThat(policy.shareOf("shop", null, "A")).isEqualTo(StockPolicy.Share.ALL);
    }

    @Test
    void anAccountThatThePolicyInForceNamesIsMissed() throws IOException {
        Path file = folder.resolve("stock.yaml");
        Files.writeString(file, "safety_stock:\n  - {warehouse: cn, units: 1}\n");
        try (TestDatabase database = TestDatabase.h2()) {
            StockPolicies policies = new StockPolicies(
                    file,
                    accounts,
                    database.jdbc(),
                    new StockPolicyVersions(new RuleVersions(database.jdbc(), Clock.systemUTC())));
            Files.writeString(file, "an edit that was refused");
            policies.check(accounts);
            assertThatThrownBy(() -> policies.check(new TestAccounts()))
                    .isInstanceOf(DataFile.Invalid.class)
                    .hasMessageContaining("stock.yaml:2: 'cn' is no warehouse account");
        }
    }

    @Test
    void mistakesAreNamedByLineAndReason() {
        refused("safety_stok: []\n", ":1:", "'safety_stok' is not known here");
        refused("safety_stock:\n  - {warehouse: nowhere, units: 1}\n", ":2:", "'nowhere' is no warehouse account");
        refused("safety_stock:\n  - {warehouse: cn}\n", ":2:", "'units' is missing");
        refused("accounts:\n  - {account: cn, cap: 1}\n", ":2:", "'cn' is no platform account");
        refused("accounts:\n  - {account: shop, share_percent: 140}\n", ":2:", "from 0 to 100, not 140");
        refused("buffers:\n  - {warehouse: fba}\n", ":2:", "needs 'units' or 'percent'");
        refused("drift: {units: many}\n", ":1:", "whole number");
    }

    private void refused(String text, String line, String reason) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining(line).hasMessageContaining(reason);
    }

    private StockPolicy read(String text) throws IOException {
        Path file = folder.resolve("stock.yaml");
        Files.writeString(file, text);
        return StockPolicyFile.read(DataFile.read(file), accounts);
    }
}
