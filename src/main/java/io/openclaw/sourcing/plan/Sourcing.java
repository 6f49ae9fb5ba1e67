package io.openclaw.sourcing.plan;

/**
 * Decides which warehouses and which carrier services serve an order. Pure: it reads no table and changes nothing, so a
 * changed rule file can be tried on orders of the past.
 */
public interface Sourcing {

    SourcingPlan plan(Demand demand, Supply supply);
}
