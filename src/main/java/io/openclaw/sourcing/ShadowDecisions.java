package io.openclaw.sourcing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.Explanation;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps what would have been done with the orders of shadow accounts. Nothing is reserved and nobody is called. */
@Component("shadowDecisions")
public class ShadowDecisions {

    private static final String STEP = "sourcing";
    private static final int LENGTH = 4000;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Decisions decisions;
    private final ObjectMapper json = new ObjectMapper();
    private final Sql sql = Sql.of("sourcing");

    public ShadowDecisions(JdbcClient jdbc, Clock clock, Decisions decisions) {
        this.decisions = decisions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Keeps the plan's first choice, as JSON; a later decision about the same order replaces it. */
    public void record(SourcingPlan plan) {
        String decision = text(plan);
        if (statement("shadow-update", plan, decision) == 0) {
            statement("shadow-insert", plan, decision);
        }
        decisions.shadow(plan);
    }

    private int statement(String name, SourcingPlan plan, String decision) {
        return jdbc.sql(sql.get(name))
                .param("order_no", plan.demand().orderNo())
                .param("step", STEP)
                .param("at", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
                .param("decision", decision)
                .update();
    }

    private String text(SourcingPlan plan) {
        Map<String, Object> decision = new LinkedHashMap<>();
        decision.put("outcome", plan.possible() ? "planned" : "backordered");
        decision.put("decision", plan.decision());
        decision.put(
                "fulfillments",
                plan.possible()
                        ? plan.proposals().get(0).parts().stream()
                                .map(ShadowDecisions::part)
                                .toList()
                        : List.of());
        decision.put("short_skus", plan.shortSkus());
        String full = write(decision);
        if (full.length() > LENGTH) {
            // The lines are in the order; the choice is what has to be kept.
            decision.put(
                    "decision",
                    plan.decision().substring(0, Math.min(500, plan.decision().length())));
            decision.remove("short_skus");
            full = write(decision);
        }
        return full;
    }

    private static Map<String, Object> part(SourcingPlan.Part part) {
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("warehouse", part.warehouse());
        kept.put("label_source", part.labelSource());
        kept.put("carrier", part.carrier());
        kept.put("service", part.service());
        // Null where no rate card has a price: unknown, and said so.
        kept.put("cost", Explanation.money(part.shipping().taken().cost()));
        kept.put("line_nos", part.lines().stream().map(Demand.Line::lineNo).toList());
        return kept;
    }

    private String write(Map<String, Object> decision) {
        try {
            return json.writeValueAsString(decision);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a decision of plain values cannot fail to be written", e);
        }
    }
}
