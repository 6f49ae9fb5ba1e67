package io.openclaw.api;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.TreeSet;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** What is wrong with a body, in the words of its sender: which field, why, and how it is written. */
final class BodyFault {

    private static final int SHOWN = 60;

    /** How a kind of value is called and written. */
    private record Kind(String isNot, String how) {}

    private static final Kind WHOLE = new Kind("no whole number", "write a whole number without quotes: 5");
    private static final Kind NUMBER = new Kind("no number", "write a decimal number: 0.5");
    private static final Kind TEXT = new Kind("no text", "write a text in quotes");
    private static final Kind LIST = new Kind("no list", "write a list: [..]");
    private static final Kind OBJECT = new Kind("no object", "write an object: {..}; see /openapi.json for its form");

    private BodyFault() {}

    static ApiProblem of(HttpMessageNotReadableException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamReadException unread && !(cause instanceof InputCoercionException)) {
                return malformed(unread);
            }
        }
        if (e.getCause() instanceof UnrecognizedPropertyException unknown) {
            return UnknownWord.field(
                    path(unknown), unknown.getPropertyName(), new TreeSet<>(unknown.getKnownPropertyIds()));
        }
        if (e.getCause() instanceof JsonMappingException misfit) {
            if (misfit.getCause() instanceof InputCoercionException) {
                return ApiProblem.badRequest(
                        path(misfit) + " is too large a number", "write a whole number up to " + Integer.MAX_VALUE);
            }
            if (misfit instanceof MismatchedInputException other && other.getTargetType() != null) {
                Kind kind = kind(other.getTargetType());
                return ApiProblem.badRequest(path(misfit) + value(misfit) + " is " + kind.isNot(), kind.how());
            }
            return ApiProblem.badRequest(path(misfit) + " is not understood", "see /openapi.json for its form");
        }
        return e.getCause() == null
                ? ApiProblem.badRequest("the body is empty", "send a JSON object; see /openapi.json for its form")
                : ApiProblem.badRequest(
                        "the body cannot be read", "send it whole, as JSON; see /openapi.json for its form");
    }

    private static ApiProblem malformed(StreamReadException e) {
        // What follows the bracket is Jackson's own account of where it was.
        String what =
                e.getOriginalMessage().lines().findFirst().orElse("").replaceFirst(" ?[(\\[](start|Source).*", "");
        String where = e.getLocation() == null
                ? ""
                : " in line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return ApiProblem.badRequest("the body is no JSON" + where + ": " + what, "send well-formed JSON in UTF-8");
    }

    /** The field as {@code $.lines[0].quantity}. */
    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder("$");
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else if (step.getFieldName().matches("\\w{1,60}")) {
                path.append('.').append(step.getFieldName());
            } else {
                path.append("['").append(cut(step.getFieldName())).append("']");
            }
        }
        return path.toString();
    }

    private static String value(JsonMappingException e) {
        if (!(e instanceof InvalidFormatException format) || format.getValue() == null) {
            return "";
        }
        String value = cut(format.getValue().toString());
        return format.getValue() instanceof String ? " '" + value + "'" : " " + value;
    }

    private static Kind kind(Class<?> target) {
        if (target == Integer.class || target == int.class || target == Long.class) {
            return WHOLE;
        }
        if (target == BigDecimal.class) {
            return NUMBER;
        }
        if (target == String.class) {
            return TEXT;
        }
        return Collection.class.isAssignableFrom(target) ? LIST : OBJECT;
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
