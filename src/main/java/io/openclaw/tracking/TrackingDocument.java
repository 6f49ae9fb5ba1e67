package io.openclaw.tracking;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.waybill.ParcelNumber;
import java.util.List;

/**
 * What a carrier or an aggregator reports about one number, as a connector's mapping gives it: codes and times still the
 * vendor's own.
 *
 * @param waybillNo the number it is about, in whatever role the hub knows it
 * @param numbers further numbers of the same parcel the vendor names
 * @param stopped true when an aggregator says that it follows the number no more
 * @param newestFirst whether the vendor lists what happened last first; else its list says nothing of the order
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrackingDocument(
        String waybillNo, List<Number> numbers, boolean stopped, boolean newestFirst, List<Event> events) {

    public TrackingDocument(String waybillNo, List<Number> numbers, boolean stopped, List<Event> events) {
        this(waybillNo, numbers, stopped, false, events);
    }

    public TrackingDocument {
        waybillNo = ParcelNumber.plain(waybillNo);
        numbers = numbers == null ? List.of() : List.copyOf(numbers);
        events = events == null ? List.of() : List.copyOf(events);
    }

    /** @param role client_ref carrier_order waybill last_mile first_mile bag */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Number(String role, String number) {

        public Number {
            number = ParcelNumber.plain(number);
        }
    }

    /**
     * @param code the vendor's code, looked up in {@code config/tracking/<vendor>.yaml}; may be null
     * @param afterEvents true for a state the vendor gives beside its events, with the time of the newest of them: it follows that one
     * @param list which of the vendor's lists it stands in, where it has several for a parcel: each has an order of its own
     * @param newest true for the event the vendor names as the last of all lists
     * @param key the vendor's own identity of the event where it has one
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Event(
            String code,
            String description,
            String location,
            String countryCode,
            Time time,
            boolean afterEvents,
            int list,
            boolean newest,
            String key) {

        public Event(String code, String description, String location, String countryCode, Time time, String key) {
            this(code, description, location, countryCode, time, false, 0, false, key);
        }
    }

    /**
     * @param raw the time as the vendor wrote it, kept for people; null where it gave none
     * @param local the time to read; the raw one is read where this is missing
     * @param zone the zone the vendor gives beside it, or null
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Time(String raw, String local, String zone) {}
}
