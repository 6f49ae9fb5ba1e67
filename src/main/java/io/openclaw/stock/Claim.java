package io.openclaw.stock;

/**
 * Units of one stocked SKU that one fulfillment needs from its warehouse. Several lines that need the same SKU make one
 * claim for their sum: they compete for the same units.
 *
 * @param quantity units, at least 1
 */
public record Claim(StockKey key, String orderNo, String fulfillmentNo, int quantity) {

    public Claim {
        if (quantity < 1) {
            throw new IllegalArgumentException("a claim on " + key + " needs at least one unit, not " + quantity);
        }
    }

    /** Identity of the reservation it becomes; the same claim made twice is one reservation. */
    public String reservationId() {
        return fulfillmentNo + "/" + key.sku();
    }
}
