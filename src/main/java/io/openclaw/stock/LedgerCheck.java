package io.openclaw.stock;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.Sql;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Proves the counters from the movements and the reservations. All rules are judged on one instant, so the check may run
 * while the hub is busy.
 */
@Component("ledgerCheck")
public class LedgerCheck {

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Sql sql = Sql.of("stock");

    public LedgerCheck(JdbcClient jdbc, Accounts accounts) {
        this.jdbc = jdbc;
        this.accounts = accounts;
    }

    /**
     * What the books say of themselves.
     *
     * @param skusChecked SKUs that have a row in some warehouse
     * @param violations in words, each naming SKU and warehouse; empty when consistent
     * @param warehouses for which of them it is a proof that nothing was sold twice
     */
    public record Report(boolean consistent, int skusChecked, List<String> violations, List<Claim> warehouses) {}

    /**
     * What is claimed of a warehouse.
     *
     * @param authority hub, or external where others sell from it too
     * @param proof true where no unit can have been promised twice; false where the books are consistent but the world may have been faster
     */
    public record Claim(String warehouse, String authority, boolean proof) {}

    /** Checks every counter of a tenant. */
    public Report check(String tenant) {
        List<String> violations = jdbc.sql(sql.get("ledger-check"))
                .param("tenant", tenant)
                .query((row, n) -> words(
                        row.getString("rule"),
                        row.getString("sku") + " in " + row.getString("warehouse"),
                        row.getString("subject"),
                        row.getLong("found"),
                        row.getLong("expected")))
                .list();
        int skus = jdbc.sql(sql.get("skus-checked"))
                .param("tenant", tenant)
                .query(Integer.class)
                .single();
        List<Claim> claims = accounts.all(Account.Kind.WAREHOUSE).stream()
                .filter(account -> account.tenant().equals(tenant))
                .sorted(Comparator.comparing(Account::id))
                .map(account -> new Claim(
                        account.id(),
                        account.policy("authority", "hub"),
                        account.policy("authority", "hub").equals("hub")))
                .toList();
        return new Report(violations.isEmpty(), skus, violations, claims);
    }

    private static String words(String rule, String where, String subject, long found, long expected) {
        return switch (rule) {
            case "counter" -> where + ": " + subject + " is " + found + ", its movements add up to " + expected;
            case "promised" -> where + ": " + subject + " is " + found + ", its reservations add up to " + expected;
            case "oversold" -> where + ": " + found + " units are promised, " + expected + " are on hand";
            case "orphan" ->
                where + ": reservation " + subject + " holds " + found
                        + " units for a fulfillment that does not exist or is cancelled";
            case "unowned" ->
                where + ": reservation " + subject + " keeps " + found
                        + " units for an order that does not exist, is over or is served already";
            case "shipped" -> where + ": reservations say " + found + " units shipped, movements say " + expected;
            case "locked" -> where + ": campaign_locked is " + found + ", the campaigns' locks add up to " + expected;
            case "campaign" ->
                where + ": of the campaign of " + subject + " " + found
                        + " units are left or were taken, it was made with " + expected;
            case "trusted" -> where + ": inbound_trusted is " + found + ", its inbound lines allow " + expected;
            default -> throw new IllegalStateException("unknown rule " + rule);
        };
    }
}
