package io.openclaw.sandbox.control;

import io.openclaw.sandbox.ledger.Json;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The fields of a control call, checked one by one. */
final class ControlRequest {

    private final Map<String, Object> fields;

    private ControlRequest(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** Reads the JSON object; a field that no control call of this kind has is refused, so a misspelt one shows. */
    static ControlRequest of(Exchange exchange, Set<String> known) {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        ControlRequest request;
        try {
            request = new ControlRequest(body == null || body.length == 0 ? Map.of() : Json.object(body));
        } catch (UncheckedIOException e) {
            throw ControlProblem.invalid("the body is no JSON object", "send " + known);
        }
        request.fields.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw ControlProblem.invalid("unknown field " + name, "known are " + known);
                });
        return request;
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    Object raw(String name) {
        return fields.get(name);
    }

    String text(String name, String otherwise) {
        Object value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw ControlProblem.invalid(name + " has to be a text", "for example \"" + name + "\": \"...\"");
    }

    long number(String name, long otherwise, long least, long most) {
        Object value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw ControlProblem.invalid(
                name + " has to be a whole number from " + least + " to " + most, "leave it out for " + otherwise);
    }
}
