package io.openclaw.api;

import static io.openclaw.api.SkuFirewall.segment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.stock.LedgerCheck;
import io.openclaw.stock.view.StockQueries;
import io.openclaw.stock.view.StockView;
import io.openclaw.store.Durability;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Stock as the books have it, and the seller's own statements about it. */
@RestController
@RequestMapping("/api/v2.1/stock")
public class StockController {

    /** What a caller states about one warehouse; what is left out stays as it is. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record StockStatement(String warehouse, Integer onHand, Integer safetyStock, Integer inTransit) {}

    private static final Duration FURTHEST = Duration.ofDays(31);

    private final StockQueries stock;
    private final LedgerCheck ledger;
    private final ProducerTemplate routes;
    private final Durability durability;
    private final Clock clock;

    public StockController(
            StockQueries stock, LedgerCheck ledger, ProducerTemplate routes, Durability durability, Clock clock) {
        this.stock = stock;
        this.ledger = ledger;
        this.routes = routes;
        this.durability = durability;
        this.clock = clock;
    }

    @GetMapping("/ledger-check")
    @Scope("stock:read")
    LedgerCheck.Report check(HttpServletRequest request) {
        return ledger.check(Caller.of(request).tenant());
    }

    @GetMapping("/{sku}")
    @Scope("stock:read")
    StockView get(@PathVariable String sku, @RequestParam(required = false) String since, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (since == null) {
            return view(caller, sku);
        }
        return stock.view(caller.tenant(), sku, since(since)).orElseThrow(() -> unknown(sku));
    }

    /** Every movement since then is gone through once more: the months before are what a report is for. */
    private OffsetDateTime since(String text) {
        OffsetDateTime since = ApiTime.ofQuery(text, "since");
        if (since.isBefore(OffsetDateTime.now(clock).minus(FURTHEST))) {
            throw ApiProblem.badRequest(
                    "since '" + text + "' is more than " + FURTHEST.toDays() + " days ago", "ask from a later time on");
        }
        return since;
    }

    @PutMapping("/{sku}")
    @Scope("stock:write")
    StockView put(@PathVariable String sku, @RequestBody StockStatement statement, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (statement.warehouse() == null || statement.warehouse().isBlank()) {
            throw ApiProblem.badRequest("$.warehouse is missing", "name the warehouse's account: cn-szx");
        }
        if (statement.onHand() == null && statement.safetyStock() == null && statement.inTransit() == null) {
            throw ApiProblem.badRequest(
                    "nothing is stated about '" + sku + "'", "state on_hand, safety_stock or in_transit");
        }
        StockWrite write = new StockWrite(
                caller.tenant(),
                statement.warehouse(),
                sku,
                statement.onHand(),
                statement.safetyStock(),
                statement.inTransit(),
                caller.clientId() + ":" + RequestId.of(request));
        try {
            routes.requestBody("direct:stock-statement", write);
        } catch (CamelExecutionException e) {
            throw StockProblems.of(e);
        }
        // What was acknowledged is not forgotten when the hub is killed.
        durability.await();
        return view(caller, sku);
    }

    private StockView view(Caller caller, String sku) {
        return stock.view(caller.tenant(), sku).orElseThrow(() -> unknown(sku));
    }

    private static ApiProblem unknown(String sku) {
        return ApiProblem.notFound(
                "no stock of SKU '" + sku + "'", "PUT /api/v2.1/stock/" + segment(sku) + " makes it known");
    }
}
