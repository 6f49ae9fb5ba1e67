package io.openclaw.api;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.product.Product;
import io.openclaw.product.ProductChange;
import io.openclaw.product.Products;
import io.openclaw.product.SkuMapping;
import io.openclaw.stock.StockAdjustments;
import io.openclaw.stock.StockChange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** The steps of the route {@code stock-statement}. */
@Component("stockStatements")
public class StockStatements {

    private final StockAdjustments adjustments;
    private final Products products;
    private final Accounts accounts;
    private final boolean sandbox;

    public StockStatements(
            StockAdjustments adjustments, Products products, Accounts accounts, Environment environment) {
        this.adjustments = adjustments;
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
        Account warehouse = accounts.find(write.warehouse())
                .filter(a -> a.kind() == Account.Kind.WAREHOUSE && a.tenant().equals(write.tenant()))
                .orElseThrow(() -> ApiProblem.badRequest(
                        "$.warehouse '" + write.warehouse() + "' is no warehouse account",
                        "warehouses are: "
                                + String.join(
                                        ", ",
                                        accounts.all(Account.Kind.WAREHOUSE).stream()
                                                .map(Account::id)
                                                .sorted()
                                                .toList())));
        return adjustments.set(
                write.tenant(),
                warehouse.id(),
                write.sku(),
                write.onHand(),
                write.safetyStock(),
                write.inTransit(),
                write.cause());
    }
}
