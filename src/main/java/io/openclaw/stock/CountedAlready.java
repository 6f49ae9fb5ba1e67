package io.openclaw.stock;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * What came in, came back or was judged before the count that stands is in that count, however late we hear of it: the movement
 * is kept, and a second one takes it back. {@link Departures} does the same for what left.
 */
public final class CountedAlready {

    private final StockTable table;
    private final Movements movements;
    private final Clock clock;

    public CountedAlready(StockTable table, Movements movements, Clock clock) {
        this.table = table;
        this.movements = movements;
        this.clock = clock;
    }

    /** When something happened: as it was said, but not later than now. */
    public OffsetDateTime happened(OffsetDateTime said) {
        OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
        return said == null || said.isAfter(now) ? now : said;
    }

    /** Whether the count that stands was made after a moment. */
    public boolean knows(StockKey key, OffsetDateTime moment) {
        return table.at(key, "counted-after")
                        .param("moment", moment)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /**
     * Says of a change of on hand that was written as a movement that a count has it already; the counter stays.
     *
     * @param units the movement's, signed
     */
    public void note(StockKey key, int units, String cause, String orderNo, String note) {
        movements.append(key, "count", "on_hand", -units, cause, orderNo, note, happened(null));
    }
}
