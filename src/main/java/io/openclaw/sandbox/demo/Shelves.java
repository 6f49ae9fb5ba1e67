package io.openclaw.sandbox.demo;

import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.store.Sql;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/** Puts the demo goods on the shelves of the simulated warehouses, once. */
@Component
final class Shelves implements InitializingBean {

    private static final Sql SQL = Sql.of("sandbox");

    private final PartnerStore store;

    Shelves(PartnerStore store) {
        this.store = store;
    }

    @Override
    public void afterPropertiesSet() {
        store.write(writing -> {
                    DemoGoods.load().skus().forEach(good -> good.stock().forEach((warehouse, units) -> writing.jdbc()
                            .update(SQL.get("warehouse-stock-in"), warehouse, good.sku(), units)));
                    return null;
                })
                .join();
    }
}
