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

    private static final int KEY_WIDTH = 80;

    ProductChange(String tenant, String sku, boolean changed) {
        this(tenant, sku, changed, key("sku:" + sku));
    }

    /** Long SKUs that begin alike may share a key: they then wait for each other, which does no harm. */
    private static String key(String key) {
        return key.length() <= KEY_WIDTH ? key : key.substring(0, KEY_WIDTH);
    }
}
