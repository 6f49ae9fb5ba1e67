package io.openclaw.stock;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is kept back from selling, from {@code config/stock.yaml}. Each list is read from the top; the first entry that fits
 * decides.
 *
 * @param safety default safety stock of rows nobody stated one for
 * @param buffers what is not sold of warehouses others also sell from
 * @param shares what an account may sell of what could be sold
 * @param presales what is promised against goods on their way besides presale orders
 * @param driftUnits a count off by more than this and {@code driftPercent} of the books opens a case
 */
public record StockPolicy(
        List<Safety> safety,
        List<Buffer> buffers,
        List<Share> shares,
        List<Match> presales,
        int driftUnits,
        int driftPercent) {

    public static final StockPolicy NONE = new StockPolicy(List.of(), List.of(), List.of(), List.of(), 5, 10);

    /**
     * Which rows an entry is for; null fits all.
     *
     * @param place a warehouse, or an account where the entry is of accounts
     * @param sku may hold {@code *}
     */
    public record Match(String place, String category, String sku) {

        boolean fits(String where, String ofCategory, String ofSku) {
            return (place == null || place.equals(where))
                    && (category == null || category.equals(ofCategory))
                    && (sku == null || glob().matcher(ofSku).matches());
        }

        private Pattern glob() {
            return Pattern.compile(Pattern.quote(sku).replace("*", "\\E.*\\Q"));
        }
    }

    public record Safety(Match match, int units) {}

    /** The larger of units and percent of what is on hand. */
    public record Buffer(Match match, int units, int percent) {

        public static final Buffer NONE = new Buffer(new Match(null, null, null), 0, 0);

        public int of(int onHand) {
            return Math.max(units, (onHand * percent + 99) / 100);
        }
    }

    /**
     * @param keep units taken off before the share
     * @param cap never shows more; null for no cap
     * @param hideBelow shows none when it would show less
     */
    public record Share(Match match, int sharePercent, int keep, Integer cap, int hideBelow) {

        public static final Share ALL = new Share(new Match(null, null, null), 100, 0, null, 0);
    }

    /** Whether a category has to be known to judge. */
    boolean asksForCategory() {
        return safety.stream().anyMatch(s -> s.match().category() != null)
                || buffers.stream().anyMatch(b -> b.match().category() != null)
                || shares.stream().anyMatch(s -> s.match().category() != null)
                || presales.stream().anyMatch(p -> p.category() != null);
    }

    public int safetyOf(String warehouse, String category, String sku) {
        return safety.stream()
                .filter(s -> s.match().fits(warehouse, category, sku))
                .findFirst()
                .map(Safety::units)
                .orElse(0);
    }

    public Buffer bufferOf(String warehouse, String category, String sku) {
        return buffers.stream()
                .filter(b -> b.match().fits(warehouse, category, sku))
                .findFirst()
                .orElse(Buffer.NONE);
    }

    public Share shareOf(String account, String category, String sku) {
        return shares.stream()
                .filter(s -> s.match().fits(account, category, sku))
                .findFirst()
                .orElse(Share.ALL);
    }

    public boolean presold(String account, String category, String sku) {
        return presales.stream().anyMatch(p -> p.fits(account, category, sku));
    }

    /** Whether a count is so far off that somebody has to look. */
    public boolean drifted(int expected, int drift) {
        return Math.abs(drift) > Math.max(driftUnits, expected * driftPercent / 100);
    }
}
