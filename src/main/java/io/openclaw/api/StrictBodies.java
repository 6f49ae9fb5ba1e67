package io.openclaw.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.lang.reflect.Type;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;

/**
 * Reads what callers of the open API send, to the letter of {@code /openapi.json}: a field that is not known, or a value of
 * another kind, is refused, because a statement that is half understood changes the wrong thing. Partners' documents are
 * read elsewhere, and leniently.
 */
final class StrictBodies extends MappingJackson2HttpMessageConverter {

    private static final String CALLS = StrictBodies.class.getPackageName();

    StrictBodies(ObjectMapper usual) {
        super(strict(usual.copy()));
    }

    private static ObjectMapper strict(ObjectMapper json) {
        json.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        json.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        refuse(
                json,
                LogicalType.Integer,
                CoercionInputShape.Float,
                CoercionInputShape.String,
                CoercionInputShape.EmptyString,
                CoercionInputShape.Boolean);
        // A decimal may be written as a text, lest it be rounded on its way.
        refuse(json, LogicalType.Float, CoercionInputShape.EmptyString, CoercionInputShape.Boolean);
        refuse(
                json,
                LogicalType.Textual,
                CoercionInputShape.Integer,
                CoercionInputShape.Float,
                CoercionInputShape.Boolean);
        return json;
    }

    private static void refuse(ObjectMapper json, LogicalType wanted, CoercionInputShape... sent) {
        for (CoercionInputShape shape : sent) {
            json.coercionConfigFor(wanted).setCoercion(shape, CoercionAction.Fail);
        }
    }

    @Override
    public boolean canRead(Type type, Class<?> controller, MediaType mediaType) {
        return controller != null
                && controller.getPackageName().equals(CALLS)
                && super.canRead(type, controller, mediaType);
    }

    @Override
    public boolean canWrite(Class<?> type, MediaType mediaType) {
        return false;
    }
}
