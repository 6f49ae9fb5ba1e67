package io.openclaw.stock;

import java.util.List;

/** The stock of one SKU as the open API shows it, under the contract's names in snake case. */
public record StockView(String sku, List<Warehouse> warehouses, List<Channel> accounts) {

    /** Counters of one warehouse, in units. */
    public record Warehouse(
            String warehouse,
            int onHand,
            int reserved,
            int withheld,
            int campaignLocked,
            int safetyStock,
            int inTransit,
            int ats,
            String asOf) {}

    /** What one sales channel may sell, and why. */
    public record Channel(String account, int ats, List<AvailableToSell.Term> terms) {}
}
