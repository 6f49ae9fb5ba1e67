package io.openclaw.stock;

/**
 * Why a claim could not be met.
 *
 * @param wanted units claimed
 * @param available units that could be sold when it was looked up, never below zero
 */
public record Shortage(String warehouse, String sku, int wanted, int available) {

    @Override
    public String toString() {
        return sku + " in " + warehouse + ": " + wanted + " wanted, " + available + " available";
    }
}
