/**
 * The decision itself: warehouses, parcels and services for one order by given rules, rate cards and stock, with its reasons in
 * words. Pure: it reads no table and changes nothing, so that it can be asked what would be.
 */
package io.openclaw.sourcing.plan;
