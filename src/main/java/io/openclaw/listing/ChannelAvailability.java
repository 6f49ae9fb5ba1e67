package io.openclaw.listing;

import java.util.Collection;
import java.util.Map;

/** What a channel may sell. The one thing that stock sync wants to know of the stock room. */
public interface ChannelAvailability {

    /**
     * Units an account may sell now of each SKU, a bundle in whole bundles.
     *
     * @return by SKU, never below zero; a SKU is missing where the books hold nothing that this account could draw on: then
     *     nothing is known, which is not the same as nothing being there
     */
    Map<String, Integer> of(String tenant, String account, Collection<String> skus);
}
