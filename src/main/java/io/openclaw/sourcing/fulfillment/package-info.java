/**
 * What orders are to ship from which warehouse: the rows, how they follow an order's edits, and how they are taken back.
 */
package io.openclaw.sourcing.fulfillment;
