package io.openclaw.order.gate;

import io.openclaw.account.Account;
import io.openclaw.order.PooledLine;
import io.openclaw.order.PooledOrder;
import io.openclaw.product.Product;
import io.openclaw.product.ProductNeed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All the gate judges by.
 *
 * @param lines with our SKUs, as far as they are mapped
 * @param products the known ones of those SKUs
 * @param needs how much has to be known of each SKU for this destination
 * @param collects whether somebody who goes to the destination collects cash on delivery
 * @param waived codes of holds a person has judged to be good enough
 */
record GateFacts(
        PooledOrder order,
        List<PooledLine> lines,
        Account account,
        Map<String, Product> products,
        Map<String, ProductNeed> needs,
        boolean collects,
        Set<String> waived,
        Instant now) {}
