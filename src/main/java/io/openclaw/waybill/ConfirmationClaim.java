package io.openclaw.waybill;

/**
 * Whether a platform may be told of a shipment now.
 *
 * @param asked it was told before, this number or another, and the outcome is not known: ask first
 * @param settled that is so long ago that what the platform does not show now will not appear later
 * @param statement what to tell, with the platform's own id where an earlier number is corrected
 */
public record ConfirmationClaim(boolean claimed, boolean asked, boolean settled, ShipmentConfirmation statement) {}
