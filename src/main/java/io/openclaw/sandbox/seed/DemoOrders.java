package io.openclaw.sandbox.seed;

import io.openclaw.sandbox.partner.ShopifyOrders;
import io.openclaw.store.Sql;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Buyers who come by themselves: when the pool is empty some orders are placed soon after the start, so that the chain can
 * be seen moving at once. One goes to an address where it cannot be delivered, one is for goods that only the overseas
 * warehouse has. {@code openclaw.sandbox.demo-orders=false} keeps them away.
 */
@Component
@ConditionalOnProperty(name = "openclaw.sandbox.serving", havingValue = "true")
public final class DemoOrders {

    private static final Logger LOG = LoggerFactory.getLogger(DemoOrders.class);
    private static final String SHOP = "shopify-us";
    private static final String UNDELIVERABLE = "99950";
    private static final long SETTLE_S = 3;

    private final ShopifyOrders shop;
    private final JdbcClient jdbc;
    private final boolean wanted;

    public DemoOrders(
            ShopifyOrders shop, JdbcClient jdbc, @Value("${openclaw.sandbox.demo-orders:true}") boolean wanted) {
        this.shop = shop;
        this.jdbc = jdbc;
        this.wanted = wanted;
    }

    @EventListener(ApplicationReadyEvent.class)
    public void come() {
        if (wanted && empty()) {
            Executor later = CompletableFuture.delayedExecutor(SETTLE_S, TimeUnit.SECONDS);
            CompletableFuture.runAsync(this::order, later).exceptionally(failure -> {
                LOG.warn("the demo orders could not be placed", failure);
                return null;
            });
        }
    }

    private boolean empty() {
        return jdbc.sql(Sql.of("sandbox").get("hub-has-orders"))
                .query(Integer.class)
                .optional()
                .isEmpty();
    }

    private void order() {
        shop.place(SHOP, 1, "DEMO-LAMP", 1, "US", null);
        shop.place(SHOP, 1, "DEMO-MUG", 2, "US", null);
        shop.place(SHOP, 1, "DEMO-CHAIR", 1, "US", null);
        shop.place(SHOP, 1, "DEMO-SCARF", 1, "DE", null);
        shop.place(SHOP, 1, "DEMO-SPEAKER", 1, "US", UNDELIVERABLE)
                .thenAccept(placed -> LOG.info("five demo orders were placed; {} cannot be delivered", placed));
    }
}
