/**
 * What warehouses tell of fulfillments, packages, returns and stock, taken into the books.
 */
package io.openclaw.waybill.notice;
