package io.openclaw.sourcing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.sourcing.plan.Explanation;
import io.openclaw.sourcing.plan.NameColumn;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.sourcing.plan.WaitsFor;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Every decision of sourcing with its reasons, kept in the transaction that carries it out. */
@Component("sourcingDecisions")
public class Decisions {

    static final String PLANNED = "planned";
    static final String BACKORDERED = "backordered";
    static final String SHADOW = "shadow";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("sourcing");

    public Decisions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A decision that was made before: in one line. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Past(int seq, int version, String decidedAt, String outcome, String decision) {}

    /** Keeps what is carried out. */
    void planned(SourcingPlan plan, SourcingPlan.Proposal chosen, List<String> overtaken) {
        insert(plan, PLANNED, Explanation.of(plan, chosen, chosen.decision(), overtaken));
    }

    /**
     * Keeps why an order waits.
     *
     * @param begun whether it waits from now on; else the decision kept of it is renewed, unless it waits for something else than it did
     * @return whether it is told: that it waits, or what for
     */
    boolean waits(SourcingPlan plan, String decision, List<String> overtaken, boolean begun) {
        boolean news = begun || !waitsFor(plan.demand().orderNo()).equals(plan.waitsFor());
        String explanation = Explanation.of(plan, null, decision, overtaken);
        if (news || renew(plan, BACKORDERED, explanation) == 0) {
            insert(plan, BACKORDERED, explanation);
        }
        return news;
    }

    private WaitsFor waitsFor(String orderNo) {
        return jdbc.sql(sql.get("decision-waits-for"))
                .param("order_no", orderNo)
                .query((row, n) -> WaitsFor.kept(row.getString("cause"), row.getString("waits_for")))
                .optional()
                .orElse(WaitsFor.STOCK);
    }

    /** Keeps what would have been done. */
    void shadow(SourcingPlan plan) {
        SourcingPlan.Proposal first = plan.possible() ? plan.proposals().get(0) : null;
        String explanation = Explanation.of(plan, first, plan.decision(), List.of());
        if (renew(plan, SHADOW, explanation) == 0) {
            insert(plan, SHADOW, explanation);
        }
    }

    /**
     * The latest decision about an order and, in one line each, those before it; empty when none was made.
     *
     * @return the document of {@code GET /api/v2.1/orders/{order_no}/sourcing}
     */
    public Optional<Map<String, Object>> of(String tenant, String orderNo) {
        List<Map<String, Object>> all = jdbc.sql(sql.get("decisions"))
                .param("tenant", tenant)
                .param("order_no", orderNo)
                .query((row, n) -> {
                    Map<String, Object> told = new LinkedHashMap<>();
                    told.put("order_no", row.getString("order_no"));
                    told.put("seq", row.getInt("seq"));
                    told.put("version", row.getInt("version"));
                    told.put("decided_at", time(row.getObject("decided_at", OffsetDateTime.class)));
                    told.put("outcome", row.getString("outcome"));
                    if (row.getString("queue") != null) {
                        told.put("queue", row.getString("queue"));
                    }
                    if (row.getObject("cancel_at") != null) {
                        told.put("cancel_at", time(row.getObject("cancel_at", OffsetDateTime.class)));
                    }
                    if (row.getString("cause") != null) {
                        told.put("cause", row.getString("cause"));
                    }
                    told.putAll(read(row.getString("explanation")));
                    return told;
                })
                .list();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> latest = all.get(0);
        if (BACKORDERED.equals(latest.get("outcome"))) {
            promisedAhead(orderNo)
                    .forEach(words -> latest.merge("decision", words, (said, more) -> said + "; " + more));
        }
        List<Map<String, Object>> withheld = withheld(orderNo);
        if (!withheld.isEmpty()) {
            latest.put("withheld", withheld);
        }
        latest.put(
                "earlier",
                all.stream()
                        .skip(1)
                        .map(d -> new Past(
                                (Integer) d.get("seq"),
                                (Integer) d.get("version"),
                                (String) d.get("decided_at"),
                                (String) d.get("outcome"),
                                (String) d.get("decision")))
                        .toList());
        return Optional.of(latest);
    }

    /** A presale waits for goods that are promised to it, and its decision says so, as it is now. */
    private List<String> promisedAhead(String orderNo) {
        return jdbc.sql(sql.get("promised-ahead"))
                .param("order_no", orderNo)
                .query((row, n) -> {
                    OffsetDateTime expected = row.getObject("expected", OffsetDateTime.class);
                    return row.getInt("units") + " of " + row.getString("sku")
                            + " are promised of goods on their way to "
                            + row.getString("warehouse")
                            + (expected == null ? "" : ", expected " + expected.toLocalDate());
                })
                .list();
    }

    /** What is kept back for an order that has no fulfillment for it yet, as it is now. */
    List<Map<String, Object>> withheld(String orderNo) {
        return jdbc.sql(sql.get("withheld-of"))
                .param("order_no", orderNo)
                .query((row, n) -> {
                    Map<String, Object> told = new LinkedHashMap<>();
                    told.put("warehouse", row.getString("warehouse"));
                    told.put("sku", row.getString("sku"));
                    told.put("quantity", row.getInt("units"));
                    OffsetDateTime until = row.getObject("ends", OffsetDateTime.class);
                    if (until != null) {
                        told.put("until", time(until));
                    }
                    return told;
                })
                .list();
    }

    /** The account that took an order; empty where the tenant has none of that number. */
    public Optional<String> account(String tenant, String orderNo) {
        return jdbc.sql(sql.get("order-account"))
                .param("tenant", tenant)
                .param("order_no", orderNo)
                .query(String.class)
                .optional();
    }

    private void insert(SourcingPlan plan, String outcome, String explanation) {
        statement("decision-insert", plan, outcome, explanation)
                .param("tenant", plan.demand().tenant())
                .update();
    }

    private int renew(SourcingPlan plan, String outcome, String explanation) {
        return statement("decision-renew", plan, outcome, explanation).update();
    }

    private JdbcClient.StatementSpec statement(String name, SourcingPlan plan, String outcome, String explanation) {
        boolean waits = outcome.equals(BACKORDERED) || !plan.possible() && !plan.idle();
        return jdbc.sql(sql.get(name))
                .param("order_no", plan.demand().orderNo())
                .param("version", plan.demand().version())
                .param("at", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
                .param("outcome", outcome)
                .param("queue", plan.queue())
                .param("cancel_at", plan.cancelAt())
                .param("cause", waits ? plan.waitsFor().cause().word() : null)
                .param("waits_for", NameColumn.of(plan.waitsFor().accounts()))
                .param("full_days", NameColumn.of(plan.fullDays()))
                .param("explanation", explanation);
    }

    static Map<String, Object> read(String explanation) {
        try {
            return JSON.readValue(explanation, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored decision is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String time(OffsetDateTime at) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at);
    }
}
