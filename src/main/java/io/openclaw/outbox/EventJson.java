package io.openclaw.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Map;

/** The form of an event's data in the outbox: snake_case, times as ISO 8601, money as it was written. */
public final class EventJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final ObjectReader READER = MAPPER.readerFor(new TypeReference<Map<String, Object>>() {});

    private EventJson() {}

    /** JSON of a record or Map; anything that is no JSON object is refused. */
    public static String write(Object body) {
        try {
            String json = MAPPER.writeValueAsString(body);
            if (!json.startsWith("{")) {
                throw new IllegalArgumentException("an event's body is a record or a Map, not "
                        + body.getClass().getName());
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "an event's body cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    public static Map<String, Object> read(String json) {
        try {
            return READER.readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an outbox row holds no JSON object: " + e.getOriginalMessage(), e);
        }
    }

    /** The whole event as it travels outside the database. */
    public static String record(Event event) {
        return write(event);
    }

    /** An event as {@link #record} wrote it. */
    public static Event event(String record) {
        try {
            return MAPPER.readValue(record, Event.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a record holds no event: " + e.getOriginalMessage(), e);
        }
    }
}
