package io.openclaw.order.view;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Reads an order's events as steps of the chain. */
final class Timeline {

    private static final List<String> TOLD = List.of(
            "change",
            "changed",
            "differs",
            "holds",
            "skus",
            "fulfillment_no",
            "parcel_no",
            "warehouse",
            "carrier",
            "waybill_no",
            "milestone",
            "flags",
            "cause",
            "action",
            "effect",
            "severity",
            "status",
            "reason",
            "message",
            "by");

    private Timeline() {}

    /** The stage of the chain an event belongs to, named as its route is. */
    static String stage(String type) {
        String subject = type.substring(0, Math.max(0, type.indexOf('.')));
        return switch (subject) {
            case "waybill", "shipment" -> "waybill-generation";
            case "tracking", "return" -> "logistics-callback";
            case "exception", "case" -> "exception-sync";
            case "fulfillment" ->
                List.of("fulfillment.shipped", "fulfillment.left_in_part").contains(type)
                        ? "logistics-callback"
                        : "stock-deduction";
            case "order" ->
                switch (type) {
                    case "order.backordered", "order.served" -> "stock-deduction";
                    case "order.delivered", "order.delivered_off_label" -> "logistics-callback";
                    case "order.changed_after_label", "order.agrees_with_label" -> "exception-sync";
                    default -> "order-creation";
                };
            default -> subject;
        };
    }

    /** The codes an event bears, as {@code name value; name value}. Nothing in an event is personal. */
    static String detail(Map<?, ?> data) {
        StringJoiner detail = new StringJoiner("; ");
        for (String name : TOLD) {
            Object value = data.get(name);
            if (value instanceof List<?> list) {
                value = list.isEmpty()
                        ? null
                        : String.join(", ", list.stream().map(String::valueOf).toList());
            }
            if (value != null && !value.toString().isBlank()) {
                detail.add(name + " " + value);
            }
        }
        return detail.toString();
    }
}
