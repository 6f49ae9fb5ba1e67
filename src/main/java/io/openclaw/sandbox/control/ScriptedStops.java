package io.openclaw.sandbox.control;

import io.openclaw.sandbox.parcel.Journeys;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The events of {@code PUT /sandbox/partners/{account}/script}: where a parcel is to be seen, in the carrier's own codes. */
final class ScriptedStops {

    private ScriptedStops() {}

    static List<Journeys.Stop> of(Object events) {
        if (!(events instanceof List<?> list)) {
            throw ControlProblem.invalid(
                    "events has to be a list", "{\"events\": [\"FPX_C_SPLS\", {\"code\": \"FPX_S_OK\"}]}");
        }
        List<Journeys.Stop> stops = new ArrayList<>();
        list.forEach(event -> stops.add(stop(event)));
        return stops;
    }

    private static Journeys.Stop stop(Object event) {
        if (event instanceof String code && !code.isBlank()) {
            return new Journeys.Stop(code, code, "", "to", "UTC+08:00", null, null);
        }
        if (event instanceof Map<?, ?> map) {
            String code = first(map, "code", "sub_status");
            String time = first(map, "time", "occurred_at");
            if (code != null && isTime(time)) {
                String zone = first(map, "time_zone");
                return new Journeys.Stop(
                        code,
                        first(map, "description") == null ? code : first(map, "description"),
                        first(map, "location"),
                        first(map, "country") == null ? "to" : first(map, "country"),
                        zone == null ? "UTC+08:00" : zone,
                        null,
                        time);
            }
        }
        throw ControlProblem.invalid(
                "an event is a code, or an object with code and perhaps description, location, country, time, time_zone",
                "time is ISO 8601 with an offset, for example 2024-06-15T08:30:00+08:00");
    }

    private static String first(Map<?, ?> map, String... names) {
        return Stream.of(names)
                .map(map::get)
                .filter(value -> value != null)
                .map(Object::toString)
                .findFirst()
                .orElse(null);
    }

    private static boolean isTime(String time) {
        if (time == null) {
            return true;
        }
        try {
            OffsetDateTime.parse(time);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
