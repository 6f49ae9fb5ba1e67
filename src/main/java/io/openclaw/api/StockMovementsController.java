package io.openclaw.api;

import static io.openclaw.api.SkuFirewall.segment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.stock.statement.InboundLine;
import io.openclaw.stock.view.StockQueries;
import io.openclaw.stock.view.StockView;
import io.openclaw.store.Durability;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What happened to stock, stated by the seller: goods on their way, received, returned, judged, counted, locked for a campaign. */
@RestController
@RequestMapping("/api/v2.1/stock/{sku}")
public class StockMovementsController {

    /** All lines on their way to a warehouse, in place of those stated before. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Inbound(String warehouse, List<Line> lines) {}

    /** @param confidence share of the units that may be promised to presales, 0 to 1; 0 by default */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Line(
            String id, String kind, Integer quantity, String eta, BigDecimal confidence, String sourceDocument) {}

    /**
     * Goods that came; of the line expected first where none is named.
     *
     * @param occurredAt when; now by default. What occurred before the last count is in it and not added again
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Receipt(String warehouse, Integer quantity, String inboundId, String occurredAt) {}

    /**
     * @param grade sellable, quarantine (the default) or unsellable
     * @param occurredAt when they were taken in; now by default
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Return(String warehouse, Integer quantity, String grade, String orderNo, String occurredAt) {}

    /** @param occurredAt when the units were judged; now by default */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Regrading(String warehouse, Integer quantity, String from, String to, String occurredAt) {}

    /** @param asOf when it was counted; now by default */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Count(String warehouse, Integer onHand, String asOf) {}

    /** @param quantity units of the warehouse that the account's campaign has for itself from now on; 0 ends it */
    public record CampaignLock(String account, String warehouse, Integer quantity) {}

    private final StockQueries stock;
    private final ProducerTemplate routes;
    private final Durability durability;

    public StockMovementsController(StockQueries stock, ProducerTemplate routes, Durability durability) {
        this.stock = stock;
        this.routes = routes;
        this.durability = durability;
    }

    @PutMapping("/inbound")
    @Scope("stock:write")
    StockView inbound(@PathVariable String sku, @RequestBody Inbound body, HttpServletRequest request) {
        if (body.lines() == null) {
            throw ApiProblem.badRequest("$.lines is missing", "state all lines on their way; [] when nothing is");
        }
        List<InboundLine> lines = new ArrayList<>();
        for (int i = 0; i < body.lines().size(); i++) {
            Line line = body.lines().get(i);
            if (line == null) {
                throw ApiProblem.badRequest("$.lines[" + i + "] is no object", "leave it out: [] when nothing is");
            }
            String at = "$.lines[" + i + "].";
            lines.add(new InboundLine(
                    line.id(),
                    line.kind(),
                    units(line.quantity(), at + "quantity"),
                    ApiTime.of(line.eta(), at + "eta"),
                    line.confidence(),
                    line.sourceDocument()));
        }
        return take(request, step(request, sku, body.warehouse(), "inbound", 0).with(lines));
    }

    @PostMapping("/receipts")
    @Scope("stock:write")
    StockView receive(@PathVariable String sku, @RequestBody Receipt body, HttpServletRequest request) {
        int units = units(body.quantity(), "$.quantity");
        return take(
                request,
                step(request, sku, body.warehouse(), "receipt", units)
                        .ofInbound(body.inboundId())
                        .at(ApiTime.of(body.occurredAt(), "$.occurred_at")));
    }

    @PostMapping("/returns")
    @Scope("stock:write")
    StockView giveBack(@PathVariable String sku, @RequestBody Return body, HttpServletRequest request) {
        int units = units(body.quantity(), "$.quantity");
        String grade = body.grade() == null ? "quarantine" : body.grade();
        return take(
                request,
                step(request, sku, body.warehouse(), "return", units)
                        .graded(null, grade)
                        .ofOrder(body.orderNo())
                        .at(ApiTime.of(body.occurredAt(), "$.occurred_at")));
    }

    @PostMapping("/regradings")
    @Scope("stock:write")
    StockView regrade(@PathVariable String sku, @RequestBody Regrading body, HttpServletRequest request) {
        int units = units(body.quantity(), "$.quantity");
        return take(
                request,
                step(request, sku, body.warehouse(), "regrade", units)
                        .graded(body.from(), body.to())
                        .at(ApiTime.of(body.occurredAt(), "$.occurred_at")));
    }

    @PostMapping("/counts")
    @Scope("stock:write")
    StockView count(@PathVariable String sku, @RequestBody Count body, HttpServletRequest request) {
        int units = units(body.onHand(), "$.on_hand");
        return take(
                request, step(request, sku, body.warehouse(), "count", units).at(ApiTime.of(body.asOf(), "$.as_of")));
    }

    @PutMapping("/campaign-locks")
    @Scope("stock:write")
    StockView lock(@PathVariable String sku, @RequestBody CampaignLock body, HttpServletRequest request) {
        if (body.account() == null || body.account().isBlank()) {
            throw ApiProblem.badRequest("$.account is missing", "name the sales channel whose campaign it is");
        }
        int units = units(body.quantity(), "$.quantity");
        return take(
                request,
                step(request, sku, body.warehouse(), "campaign_lock", units).ofAccount(body.account()));
    }

    private static StockStep step(HttpServletRequest request, String sku, String warehouse, String what, int quantity) {
        if (warehouse == null || warehouse.isBlank()) {
            throw ApiProblem.badRequest("$.warehouse is missing", "name the warehouse's account: cn-szx");
        }
        Caller caller = Caller.of(request);
        return StockStep.of(
                caller.tenant(), warehouse, sku, what, quantity, caller.clientId() + ":" + RequestId.of(request));
    }

    private StockView take(HttpServletRequest request, StockStep step) {
        try {
            routes.requestBody("direct:stock-movement", step);
        } catch (CamelExecutionException e) {
            throw StockProblems.of(e);
        }
        // What was acknowledged is not forgotten when the hub is killed.
        durability.await();
        return stock.view(Caller.of(request).tenant(), step.sku())
                .orElseThrow(() -> ApiProblem.notFound(
                        "no stock of SKU '" + step.sku() + "'",
                        "PUT /api/v2.1/stock/" + segment(step.sku()) + " makes it known"));
    }

    private static int units(Integer units, String field) {
        if (units == null) {
            throw ApiProblem.badRequest(field + " is missing", "state whole units");
        }
        return units;
    }
}
