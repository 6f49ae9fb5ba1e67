package io.openclaw.api;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.product.Product;
import io.openclaw.product.ProductChange;
import io.openclaw.product.Products;
import io.openclaw.product.SkuMapping;
import io.openclaw.stock.CampaignLocks;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.statement.InboundStock;
import io.openclaw.stock.statement.StockAdjustments;
import io.openclaw.waybill.notice.ReturnNotice;
import io.openclaw.waybill.notice.ReturnTaken;
import io.openclaw.waybill.notice.Returns;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** The steps of the route {@code stock-statement}. */
@Component("stockStatements")
public class StockStatements {

    private final StockAdjustments adjustments;
    private final InboundStock inbound;
    private final CampaignLocks campaigns;
    private final Returns returns;
    private final Clock clock;
    private final Products products;
    private final Accounts accounts;
    private final boolean sandbox;

    public StockStatements(
            StockAdjustments adjustments,
            InboundStock inbound,
            CampaignLocks campaigns,
            Returns returns,
            Products products,
            Accounts accounts,
            Environment environment,
            Clock clock) {
        this.adjustments = adjustments;
        this.inbound = inbound;
        this.campaigns = campaigns;
        this.returns = returns;
        this.clock = clock;
        this.products = products;
        this.accounts = accounts;
        this.sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
    }

    /**
     * Makes the SKU known. In the sandbox one that was not gets plausible product and customs data and is mapped under
     * its own name, so that it can be ordered at once; elsewhere its orders wait in a hold until somebody states them.
     */
    public ProductChange introduce(StockWrite write) {
        if (!sandbox || products.find(write.tenant(), write.sku()).isPresent()) {
            return new ProductChange(write.tenant(), write.sku(), false, "sku:" + write.sku());
        }
        Product product = new Product(
                write.tenant(),
                write.sku(),
                "Sandbox article " + write.sku(),
                "OpenClaw",
                "CN",
                "plastic",
                "household",
                250,
                200,
                150,
                50,
                1,
                null,
                false,
                false,
                false,
                "家居用品",
                "household article",
                new BigDecimal("5.00"),
                "USD",
                "392490",
                null,
                null,
                Map.of());
        return products.register(product, List.of(SkuMapping.ownName(write.sku())));
    }

    /** Sets the counters that are given. */
    public StockChange set(StockWrite write) {
        Account warehouse = account(write.tenant(), write.warehouse(), Account.Kind.WAREHOUSE, "$.warehouse");
        return adjustments.set(
                write.tenant(),
                warehouse.id(),
                write.sku(),
                write.onHand(),
                write.safetyStock(),
                write.inTransit(),
                write.cause());
    }

    /** Takes units in that came back. */
    public ReturnTaken returned(StockStep step) {
        return returns.take(new ReturnNotice(
                step.tenant(),
                account(step.tenant(), step.warehouse(), Account.Kind.WAREHOUSE, "$.warehouse")
                        .id(),
                step.sku(),
                step.quantity(),
                step.to(),
                step.orderNo() == null || step.orderNo().isBlank() ? null : step.orderNo(),
                null,
                null,
                step.asOf(),
                step.cause()));
    }

    /** Takes in what else happened. */
    public StockChange move(StockStep step) {
        String warehouse = account(step.tenant(), step.warehouse(), Account.Kind.WAREHOUSE, "$.warehouse")
                .id();
        return switch (step.what()) {
            case "inbound" -> inbound.state(step.tenant(), warehouse, step.sku(), step.lines(), step.cause());
            case "receipt" ->
                inbound.receive(
                        step.tenant(),
                        warehouse,
                        step.sku(),
                        step.inboundId(),
                        step.quantity(),
                        step.asOf(),
                        step.cause());
            case "regrade" ->
                adjustments.regrade(
                        step.tenant(),
                        warehouse,
                        step.sku(),
                        step.quantity(),
                        step.from(),
                        step.to(),
                        step.asOf(),
                        step.cause());
            case "count" ->
                adjustments.count(
                        step.tenant(),
                        warehouse,
                        step.sku(),
                        step.quantity(),
                        step.asOf() == null ? OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)) : step.asOf(),
                        step.cause());
            case "campaign_lock" ->
                campaigns.set(
                        step.tenant(),
                        warehouse,
                        step.sku(),
                        account(step.tenant(), step.account(), Account.Kind.PLATFORM, "$.account")
                                .id(),
                        step.quantity(),
                        step.cause());
            default -> throw new IllegalArgumentException("'" + step.what() + "' is nothing that happens to stock");
        };
    }

    private Account account(String tenant, String id, Account.Kind kind, String field) {
        return accounts.find(id)
                .filter(a -> a.kind() == kind && a.tenant().equals(tenant))
                .orElseThrow(() -> ApiProblem.badRequest(
                        field + " '" + id + "' is no " + kind.word() + " account",
                        "they are: "
                                + String.join(
                                        ", ",
                                        accounts.all(kind).stream()
                                                .map(Account::id)
                                                .sorted()
                                                .toList())));
    }
}
