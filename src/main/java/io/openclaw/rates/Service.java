package io.openclaw.rates;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One service of a rate card.
 *
 * @param volumetricDivisor cubic centimetres that count as one kilogram (often 5000, 6000 or 8000); 0 where volume does not count
 * @param minWeightG the least that is charged
 * @param maxWeightG the heaviest parcel it takes; 0 for any
 * @param maxLongestMm the longest side it takes; 0 for any
 * @param maxSidesMm the three sides together; 0 for any
 * @param accepts special goods it takes: battery (any), battery_966 ..., liquid, magnetic, powder
 * @param fuelPercent of the freight
 * @param registration per parcel
 * @param surcharges per parcel that holds such goods
 * @param cod whether it collects cash on delivery
 * @param cutOff when the carrier collects, in the card's time zone; null where it does not matter
 */
public record Service(
        String name,
        int volumetricDivisor,
        int minWeightG,
        int maxWeightG,
        int maxLongestMm,
        int maxSidesMm,
        Set<String> accepts,
        BigDecimal fuelPercent,
        BigDecimal registration,
        Map<String, BigDecimal> surcharges,
        Integer earliestDays,
        Integer latestDays,
        boolean cod,
        LocalTime cutOff,
        List<Zone> zones) {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    Quote quote(RateCard card, Exchange exchange, String country, String postalCode, List<Box> boxes) {
        Zone zone = zone(country, postalCode);
        if (zone == null) {
            return Quote.refusing(
                    card.account(), name, "does not go to " + (country == null ? "an unknown country" : country));
        }
        BigDecimal sum = BigDecimal.ZERO;
        String remark = null;
        for (Box box : boxes) {
            String refusal = refusal(zone, box);
            if (refusal != null) {
                return Quote.refusing(card.account(), name, refusal);
            }
            if (box.weightG() == null) {
                remark = "no price: the weight is not known";
                sum = null;
            } else if (sum != null) {
                sum = sum.add(price(zone, box));
                if (volumetricDivisor > 0 && box.volumeMm3() == null) {
                    remark = "priced by weight alone: the size is not known";
                }
            }
        }
        BigDecimal cost = null;
        if (sum != null) {
            cost = exchange.toBase(sum, card.currency()).orElse(null);
            if (cost == null) {
                return Quote.refusing(
                        card.account(), name, "costs " + card.currency() + ", for which there is no exchange rate");
            }
        }
        return new Quote(
                card.account(),
                name,
                sum,
                card.currency(),
                cost,
                zone.latestDays() == null ? earliestDays : zone.earliestDays(),
                zone.latestDays() == null ? latestDays : zone.latestDays(),
                cutOff,
                card.zone(),
                null,
                remark);
    }

    boolean goes(String country) {
        return zones.stream().anyMatch(zone -> zone.goes(country));
    }

    private Zone zone(String country, String postalCode) {
        for (Zone zone : zones) {
            if (zone.covers(country, postalCode)) {
                return zone;
            }
        }
        return null;
    }

    private String refusal(Zone zone, Box box) {
        for (String goods : box.goods()) {
            // A battery of a known kind is there as itself and as a battery: taking either is enough.
            boolean named = goods.indexOf('_') > 0;
            boolean taken =
                    accepts.contains(goods) || (named && accepts.contains(goods.substring(0, goods.indexOf('_'))));
            if (!taken) {
                return "takes no " + goods.replace('_', ' ');
            }
        }
        if (box.weightG() != null) {
            if (maxWeightG > 0 && box.weightG() > maxWeightG) {
                return "takes up to " + maxWeightG + " g, the parcel weighs " + box.weightG() + " g";
            }
            long charged = charged(box);
            if (!zone.takes(charged)) {
                return "has no price for " + charged + " g";
            }
        }
        if (maxLongestMm > 0 && box.longestMm() != null && box.longestMm() > maxLongestMm) {
            return "takes up to " + maxLongestMm + " mm, the longest side is " + box.longestMm() + " mm";
        }
        if (maxSidesMm > 0 && box.sidesMm() != null && box.sidesMm() > maxSidesMm) {
            return "takes up to " + maxSidesMm + " mm of all three sides, the parcel has " + box.sidesMm() + " mm";
        }
        return null;
    }

    /** The grams that are charged: weight or volume, whichever is more, and not less than the minimum. */
    private long charged(Box box) {
        long grams = Math.max(box.weightG(), minWeightG);
        if (volumetricDivisor > 0 && box.volumeMm3() != null) {
            // mm3 / 1000 = cm3; cm3 / divisor = kg; kg * 1000 = g
            grams = Math.max(grams, (box.volumeMm3() + volumetricDivisor - 1) / volumetricDivisor);
        }
        return grams;
    }

    private BigDecimal price(Zone zone, Box box) {
        BigDecimal freight = zone.price(charged(box));
        BigDecimal sum = freight.add(freight.multiply(fuelPercent).divide(HUNDRED, 6, RoundingMode.HALF_UP))
                .add(registration);
        for (Map.Entry<String, BigDecimal> surcharge : surcharges.entrySet()) {
            if (box.goods().stream()
                    .anyMatch(
                            goods -> goods.equals(surcharge.getKey()) || goods.startsWith(surcharge.getKey() + "_"))) {
                sum = sum.add(surcharge.getValue());
            }
        }
        return sum.setScale(2, RoundingMode.HALF_UP);
    }
}
