package io.openclaw.sourcing.fulfillment;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was taken back of an order's fulfillments, and what has to follow.
 *
 * @param plan whether the order is to be planned now
 * @param cancelled fulfillments that are no more
 * @param toVoid fulfillments whose label was asked for: the carrier has to void it before anything is taken back
 * @param freed stock of which channels may sell more again, or less, where a fulfillment took in what was added
 * @param tooLate the change that came after the label, at most one: then nothing was touched
 * @param drift shipments the books cannot follow, or that ended before all of it had left; somebody has to look
 * @param findings what was to be picked and was not found
 */
public record Withdrawal(
        String orderNo,
        boolean plan,
        List<FulfillmentRef> cancelled,
        List<FulfillmentRef> toVoid,
        List<StockChange> freed,
        List<TooLate> tooLate,
        List<Drift> drift,
        List<StockFinding> findings) {

    /** Where nothing was short. */
    Withdrawal(
            String orderNo,
            boolean plan,
            List<FulfillmentRef> cancelled,
            List<FulfillmentRef> toVoid,
            List<StockChange> freed,
            List<TooLate> tooLate,
            List<Drift> drift) {
        this(orderNo, plan, cancelled, toVoid, freed, tooLate, drift, List.of());
    }

    /** Nothing happened and nothing has to follow. */
    public static Withdrawal none(String orderNo) {
        return new Withdrawal(orderNo, false, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** This, and what was done after it: whether to plan is the later word. */
    Withdrawal and(Withdrawal later) {
        return new Withdrawal(
                orderNo,
                later.plan,
                joined(cancelled, later.cancelled),
                joined(toVoid, later.toVoid),
                joined(freed, later.freed),
                joined(tooLate, later.tooLate),
                joined(drift, later.drift),
                joined(findings, later.findings));
    }

    /** This, and a change that came too late; whether to plan stays as it is. */
    Withdrawal withTooLate(List<TooLate> more) {
        return new Withdrawal(orderNo, plan, cancelled, toVoid, freed, joined(tooLate, more), drift, findings);
    }

    /** This, and units that have left and are not wanted any more. */
    Withdrawal withDrift(List<Drift> more) {
        return new Withdrawal(orderNo, plan, cancelled, toVoid, freed, tooLate, joined(drift, more), findings);
    }

    private static <T> List<T> joined(List<T> first, List<T> then) {
        List<T> all = new ArrayList<>(first);
        all.addAll(then);
        return List.copyOf(all);
    }

    /** Nothing was taken back; the order is to be planned, or not. */
    static Withdrawal planning(String orderNo, boolean plan) {
        return new Withdrawal(orderNo, plan, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /**
     * The data of {@code order.changed_after_label}.
     *
     * @param changed the parts of the order that differ; {@code test} where it became one
     * @param message for people, where more is to be said than that it changed; else null
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record TooLate(
            String tenant,
            String account,
            String orderNo,
            String fulfillmentNo,
            String parcelNo,
            List<String> changed,
            String message) {

        /**
         * @param against why it is not to leave as it is ({@link OrderRows#notToLeave}, {@code address})
         * @param more what else its labels differ in, in whole sentences
         */
        static TooLate of(
                OrderRows.Head head,
                FulfillmentRef first,
                List<String> changed,
                List<String> against,
                List<String> more) {
            List<String> sentences = new ArrayList<>();
            if (!against.isEmpty()) {
                sentences.add("The order "
                        + against.stream().map(TooLate::words).collect(Collectors.joining(" and "))
                        + ", but its label is made: " + first.fulfillmentNo() + " leaves " + first.warehouse()
                        + " unless it is stopped");
            }
            sentences.addAll(more);
            return new TooLate(
                    head.tenant(),
                    head.account(),
                    head.orderNo(),
                    first.fulfillmentNo(),
                    first.parcelNo(),
                    changed,
                    sentences.isEmpty() ? null : String.join(". ", sentences));
        }

        /** It has left for the former address. */
        static TooLate left(OrderRows.Head head, FulfillmentRef ref) {
            return new TooLate(
                    head.tenant(),
                    head.account(),
                    head.orderNo(),
                    ref.fulfillmentNo(),
                    ref.parcelNo(),
                    List.of("address"),
                    "The order " + words("address") + ", and " + ref.fulfillmentNo() + " has left " + ref.warehouse()
                            + " for the former one: have the carrier turn it back, or agree with the buyer");
        }

        /** What speaks against an order's label ({@link OrderRows#notToLeave}), and its address, as said of the order. */
        static String words(String against) {
            return switch (against) {
                case "address" -> "has another address than its label";
                case "test" -> "is marked as a test";
                case "risk" -> "is doubted by its platform";
                case "merchant_hold" -> "is on hold at the shop";
                default -> "is not paid (any more)";
            };
        }
    }

    /**
     * A shipment the books cannot follow: the data of {@code case.due}.
     *
     * @param cause stock_drift; surplus_shipped where more left than the order wants
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Drift(
            String tenant,
            String account,
            String orderNo,
            String fulfillmentNo,
            String parcelNo,
            String cause,
            String message) {

        /** Units the books cannot follow. */
        static Drift of(FulfillmentRef ref, String message) {
            return new Drift(
                    ref.tenant(),
                    ref.account(),
                    ref.orderNo(),
                    ref.fulfillmentNo(),
                    ref.parcelNo(),
                    "stock_drift",
                    message);
        }
    }
}
