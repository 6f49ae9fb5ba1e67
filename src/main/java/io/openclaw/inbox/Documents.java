package io.openclaw.inbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.openclaw.partner.mapping.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of a message's body: JSON, a form, or text. */
public final class Documents {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .build())
            // Of two values under one name nobody knows which is meant: readers disagree.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern TWICE = Pattern.compile("Duplicate field '(.{1,80}?)'", Pattern.DOTALL);

    private Documents() {}

    /** What is wrong with a body that should be JSON, or null. Nothing of its text is repeated: it may be personal. */
    static Misfit misfit(byte[] body, String contentType) {
        if (body.length == 0) {
            return new Misfit("$", "the body is empty", "See who sends it, and have it sent again with its document.");
        }
        if (body.length > 1 && body[0] == 0x1f && body[1] == (byte) 0x8b) {
            return new Misfit(
                    "$",
                    "the body is compressed with gzip, which no push may be",
                    "Have the sender send it as it is, and sign it so.");
        }
        if (!isJson(body, contentType)) {
            return null;
        }
        try (JsonParser parser = FACTORY.createParser(body)) {
            return misfit(parser);
        } catch (IOException e) {
            return misfit(e);
        }
    }

    private static Misfit misfit(JsonParser parser) throws IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return new Misfit(
                        "$",
                        first == null ? "the body is empty" : "the body is null",
                        "The sender has to send a JSON document.");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                return new Misfit("$", "something follows the JSON document" + at(parser.currentLocation()), MEND);
            }
            return null;
        } catch (JsonParseException e) {
            Matcher twice = TWICE.matcher(e.getOriginalMessage());
            if (!twice.find()) {
                throw e;
            }
            String path = path(parser.getParsingContext().pathAsPointer());
            return new Misfit(
                    path + "." + twice.group(1).replaceAll("\\p{Cntrl}", "?"),
                    "the JSON document says it twice" + at(e.getLocation())
                            + ": which of the two is meant is not known",
                    "Have the sender say it once; a replay reads the same bytes again.");
        }
    }

    /** {@code $.body.line_items[0]} of {@code /line_items/0/quantity}: where the value stands in, as mappings name it. */
    private static String path(JsonPointer pointer) {
        StringBuilder path = new StringBuilder("$.body");
        for (JsonPointer at = pointer; at != null && !at.matches() && !at.tail().matches(); at = at.tail()) {
            String name = at.getMatchingProperty();
            path.append(at.mayMatchElement() ? "[" + name + "]" : "." + name);
        }
        return path.toString();
    }

    /** The body as maps and lists, or as text where it is neither JSON nor a form. */
    static Object parse(byte[] body, String contentType) throws IOException {
        if (isJson(body, contentType)) {
            return Json.parse(body);
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return contentType != null && contentType.startsWith("application/x-www-form-urlencoded") ? form(text) : text;
    }

    static Misfit misfit(IOException failure) {
        if (failure instanceof StreamConstraintsException) {
            return new Misfit(
                    "$",
                    "the JSON document nests deeper than " + Json.MAX_DEPTH + " levels or has a value beyond bounds",
                    MEND);
        }
        String place = failure instanceof JsonProcessingException json ? at(json.getLocation()) : "";
        if (String.valueOf(failure.getMessage()).startsWith("Invalid UTF-8")) {
            return new Misfit(
                    "$",
                    "the JSON document is not written in UTF-8" + place,
                    "Have the sender write it in UTF-8, as JSON is.");
        }
        return new Misfit("$", "the JSON document is malformed" + place, MEND);
    }

    private static final String MEND = "Look at the raw form with the partner; a replay reads the same bytes again.";

    private static String at(JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static boolean isJson(byte[] body, String contentType) {
        if (contentType != null && contentType.contains("json")) {
            return true;
        }
        // Clients name a form, or XML, where they were told nothing; neither begins with a brace: a form sends it as
        // %7B.
        for (byte b : body) {
            if (b > ' ') {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    private static Map<String, Object> form(String text) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!name.isEmpty()) {
                fields.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}
