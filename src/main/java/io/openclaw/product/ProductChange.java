package io.openclaw.product;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a registration did; also the data of {@code product.changed}, to be emitted when {@link #changed()}.
 *
 * @param orderKey keeps the changes of one SKU in sequence
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ProductChange(String tenant, String sku, boolean changed, String orderKey) {

    ProductChange(String tenant, String sku, boolean changed) {
        this(tenant, sku, changed, "sku:" + sku);
    }
}
