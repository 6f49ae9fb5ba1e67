package io.openclaw.stock.view;

import io.openclaw.stock.Counters;
import io.openclaw.stock.StockPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What may be sold, with every term that makes it: on hand less what is missing, reserved, withheld, locked and kept back,
 * then what the channel's share and cap make of it. Never below zero. The terms always add up to the figure.
 */
public record AvailableToSell(int ats, List<Term> terms) {

    /**
     * One summand.
     *
     * @param term its name: on_hand missing reserved withheld campaign_locked safety_stock buffer in_transit floor, of an account
     *     also brokering_safety_stock closed keep share cap hidden, of a bundle also bundle
     * @param warehouse where it comes from; null for a term of the whole account
     * @param quantity signed units
     * @param note why it is what it is, or null
     */
    public record Term(String term, String warehouse, int quantity, String note) {}

    /** Of one warehouse, nothing sold before it has come. */
    static AvailableToSell of(Counters counters) {
        return of(counters, 0, false);
    }

    /**
     * Of one warehouse, as whoever asks sees its counters.
     *
     * @param kept units that sourcing serves none of its orders from
     * @param presold whether its orders are promised against goods on their way too, as far as those are trusted
     */
    static AvailableToSell of(Counters counters, int kept, boolean presold) {
        String warehouse = counters.key().warehouse();
        List<Term> terms = new ArrayList<>();
        terms.add(new Term("on_hand", warehouse, counters.onHand(), null));
        if (counters.missing() != 0) {
            terms.add(new Term(
                    "missing", warehouse, -counters.missing(), "promised, but the last count did not find them"));
        }
        terms.add(new Term("reserved", warehouse, -counters.reserved(), "promised to orders"));
        terms.add(new Term(
                "withheld",
                warehouse,
                -counters.withheld(),
                "kept for orders not paid yet, presales that came, or what was ordered after the label"));
        terms.add(new Term(
                "campaign_locked", warehouse, -counters.campaignLocked(), "kept for other channels' campaigns"));
        terms.add(new Term(
                "safety_stock",
                warehouse,
                -counters.safetyStock(),
                counters.safetyStated() || counters.safetyStock() == 0
                        ? null
                        : "nobody stated one: the default of config/stock.yaml"));
        if (counters.buffer() != 0) {
            terms.add(new Term("buffer", warehouse, -counters.buffer(), "others sell from this warehouse too"));
        }
        int sum = counters.free();
        if (sum < 0) {
            terms.add(new Term("floor", warehouse, -sum, "what is kept back is not covered; nothing can be sold"));
        }
        int there = Math.max(0, sum);
        int left = Math.min(kept, there);
        if (kept > 0) {
            terms.add(new Term(
                    "brokering_safety_stock",
                    warehouse,
                    -left,
                    "sourcing leaves " + kept + " there: brokering_safety_stock of sourcing.yaml"));
        }
        int trusted = Math.max(0, counters.trusted());
        int makesUp = Math.min(trusted, counters.uncovered());
        int ahead = presold ? trusted - makesUp : 0;
        terms.add(new Term(
                "in_transit",
                warehouse,
                ahead,
                counters.inTransit() + " on the way, " + trusted + " of them trusted and not promised yet"
                        + (makesUp > 0 ? ", " + makesUp + " of those make up for what is not covered" : "")
                        + (presold ? ": sold ahead here" : ": sold to presales alone")));
        return new AvailableToSell(there - left + ahead, List.copyOf(terms));
    }

    /** The same where the warehouse takes no orders. */
    AvailableToSell closed(String warehouse, String why) {
        List<Term> all = new ArrayList<>(terms);
        all.add(new Term("closed", warehouse, -ats, why));
        return new AvailableToSell(0, List.copyOf(all));
    }

    /** Of several warehouses together. */
    static AvailableToSell sum(List<AvailableToSell> parts) {
        return new AvailableToSell(
                parts.stream().mapToInt(AvailableToSell::ats).sum(),
                parts.stream().flatMap(part -> part.terms().stream()).toList());
    }

    /**
     * Of one warehouse for a bundle: as many as the scarcest component allows.
     *
     * @param components what each component could be sold in that warehouse
     * @param quantities units of each in one bundle
     */
    static AvailableToSell bundle(
            String warehouse, Map<String, AvailableToSell> components, Map<String, Integer> quantities) {
        Map<String, Integer> wholes = new TreeMap<>();
        quantities.forEach((sku, each) -> wholes.put(
                sku, components.containsKey(sku) ? components.get(sku).ats() / each : 0));
        String scarcest = wholes.entrySet().stream()
                .min(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(null);
        int ats = scarcest == null ? 0 : wholes.get(scarcest);
        List<String> words = wholes.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(e -> e.getKey() + " has "
                        + (components.containsKey(e.getKey())
                                ? components.get(e.getKey()).ats()
                                : 0) + ", "
                        + quantities.get(e.getKey()) + " each: " + e.getValue())
                .toList();
        return new AvailableToSell(
                ats,
                List.of(new Term("bundle", warehouse, ats, String.join("; ", words) + "; " + scarcest + " decides")));
    }

    /** What an account may show of it. */
    AvailableToSell shared(StockPolicy.Share share) {
        List<Term> all = new ArrayList<>(terms);
        int left = ats;
        if (share.keep() > 0) {
            left = take(
                    all, "keep", left, Math.max(0, left - share.keep()), share.keep() + " are kept from this account");
        }
        if (share.sharePercent() < 100) {
            int part = (int) ((long) left * share.sharePercent() / 100);
            left = take(all, "share", left, part, "this account's share is " + share.sharePercent() + " percent");
        }
        if (share.cap() != null) {
            left = take(all, "cap", left, Math.min(left, share.cap()), "never shows more than " + share.cap());
        }
        if (left < share.hideBelow()) {
            left = take(all, "hidden", left, 0, "fewer than " + share.hideBelow() + " are not shown");
        }
        return new AvailableToSell(left, List.copyOf(all));
    }

    private static int take(List<Term> terms, String term, int from, int to, String note) {
        terms.add(new Term(term, null, to - from, note));
        return to;
    }
}
