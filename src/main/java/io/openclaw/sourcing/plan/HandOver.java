package io.openclaw.sourcing.plan;

import io.openclaw.sourcing.rules.SourcingRules;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/** When a parcel leaves a warehouse's hands, by its cut-off, its handling days and the carrier's collection. */
final class HandOver {

    private HandOver() {}

    /**
     * When the warehouse has it ready. Decided by the cut-off, it is ready that working day at the cut-off; decided after it,
     * one working day later. Handling days come on top.
     *
     * @param zone whose days these are
     */
    static OffsetDateTime ready(OffsetDateTime decided, SourcingRules.Warehouse warehouse, ZoneId zone) {
        ZonedDateTime local = decided.atZoneSameInstant(zone);
        LocalTime cutOff = warehouse.cutOff();
        ZonedDateTime ready = local;
        if (cutOff != null) {
            ready = local.with(cutOff);
            if (local.toLocalTime().isAfter(cutOff)) {
                ready = ready.plusDays(1);
            }
        }
        ready = working(ready, warehouse.workingDays());
        for (int day = 0; day < warehouse.handlingDays(); day++) {
            ready = working(ready.plusDays(1), warehouse.workingDays());
        }
        return ready.toOffsetDateTime();
    }

    /** When the carrier takes what is ready then: the next collection, or at once where it has no fixed time. */
    static OffsetDateTime collected(OffsetDateTime ready, LocalTime cutOff, ZoneId zone) {
        if (cutOff == null) {
            return ready;
        }
        ZonedDateTime local = ready.atZoneSameInstant(zone);
        ZonedDateTime collection = local.with(cutOff);
        return (collection.isBefore(local) ? collection.plusDays(1) : collection).toOffsetDateTime();
    }

    private static ZonedDateTime working(ZonedDateTime day, Set<DayOfWeek> days) {
        ZonedDateTime found = day;
        while (!days.isEmpty() && !days.contains(found.getDayOfWeek())) {
            found = found.plusDays(1);
        }
        return found;
    }
}
