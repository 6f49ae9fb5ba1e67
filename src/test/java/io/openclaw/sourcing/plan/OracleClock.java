package io.openclaw.sourcing.plan;

import io.openclaw.sourcing.plan.OracleCase.Card;
import io.openclaw.sourcing.plan.OracleCase.House;
import io.openclaw.sourcing.plan.OracleCase.Service;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;

/** When a parcel leaves a warehouse, from the words of config/sourcing.yaml and config/rates. */
final class OracleClock {

    private OracleClock() {}

    /** The first collection once it is ready; at once where the carrier has no time of its own. */
    static ZonedDateTime handOver(OffsetDateTime now, House house, Card card, Service service) {
        ZonedDateTime ready = ready(now, house);
        if (service.cutOff() == null) {
            return ready;
        }
        ZonedDateTime left =
                ready.withZoneSameInstant(ZoneId.of(card.timeZone())).with(LocalTime.parse(service.cutOff()));
        return left.isBefore(ready) ? left.plusDays(1) : left;
    }

    /** The first working day whose cut-off is still to come, and the handling days, working days as well, on top. */
    private static ZonedDateTime ready(OffsetDateTime now, House house) {
        ZonedDateTime day = now.atZoneSameInstant(ZoneId.of(house.timeZone()));
        if (house.cutOff() != null) {
            LocalTime cutOff = LocalTime.parse(house.cutOff());
            day = day.toLocalTime().isAfter(cutOff) ? day.plusDays(1).with(cutOff) : day.with(cutOff);
        }
        int left = house.handling();
        while (left > 0 || !works(house, day)) {
            left -= works(house, day) ? 1 : 0;
            day = day.plusDays(1);
        }
        return day;
    }

    private static boolean works(House house, ZonedDateTime day) {
        String word = day.getDayOfWeek().name().toLowerCase(Locale.ROOT).substring(0, 3);
        return house.working().isEmpty() || house.working().contains(word);
    }
}
