package io.openclaw.rates;

import java.util.Set;

/**
 * One parcel as a rate card sees it.
 *
 * @param weightG with its packing, in grams; null where a part of it is not known
 * @param volumeMm3 of what is in it, in cubic millimetres; null where a part of it is not known
 * @param longestMm its longest side, at least; null where not known
 * @param sidesMm its three sides together, at least; null where not known
 * @param goods what needs a carrier's consent: battery, battery_966, liquid, magnetic, powder
 */
public record Box(Integer weightG, Long volumeMm3, Integer longestMm, Integer sidesMm, Set<String> goods) {}
