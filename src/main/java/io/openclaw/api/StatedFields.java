package io.openclaw.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The fields of a statement that leaves out what it does not change: one that is not there keeps what it was, one that is null takes
 * it back. A fault names the field and says how it is written.
 */
final class StatedFields {

    private final ObjectNode fields;

    StatedFields(ObjectNode fields, Collection<String> known) {
        this.fields = fields;
        only(fields, "$", known);
    }

    /** Refuses a field that is not one of these. */
    static void only(JsonNode object, String at, Collection<String> known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw UnknownWord.field(at + "." + name, name, known);
            }
        });
    }

    boolean says(String name) {
        return fields.has(name);
    }

    JsonNode node(String name) {
        return fields.get(name);
    }

    String text(String name, String before, int most) {
        return text(name, before, most, null, null);
    }

    /** @param hint how a text that does not match the form is written */
    String text(String name, String before, int most, Pattern form, String hint) {
        if (!says(name)) {
            return before;
        }
        JsonNode value = node(name);
        if (value.isNull()) {
            return null;
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            throw ApiProblem.badRequest("$." + name + " is no text", "write a text in quotes, or null for none");
        }
        String text = value.asText().strip();
        if (text.length() > most) {
            throw ApiProblem.badRequest(
                    "$." + name + " has " + text.length() + " characters", "it may have up to " + most);
        }
        if (form != null && !form.matcher(text).matches()) {
            throw ApiProblem.badRequest("$." + name + " '" + text + "' is not understood", hint);
        }
        return text;
    }

    Integer whole(String name, Integer before, int most) {
        if (!says(name)) {
            return before;
        }
        JsonNode value = node(name);
        if (value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || value.asLong() < 1 || value.asLong() > most) {
            throw ApiProblem.badRequest(
                    "$." + name + " " + value + " is no whole number from 1 to " + most, "or null for not known");
        }
        return value.asInt();
    }

    boolean flag(String name, boolean before) {
        if (!says(name)) {
            return before;
        }
        if (!node(name).isBoolean()) {
            throw ApiProblem.badRequest("$." + name + " is neither true nor false", "write true or false");
        }
        return node(name).asBoolean();
    }

    BigDecimal amount(String name, BigDecimal before) {
        if (!says(name)) {
            return before;
        }
        JsonNode value = node(name);
        if (value.isNull()) {
            return null;
        }
        try {
            BigDecimal amount = new BigDecimal(value.asText());
            if (amount.signum() > 0 && amount.scale() <= 4 && amount.precision() - amount.scale() <= 12) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw ApiProblem.badRequest(
                "$." + name + " " + value + " is no amount above 0 with up to 4 decimals", "write it as \"12.50\"");
    }

    Map<String, String> texts(String name, Map<String, String> before, Pattern key, Pattern form, String hint) {
        if (!says(name)) {
            return before;
        }
        JsonNode value = node(name);
        Map<String, String> texts = new TreeMap<>();
        if (value.isNull()) {
            return texts;
        }
        if (!value.isObject()) {
            throw ApiProblem.badRequest("$." + name + " is no object", hint);
        }
        value.fields().forEachRemaining(field -> {
            boolean fits = key.matcher(field.getKey()).matches()
                    && field.getValue().isTextual()
                    && form.matcher(field.getValue().asText()).matches();
            if (!fits) {
                throw ApiProblem.badRequest("$." + name + "." + field.getKey() + " is not understood", hint);
            }
            texts.put(field.getKey(), field.getValue().asText());
        });
        return texts;
    }
}
