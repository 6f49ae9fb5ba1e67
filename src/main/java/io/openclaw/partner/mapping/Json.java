package io.openclaw.partner.mapping;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.math.BigDecimal;

/** How documents cross the edge to a partner. */
public final class Json {

    /** Nesting beyond this is refused: no partner's document comes near it, an attack does. */
    public static final int MAX_DEPTH = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(200)
                    .build())
            .build();

    /** Partners' documents: maps and lists, numbers exact. */
    private static final ObjectMapper PLAIN = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** Canonical documents: records in snake_case, money as decimal strings, times ISO 8601, what is null left out. */
    private static final ObjectMapper CANONICAL = canonical();

    private Json() {}

    private static ObjectMapper canonical() {
        ObjectMapper mapper = JsonMapper.builder(FACTORY)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
                .enable(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .addModules(new JavaTimeModule(), new Jdk8Module())
                .build();
        mapper.configOverride(BigDecimal.class).setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING));
        mapper.setDefaultPropertyInclusion(
                JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL));
        return mapper;
    }

    /** Writes and reads records under the names of the canonical documents. */
    public static ObjectMapper canonicalMapper() {
        return CANONICAL;
    }

    /**
     * Reads a partner's JSON into maps, lists, strings, booleans, integers and exact decimals.
     *
     * @throws IOException when it is no JSON, has something behind it, or nests deeper than {@link #MAX_DEPTH}
     */
    public static Object parse(byte[] bytes) throws IOException {
        return PLAIN.readValue(bytes, Object.class);
    }

    public static Object parse(String text) throws IOException {
        return PLAIN.readValue(text, Object.class);
    }

    /** Writes maps and lists as they are, nulls included. */
    public static byte[] bytes(Object value) {
        try {
            return PLAIN.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getMessage(), e);
        }
    }
}
