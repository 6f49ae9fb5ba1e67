/**
 * Which warehouses and which carrier services serve an order's lines: the desk puts the question, carries the answer out, and
 * looks again at orders that wait. What it goes by is in {@code rules}, how it decides in {@code plan}, and what comes of it in
 * {@code fulfillment}.
 */
package io.openclaw.sourcing;
