/**
 * What platforms are told of shipments, and when.
 */
package io.openclaw.waybill.confirmation;
