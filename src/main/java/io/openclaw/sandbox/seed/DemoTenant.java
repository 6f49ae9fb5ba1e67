package io.openclaw.sandbox.seed;

import io.openclaw.api.App;
import io.openclaw.api.Apps;
import io.openclaw.product.Product;
import io.openclaw.product.Products;
import io.openclaw.product.SkuMapping;
import io.openclaw.sandbox.SandboxApp;
import io.openclaw.sandbox.demo.DemoGoods;
import io.openclaw.stock.statement.StockAdjustments;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a newcomer finds in the hub: the tenant demo with its apps, its goods and their stock. Only what is absent is made,
 * through the rooms that own it and before the first route runs, so that the books stay provable and no order waits for it.
 */
@Component
public final class DemoTenant implements SmartInitializingSingleton {

    static final String TENANT = "demo";

    private final Apps apps;
    private final Products products;
    private final StockAdjustments stock;
    private final TransactionTemplate transaction;

    public DemoTenant(Apps apps, Products products, StockAdjustments stock, TransactionTemplate transaction) {
        this.apps = apps;
        this.products = products;
        this.stock = stock;
        this.transaction = transaction;
    }

    @Override
    public void afterSingletonsInstantiated() {
        apps.register(app(SandboxApp.ID, SandboxApp.SECRET, Set.copyOf(App.SCOPES)));
        apps.register(app(SandboxApp.PARTNERS_ID, SandboxApp.PARTNERS_SECRET, Set.of("orders:read")));
        DemoGoods.load().skus().forEach(good -> transaction.executeWithoutResult(status -> make(good)));
    }

    private static App app(String id, String secret, Set<String> scopes) {
        return new App(TENANT, id, List.of(secret), scopes, App.EVERY_ACCOUNT, App.TOKEN_LIFETIME);
    }

    private void make(DemoGoods.Good good) {
        if (products.find(TENANT, good.sku()).isPresent()) {
            return;
        }
        products.register(product(good), List.of(SkuMapping.ownName(good.sku())));
        good.stock()
                .forEach((warehouse, units) ->
                        stock.set(TENANT, warehouse, good.sku(), units, 0, 0, "demo-stock/" + good.sku()));
    }

    private static Product product(DemoGoods.Good good) {
        return new Product(
                TENANT,
                good.sku(),
                good.title(),
                "OpenClaw Demo",
                "CN",
                good.material(),
                good.purpose(),
                good.weightG(),
                good.lengthMm(),
                good.widthMm(),
                good.heightMm(),
                good.boxes() == null ? 1 : good.boxes(),
                good.battery(),
                false,
                false,
                false,
                good.declaredNameCn(),
                good.declaredNameEn(),
                good.declaredValue(),
                "USD",
                good.hsCode(),
                null,
                null,
                Map.of());
    }
}
