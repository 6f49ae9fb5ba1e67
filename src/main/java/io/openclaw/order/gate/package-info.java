/**
 * Between import and deduction: why an order is not acted on, what would lift it, and who did.
 */
package io.openclaw.order.gate;
