package io.openclaw.sandbox.parcel;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.openclaw.sandbox.ledger.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The ways parcels can go: the named ones of {@code sandbox/journeys.yaml}, and scripts set by the control call. */
@Component
public final class Journeys {

    /**
     * One thing a carrier reports.
     *
     * @param place where; {@code to} is the recipient's city
     * @param country where; {@code to} is the recipient's country
     * @param zone {@code UTC+08:00}, or empty where the carrier does not say
     * @param tracker what an aggregator makes of it, or null
     * @param time when it says it happened (ISO 8601), or null for the moment it reports
     */
    public record Stop(
            String code, String text, String place, String country, String zone, String tracker, String time) {}

    private static final String FILE = "/sandbox/journeys.yaml";
    private static final TypeReference<List<Stop>> STOPS = new TypeReference<>() {};
    private static final String NAMED = "@";

    private final Map<String, List<Stop>> named;
    private final Map<String, String> trackerByCode = new ConcurrentHashMap<>();

    public Journeys() {
        try (InputStream in = Journeys.class.getResourceAsStream(FILE)) {
            named = new ObjectMapper(new YAMLFactory()).readValue(in, new TypeReference<Map<String, List<Stop>>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
        named.values().forEach(stops -> stops.forEach(stop -> trackerByCode.putIfAbsent(stop.code(), stop.tracker())));
    }

    /** The journey of a parcel to this postcode, as it is stored: {@code 99950} fails at the door, {@code 96799} at customs. */
    public String to(String postcode) {
        return switch (postcode == null ? "" : postcode) {
            case "99950" -> NAMED + "delivery-failed";
            case "96799" -> NAMED + "customs-hold";
            default -> NAMED + "delivered";
        };
    }

    /** The journey of a parcel that stays in its country. */
    public String domestic() {
        return NAMED + "domestic";
    }

    /** The stops of a stored journey. */
    public List<Stop> stops(String journey) {
        return journey.startsWith(NAMED) ? named.get(journey.substring(NAMED.length())) : Json.read(journey, STOPS);
    }

    /** A script as it is stored. */
    public String stored(List<Stop> stops) {
        return Json.text(stops);
    }

    /** What an aggregator makes of a carrier's code that no journey mentions; judged by 4PX's groups of codes. */
    public String trackerOf(String code) {
        String known = trackerByCode.get(code);
        if (known != null) {
            return known;
        }
        if (code.startsWith("FPX_S_")) {
            return "Delivered_Other";
        }
        if (code.startsWith("FPX_D_FD")) {
            return "DeliveryFailure_Other";
        }
        if (code.startsWith("FPX_I_")) {
            return "InTransit_CustomsProcessing";
        }
        if (code.startsWith("FPX_L_SC") || code.equals("FPX_C_SPQS")) {
            return "InTransit_PickedUp";
        }
        // A script for the aggregator itself is in its own words already.
        return code.startsWith("FPX_") ? "InTransit_Other" : code;
    }
}
