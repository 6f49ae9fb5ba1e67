package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.parcel.Journeys;
import io.openclaw.sandbox.parcel.Parcel;
import io.openclaw.sandbox.parcel.Point;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** A parcel's history as 17TRACK writes it: newest event first, every time three ways. */
@Component
final class TrackerDocuments {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX");

    private final Journeys journeys;

    TrackerDocuments(Journeys journeys) {
        this.journeys = journeys;
    }

    String subStatus(Point point) {
        return journeys.trackerOf(point.code());
    }

    Map<String, Object> data(String number, int carrier, String tag, Parcel parcel, List<Point> points) {
        List<Map<String, Object>> events = new ArrayList<>(points.size());
        for (int i = points.size() - 1; i >= 0; i--) {
            events.add(event(points.get(i)));
        }
        String subStatus = subStatus(points.get(points.size() - 1));
        Map<String, Object> latest = new LinkedHashMap<>();
        latest.put("status", status(subStatus));
        latest.put("sub_status", subStatus);
        latest.put("sub_status_descr", null);
        Map<String, Object> provider = new LinkedHashMap<>();
        provider.put("key", carrier);
        provider.put("name", "4PX");
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("provider", provider);
        one.put("events_hash", events.hashCode());
        one.put("events", events);
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("shipping_info", Map.of("recipient_address", Map.of("country", parcel.country())));
        info.put("latest_status", latest);
        info.put("latest_event", events.get(0));
        info.put("tracking", Map.of("providers_hash", one.hashCode(), "providers", List.of(one)));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("number", number);
        data.put("carrier", carrier);
        data.put("param", null);
        data.put("tag", tag);
        data.put("track_info", info);
        return data;
    }

    private Map<String, Object> event(Point point) {
        boolean zoned = !point.zone().isEmpty();
        OffsetDateTime local = zoned
                ? point.at().atZoneSameInstant(ZoneId.of(point.zone())).toOffsetDateTime()
                : point.at().withOffsetSameInstant(ZoneOffset.UTC);
        String subStatus = subStatus(point);
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("date", DATE.format(local));
        raw.put("time", TIME.format(local));
        raw.put("timezone", zoned ? local.getOffset().getId() : null);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("time_iso", ISO.format(local));
        event.put("time_utc", ISO.format(local.withOffsetSameInstant(ZoneOffset.UTC)));
        event.put("time_raw", raw);
        event.put("description", point.text());
        event.put("location", point.location());
        event.put("stage", stage(subStatus));
        event.put("sub_status", subStatus);
        event.put("address", Map.of("country", point.country(), "city", point.location()));
        return event;
    }

    private static String status(String subStatus) {
        int underscore = subStatus.indexOf('_');
        return underscore < 0 ? subStatus : subStatus.substring(0, underscore);
    }

    private static String stage(String subStatus) {
        return switch (subStatus) {
            case "InTransit_PickedUp" -> "PickedUp";
            case "InTransit_Departure" -> "Departure";
            case "InTransit_Arrival" -> "Arrival";
            case "InTransit_Other" -> null;
            default -> status(subStatus);
        };
    }
}
