/**
 * The ledger: units on hand, promised and kept, each change a movement with its cause, and the policy of what is never sold.
 * What is told of stock from outside comes in by {@code feed} and {@code statement}; what is told of it is in {@code view}.
 */
package io.openclaw.stock;
