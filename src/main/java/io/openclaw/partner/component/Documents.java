package io.openclaw.partner.component;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.account.Account;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.outbox.Unfit;
import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.mapping.Schemas;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Turns what a hub route holds into the canonical document of an operation and back, checked by its schema both ways. */
@Component
public class Documents {

    private static final int SHOWN = 5;
    private static final Pattern ELEMENT = Pattern.compile("\\$\\[(\\d{1,9})]");

    private final ObjectMapper mapper = Json.canonicalMapper();
    private final Schemas schemas;
    private final UnknownFields unknownFields;
    private final Map<String, Class<?>> types;

    Documents(Schemas schemas, List<OperationType> types) {
        this.schemas = schemas;
        this.unknownFields = new UnknownFields(schemas);
        this.types = types.stream()
                .collect(Collectors.toMap(type -> key(type.kind(), type.operation()), OperationType::type));
    }

    /**
     * The document an operation is asked with.
     *
     * @param body record, map, or null for an operation that needs none
     * @throws IllegalArgumentException when it is not what the schema asks: the fault is ours
     */
    Map<String, Object> in(Account.Kind kind, String operation, Object body) {
        Object plain = body == null ? Map.of() : plain(body);
        if (!(plain instanceof Map)) {
            throw new IllegalArgumentException(kind.word() + ":" + operation + " takes a record or a map, not a "
                    + body.getClass().getName());
        }
        String resource = Schemas.resource(kind.word(), operation, "in");
        List<Schemas.Violation> violations = schemas.check(resource, mapper.valueToTree(plain));
        if (!violations.isEmpty()) {
            throw new IllegalArgumentException(kind.word() + ":" + operation
                    + " was asked with a document that is not as " + resource + " has it: " + text(violations));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        ((Map<?, ?>) plain).forEach((name, value) -> document.put(String.valueOf(name), value));
        return document;
    }

    /**
     * The result of a vendor's route, in the operation's Java type where it has one.
     *
     * @param form in which the caller takes it
     * @param file the file its mapping stands in, for the hint
     * @throws NotUnderstood naming the field by its path
     */
    Object out(Account.Kind kind, String operation, Object body, ResultForm form, Supplier<String> file) {
        Object result = body == null || "".equals(body) ? Map.of() : plain(body);
        if (!(result instanceof Map) && !(result instanceof List)) {
            throw notUnderstood(
                    "$", "is a " + body.getClass().getSimpleName() + ", not a map or a list", operation, file);
        }
        String resource = Schemas.resource(kind.word(), operation, "out");
        JsonNode tree = mapper.valueToTree(result);
        List<Schemas.Violation> violations = schemas.check(resource, tree);
        if (!violations.isEmpty()) {
            if (!form.each() || !violations.stream().allMatch(violation -> element(violation) >= 0)) {
                throw notUnderstood(violations.get(0).path(), text(violations), operation, file);
            }
            result = apart((List<?>) result, violations, operation, file);
        }
        unknownFields.tell(resource, kind.word() + ":" + operation, tree, file);
        Class<?> target = form.type() != null ? form.type() : types.get(key(kind, operation));
        return target == null ? result : typed(result, target, operation, file);
    }

    /** The list with each element that is at fault replaced by what is wrong with it. */
    private static List<Object> apart(
            List<?> list, List<Schemas.Violation> violations, String operation, Supplier<String> file) {
        Map<Integer, List<Schemas.Violation>> faults =
                violations.stream().collect(Collectors.groupingBy(Documents::element));
        List<Object> judged = new ArrayList<>(list);
        faults.forEach((place, its) -> judged.set(
                place, new Unfit(list.get(place), notUnderstood(its.get(0).path(), text(its), operation, file))));
        return judged;
    }

    /** The place in a list that is at fault; -1 where the fault is not in one element. */
    private static int element(Schemas.Violation violation) {
        Matcher element = ELEMENT.matcher(violation.path());
        return element.lookingAt() ? Integer.parseInt(element.group(1)) : -1;
    }

    private Object typed(Object result, Class<?> type, String operation, Supplier<String> file) {
        if (result instanceof List<?> list) {
            List<Object> typed = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                Object element = list.get(i);
                typed.add(element instanceof Unfit ? element : typed(element, type, operation, file, "$[" + i + "]"));
            }
            return typed;
        }
        return typed(result, type, operation, file, "$");
    }

    private Object typed(Object value, Class<?> type, String operation, Supplier<String> file, String root) {
        try {
            return mapper.convertValue(value, type);
        } catch (IllegalArgumentException e) {
            String path = e.getCause() instanceof JsonMappingException mapping ? root + path(mapping) : root;
            String message = e.getCause() instanceof JsonMappingException mapping
                    ? mapping.getOriginalMessage()
                    : e.getMessage();
            throw notUnderstood(path, path + " " + message, operation, file);
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(r -> r.getFieldName() != null ? "." + r.getFieldName() : "[" + r.getIndex() + "]")
                .collect(Collectors.joining());
    }

    private Object plain(Object body) {
        if (body instanceof Map || body instanceof List) {
            return body;
        }
        try {
            if (body instanceof String text) {
                return Json.parse(text);
            }
            if (body instanceof byte[] bytes) {
                return Json.parse(bytes);
            }
        } catch (IOException e) {
            return body;
        }
        return mapper.convertValue(body, Object.class);
    }

    private static NotUnderstood notUnderstood(String path, String message, String operation, Supplier<String> file) {
        return new NotUnderstood(
                path,
                message.startsWith("$") ? message : path + " " + message,
                "what " + operation + " gives is mapped in " + file.get()
                        + ": mend the mapping there, then replay. Where the partner itself said it wrongly,"
                        + " have it said again: a corrected push counts as a new one");
    }

    private static String text(List<Schemas.Violation> violations) {
        String first = violations.stream()
                .limit(SHOWN)
                .map(violation -> violation.path() + " " + violation.message())
                .collect(Collectors.joining("; "));
        return violations.size() <= SHOWN ? first : first + "; and " + (violations.size() - SHOWN) + " more";
    }

    private static String key(Account.Kind kind, String operation) {
        return kind.word() + ":" + operation;
    }
}
