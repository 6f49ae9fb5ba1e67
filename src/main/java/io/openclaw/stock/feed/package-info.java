/**
 * Asks warehouses for their stock, page by page, and finds what a complete list leaves out.
 */
package io.openclaw.stock.feed;
