package io.openclaw.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.sourcing.Decisions;
import io.openclaw.sourcing.SourcingSimulation;
import io.openclaw.sourcing.Undecided;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Why orders are served as they are, and what other rules would do. */
@RestController
@RequestMapping("/api/v2.1")
public class SourcingController {

    private static final int USUAL = 200;

    /**
     * What is to be tried.
     *
     * @param rules a text in the form of config/sourcing.yaml; the rules in force where it is left out
     * @param rates texts in the form of the files of config/rates, by file name; they replace or join those in force
     * @param last how many orders, 200 by default
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Simulation(String rules, Map<String, String> rates, Integer last) {}

    private final Decisions decisions;
    private final Undecided undecided;
    private final SourcingSimulation simulation;
    private final QueryLimit limit;

    public SourcingController(
            Decisions decisions, Undecided undecided, SourcingSimulation simulation, QueryLimit limit) {
        this.decisions = decisions;
        this.undecided = undecided;
        this.simulation = simulation;
        this.limit = limit;
    }

    @GetMapping("/orders/{orderNo}/sourcing")
    @Scope("orders:read")
    Map<String, Object> explain(@PathVariable String orderNo, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        limit.check(caller);
        if (decisions.account(caller.tenant(), orderNo).filter(caller::sees).isEmpty()) {
            throw unknown(orderNo);
        }
        return decisions
                .of(caller.tenant(), orderNo)
                .or(() -> undecided.of(caller.tenant(), orderNo))
                .orElseThrow(() -> unknown(orderNo));
    }

    private static ApiProblem unknown(String orderNo) {
        return ApiProblem.notFound(
                "no order " + orderNo,
                "order_no is the hub's own; look a shop's number up by /api/v2.1/orders?platform_order_no=");
    }

    /** It is signed as every call with a body is, and changes nothing. */
    @PostMapping("/sourcing/simulations")
    @Scope("orders:read")
    SourcingSimulation.Result simulate(@RequestBody Simulation wanted, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        limit.check(caller);
        Map<String, String> rates = wanted.rates() == null ? Map.of() : wanted.rates();
        int last = wanted.last() == null ? USUAL : wanted.last();
        if (last < 1 || last > SourcingSimulation.MOST) {
            throw ApiProblem.badRequest(
                    "$.last is " + last, "send how many orders to try, from 1 to " + SourcingSimulation.MOST);
        }
        for (Map.Entry<String, String> card : rates.entrySet()) {
            if (!card.getKey().matches("[A-Za-z0-9][A-Za-z0-9_-]{0,80}\\.yaml") || card.getValue() == null) {
                throw ApiProblem.badRequest(
                        "$.rates['" + card.getKey() + "'] is no rate card",
                        "name it as its file: 4px-cn.yaml, with its text");
            }
        }
        try {
            return simulation.run(caller.tenant(), caller::sees, wanted.rules(), rates, last);
        } catch (RuleFileException e) {
            throw new ApiProblem(422, "rules_refused", e.getMessage(), "mend line " + e.line() + " of " + e.file());
        }
    }
}
