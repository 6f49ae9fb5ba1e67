package io.openclaw.stock;

/**
 * Units of one stocked SKU that one fulfillment needs from its warehouse. Several lines that need the same SKU make one
 * claim for their sum: they compete for the same units.
 *
 * @param account the platform account that sold them: what its own campaign locked is its to take. Null where no account is meant
 * @param quantity units, at least 1
 */
public record Claim(StockKey key, String orderNo, String fulfillmentNo, int quantity, String account) {

    public Claim {
        if (quantity < 1) {
            throw new IllegalArgumentException("a claim on " + key + " needs at least one unit, not " + quantity);
        }
    }

    public Claim(StockKey key, String orderNo, String fulfillmentNo, int quantity) {
        this(key, orderNo, fulfillmentNo, quantity, null);
    }

    /** Identity of the reservation it becomes; the same claim made twice is one reservation. */
    public String reservationId() {
        return fulfillmentNo + "/" + key.sku();
    }
}
