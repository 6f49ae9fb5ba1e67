/**
 * Waybills and what leaves the warehouse: who is asked for a parcel's label, what came of it, and what is said about it
 * to platform, warehouse and ERP. Nothing here calls a partner or emits an event; the routes do.
 */
package io.openclaw.waybill;
