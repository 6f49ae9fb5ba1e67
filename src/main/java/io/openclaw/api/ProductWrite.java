package io.openclaw.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A caller's statement about a SKU on its way through the route {@code product-statement}.
 *
 * @param fields what is stated; null takes a thing back, what is not in it stays as it is
 */
public record ProductWrite(String tenant, String sku, ObjectNode fields) {}
