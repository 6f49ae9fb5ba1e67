package io.openclaw.stock;

import io.openclaw.store.Sql;
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
    private final Sql sql = Sql.of("stock");

    public LedgerCheck(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What the books say of themselves.
     *
     * @param skusChecked SKUs that have a row in some warehouse
     * @param violations in words, each naming SKU and warehouse; empty when consistent
     */
    public record Report(boolean consistent, int skusChecked, List<String> violations) {}

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
        return new Report(violations.isEmpty(), skus, violations);
    }

    private static String words(String rule, String where, String subject, long found, long expected) {
        return switch (rule) {
            case "counter" -> where + ": " + subject + " is " + found + ", its movements add up to " + expected;
            case "promised" -> where + ": " + subject + " is " + found + ", its reservations add up to " + expected;
            case "oversold" -> where + ": " + found + " units are promised, " + expected + " are on hand";
            case "orphan" ->
                where + ": reservation " + subject + " holds " + found
                        + " units for a fulfillment that does not exist or is cancelled";
            case "shipped" -> where + ": reservations say " + found + " units shipped, movements say " + expected;
            default -> throw new IllegalStateException("unknown rule " + rule);
        };
    }
}
