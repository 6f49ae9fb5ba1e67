package io.openclaw.sourcing;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.sourcing.plan.Explanation;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Orders nobody has decided about yet: what each waits for, what is kept back for it meanwhile, and how it would be served if it were
 * planned now. It changes nothing, and binds nobody: by the time the order is planned the stock and the rules may be others.
 */
@Component("undecidedOrders")
public class Undecided {

    static final String OUTCOME = "undecided";

    private static final Set<String> OVER = Set.of("cancelled", "completed");

    private final JdbcClient jdbc;
    private final SourcingDesk desk;
    private final Decisions decisions;
    private final Accounts accounts;
    private final Clock clock;
    private final Sql sql = Sql.of("sourcing");

    public Undecided(JdbcClient jdbc, SourcingDesk desk, Decisions decisions, Accounts accounts, Clock clock) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.decisions = decisions;
        this.accounts = accounts;
        this.clock = clock;
    }

    private record Facts(
            String account,
            String state,
            String allocation,
            int version,
            String fulfilledBy,
            boolean cancelRequested,
            List<String> holds) {

        /** Whether it may still come to be planned by the hub. */
        boolean open() {
            return allocation.matches("none|released") && !OVER.contains(state) && fulfilledBy.equals("merchant");
        }
    }

    /**
     * The document of {@code GET /api/v2.1/orders/{order_no}/sourcing} where there is no decision.
     *
     * @return empty where there is no such order
     */
    public Optional<Map<String, Object>> of(String tenant, String orderNo) {
        return facts(tenant, orderNo).map(facts -> told(orderNo, facts));
    }

    private Map<String, Object> told(String orderNo, Facts facts) {
        SourcingPlan plan = facts.open() ? desk.plan(orderNo) : null;
        List<Map<String, Object>> withheld = decisions.withheld(orderNo);
        String decision = why(facts) + kept(withheld);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("order_no", orderNo);
        told.put("seq", 0);
        told.put("version", facts.version());
        told.put("decided_at", Decisions.time(OffsetDateTime.now(clock.withZone(ZoneOffset.UTC))));
        told.put("outcome", OUTCOME);
        if (plan == null) {
            told.put("decision", decision);
            told.put("alternatives", List.of());
            told.put("refused", List.of());
        } else {
            SourcingPlan.Proposal first = plan.possible() ? plan.proposals().get(0) : null;
            told.putAll(Decisions.read(Explanation.of(
                    plan,
                    first,
                    decision + "; planned now: " + (first == null ? plan.decision() : first.decision()),
                    List.of())));
        }
        if (!withheld.isEmpty()) {
            told.put("withheld", withheld);
        }
        told.put("earlier", List.of());
        return told;
    }

    private String why(Facts facts) {
        if (OVER.contains(facts.state())) {
            return "the order is " + facts.state() + ": nothing is planned for it any more";
        }
        if (!facts.fulfilledBy().equals("merchant")) {
            return "the order is fulfilled by its " + facts.fulfilledBy() + ": there is nothing to plan";
        }
        if (!facts.open()) {
            return "the order is " + facts.allocation() + ", and the decision about it is kept no longer";
        }
        if (facts.cancelRequested()) {
            return "not planned yet: its cancellation is asked for";
        }
        if (!facts.holds().isEmpty()) {
            return "not planned yet: it is held by " + String.join(", ", facts.holds())
                    + " (holds of the order say what lifts them)";
        }
        if (facts.allocation().equals("released")) {
            return "it is released and about to be planned";
        }
        Optional<Account> account = accounts.find(facts.account());
        if (account.filter(known -> known.mode() == Account.Mode.LIVE || known.mode() == Account.Mode.SHADOW)
                .isEmpty()) {
            return "not planned: its account " + facts.account()
                    + account.map(known -> " is in mode " + known.mode().name().toLowerCase(Locale.ROOT))
                            .orElse(" is not in config/partners.yaml");
        }
        return "not planned yet: it is not released";
    }

    private static String kept(List<Map<String, Object>> withheld) {
        StringBuilder words = new StringBuilder();
        for (Map<String, Object> units : withheld) {
            words.append(words.isEmpty() ? "; withheld for it: " : ", ")
                    .append(units.get("quantity"))
                    .append(" of ")
                    .append(units.get("sku"))
                    .append(" in ")
                    .append(units.get("warehouse"));
            if (units.containsKey("until")) {
                words.append(" until ").append(units.get("until"));
            }
        }
        return words.isEmpty() ? "; nothing is withheld for it" : words.toString();
    }

    private Optional<Facts> facts(String tenant, String orderNo) {
        List<String> holds = jdbc.sql(sql.get("holds-of"))
                .param("order_no", orderNo)
                .query(String.class)
                .list();
        return jdbc.sql(sql.get("undecided"))
                .param("tenant", tenant)
                .param("order_no", orderNo)
                .query((row, n) -> new Facts(
                        row.getString("account"),
                        row.getString("state"),
                        row.getString("allocation"),
                        row.getInt("version"),
                        row.getString("fulfilled_by"),
                        row.getString("cancel_request") != null,
                        holds))
                .optional();
    }
}
