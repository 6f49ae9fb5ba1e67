/** Delivery to the seller's own systems. */
package io.openclaw.webhook;
