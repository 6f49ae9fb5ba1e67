package io.openclaw.stock.view;

import io.openclaw.stock.StockKey;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * When a SKU came to a warehouse that had none of it before. What was edited until then took nothing from a figure and gave it nothing: it is
 * done before what moved there.
 */
final class StockBeginnings {

    private final Map<StockKey, OffsetDateTime> began;

    /** @param began by row, of those alone that were not there when the time began that is told of */
    StockBeginnings(Map<StockKey, OffsetDateTime> began) {
        this.began = Map.copyOf(began);
    }

    /** Movements first, as a rule, and edits in the order in which they stand. */
    List<StockReplay.Step> ordered(List<StockReplay.Step> moves, List<StockReplay.Step> edits) {
        List<List<StockReplay.Step>> after = new ArrayList<>(Collections.nCopies(edits.size() + 1, null));
        after.replaceAll(none -> new ArrayList<>());
        moves.forEach(move -> after.get(place(move, edits)).add(move));
        List<StockReplay.Step> ordered = new ArrayList<>(after.get(0));
        for (int i = 0; i < edits.size(); i++) {
            ordered.add(edits.get(i));
            ordered.addAll(after.get(i + 1));
        }
        return ordered;
    }

    /** Whether it edits what is said of a row that was not there yet. */
    boolean ofNothing(StockReplay.Step edit) {
        return edit.key() != null && before(edit, edit.key());
    }

    /** How many edits stand before it. */
    private int place(StockReplay.Step move, List<StockReplay.Step> edits) {
        int place = 0;
        for (int i = 0; i < edits.size(); i++) {
            if (before(edits.get(i), move.key())) {
                place = i + 1;
            }
        }
        return place;
    }

    private boolean before(StockReplay.Step edit, StockKey key) {
        OffsetDateTime first = began.get(key);
        return first != null && edit.at().isBefore(first);
    }
}
