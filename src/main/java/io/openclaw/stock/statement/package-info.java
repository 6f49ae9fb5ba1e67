/**
 * Statements about stock from outside: counters set, counts, receipts, regradings, and goods on their way. Each becomes movements of
 * the ledger with its cause.
 */
package io.openclaw.stock.statement;
