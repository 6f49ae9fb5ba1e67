package io.openclaw.waybill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What whoever makes labels says about one: the answer of {@code carrier:create-waybill}, {@code find-waybill},
 * {@code platform:get-label}, or a warehouse's notice.
 *
 * @param status created, pending or void
 * @param numbers every number given, the waybill number among them
 * @param label the document, or null where none came with it
 * @param carrierName who carries the parcel, where the answer says so
 */
public record WaybillAnswer(
        String status,
        String waybillNo,
        List<ParcelNumber> numbers,
        LabelDocument label,
        String carrierName,
        String message) {

    public WaybillAnswer {
        numbers = List.copyOf(numbers);
    }

    /**
     * Reads the canonical document; a label may come apart from it.
     *
     * @throws UnreadableLabelException where its label is not what it is said to be
     */
    public static WaybillAnswer of(Map<?, ?> answer, Map<?, ?> label) {
        String waybillNo = number(answer);
        List<ParcelNumber> numbers = new ArrayList<>();
        if (waybillNo != null) {
            numbers.add(new ParcelNumber(ParcelNumber.WAYBILL, waybillNo));
        }
        numbers(answer).stream().filter(n -> !numbers.contains(n)).forEach(numbers::add);
        Object document = label == null || label.isEmpty() ? answer.get("label") : label;
        return new WaybillAnswer(
                text(answer, "status"),
                waybillNo,
                numbers,
                document instanceof Map<?, ?> map ? LabelDocument.of(map) : null,
                text(answer, "carrier_name"),
                text(answer, "message"));
    }

    /** The numbers of a canonical document; empty ones are left out. */
    public static List<ParcelNumber> numbers(Map<?, ?> document) {
        List<ParcelNumber> numbers = new ArrayList<>();
        if (document.get("numbers") instanceof List<?> list) {
            for (Object entry : list) {
                if (entry instanceof Map<?, ?> number && ParcelNumber.plain(text(number, "number")) != null) {
                    numbers.add(new ParcelNumber(text(number, "role"), text(number, "number")));
                }
            }
        }
        return numbers;
    }

    /** A document without its label. */
    static Map<String, Object> unlabelled(Map<?, ?> document) {
        Map<String, Object> rest = new LinkedHashMap<>();
        document.forEach((name, value) -> rest.put(String.valueOf(name), value));
        rest.remove("label");
        return rest;
    }

    boolean created() {
        return Parcel.CREATED.equals(status);
    }

    Optional<String> number(String role) {
        return numbers.stream()
                .filter(n -> n.role().equals(role))
                .map(ParcelNumber::number)
                .findFirst();
    }

    /** The number a document is about, without blanks; null where it has none. */
    public static String number(Map<?, ?> document) {
        return ParcelNumber.plain(text(document, "waybill_no"));
    }

    public static String text(Map<?, ?> map, String name) {
        Object value = map.get(name);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }
}
