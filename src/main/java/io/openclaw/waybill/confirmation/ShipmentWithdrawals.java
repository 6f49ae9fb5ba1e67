package io.openclaw.waybill.confirmation;

import io.openclaw.effect.Effects;
import io.openclaw.order.ActionRefusedException;
import io.openclaw.store.Sql;
import io.openclaw.waybill.OrderFacts;
import io.openclaw.waybill.Parcel;
import io.openclaw.waybill.ParcelNumber;
import io.openclaw.waybill.Parcels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Shipments the hub told a platform of and somebody cancelled there. The hub tells them again when a person asks for it, and never by itself:
 * it cannot know why they were cancelled.
 *
 * <p>A cancelled shipment is told of once, under the platform's id of it; it is open until the platform shows all of the
 * fulfillment again, or somebody has it confirmed again. Works in the caller's transaction.
 */
@Component("shipmentWithdrawals")
public class ShipmentWithdrawals {

    static final String CANCELLED = "shipment-cancelled";
    private static final String REASON = "confirmation_cancelled";
    private static final int REF_WIDTH = 120;

    private final JdbcClient jdbc;
    private final Parcels parcels;
    private final OrderFacts orders;
    private final Effects effects;
    private final Confirmations confirmations;
    private final Sql sql = Sql.of("waybill");

    public ShipmentWithdrawals(
            JdbcClient jdbc, Parcels parcels, OrderFacts orders, Effects effects, Confirmations confirmations) {
        this.jdbc = jdbc;
        this.parcels = parcels;
        this.orders = orders;
        this.effects = effects;
        this.confirmations = confirmations;
    }

    /**
     * What is new of a fulfillment.
     *
     * @param event shipment.unconfirmed or shipment.reconfirmed
     */
    public record News(String event, ShipmentFact fact) {}

    /**
     * Compares what the platform shows with what it was told.
     *
     * @param seen the data of {@code order.shipments_shown}
     */
    public List<News> review(String orderNo, Map<String, Object> seen) {
        List<News> news = new ArrayList<>();
        List<String> of = jdbc.sql(sql.get("fulfillments-of-order"))
                .param("order_no", orderNo)
                .query((row, n) -> row.getString("parcel_no"))
                .list();
        for (String parcelNo : of) {
            review(parcels.lock(parcelNo), seen).ifPresent(news::add);
        }
        return news;
    }

    private Optional<News> review(Parcel parcel, Map<String, Object> seen) {
        if (!confirmations.reported(parcel)) {
            return Optional.empty();
        }
        Set<String> own = own(parcel);
        boolean complete = complete(parcel, seen, own);
        List<Map<?, ?>> cancelled = maps(seen, "cancelled").stream()
                .filter(shipment -> bears(shipment, own))
                .toList();
        if (complete) {
            return confirmedAgain(parcel, seen, own);
        }
        if (cancelled.isEmpty() || !wanted(parcel)) {
            return Optional.empty();
        }
        List<Map<?, ?>> fresh = cancelled.stream()
                .filter(shipment -> effects.claim(
                                parcel.account(), CANCELLED, reference(parcel, shipment), parcel.orderNo())
                        .fresh())
                .toList();
        return fresh.isEmpty() ? Optional.empty() : Optional.of(new News("shipment.unconfirmed", fact(parcel, fresh)));
    }

    private Optional<News> confirmedAgain(Parcel parcel, Map<String, Object> seen, Set<String> own) {
        List<String> open = open(parcel);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        end(parcel, open);
        String refs = maps(seen, "shown").stream()
                .filter(shipment -> bears(shipment, own) && shipment.get("ref") != null)
                .map(shipment -> shipment.get("ref").toString())
                .distinct()
                .collect(Collectors.joining(","));
        confirmations.adopt(parcel, refs.isEmpty() ? null : refs);
        return Optional.of(new News("shipment.reconfirmed", fact(parcel, List.of())));
    }

    /**
     * Has a fulfillment told again because a person says so: what the platform shows of it is looked at first, as after a try without an answer.
     *
     * @return the data of {@code shipment.due}
     * @throws ActionRefusedException where nothing of it can be told
     */
    public ShipmentFact confirmAgain(String fulfillmentNo) {
        List<Parcel> labelled = parcels.labelled(fulfillmentNo);
        if (labelled.isEmpty()
                || !confirmations.look(labelled.get(0).parcelNo()).mayBe()) {
            throw new ActionRefusedException(
                    "nothing_to_confirm",
                    "nothing of fulfillment " + fulfillmentNo
                            + " is the hub's to confirm: it has no number, was cancelled, or the account's steps leave it to somebody else",
                    "confirm it at the platform (confirm_by_hand), or close the case with a note");
        }
        Parcel parcel = parcels.lock(labelled.get(0).parcelNo());
        end(parcel, open(parcel));
        confirmations.reopen(parcel);
        return fact(parcel, List.of());
    }

    private void end(Parcel parcel, List<String> references) {
        references.forEach(reference -> effects.done(parcel.account(), CANCELLED, reference, null));
    }

    private List<String> open(Parcel parcel) {
        return effects.open(parcel.account(), CANCELLED, parcel.orderNo()).stream()
                .filter(reference -> reference.startsWith(ShipmentConfirmation.prefix(parcel.fulfillmentNo())))
                .toList();
    }

    /** Everything the platform may know the fulfillment by: its own ids, and every number that the parcels bear or bore. */
    private Set<String> own(Parcel parcel) {
        Set<String> own = new HashSet<>(confirmations.refs(parcel));
        parcels.of(parcel.fulfillmentNo()).stream()
                .flatMap(one -> Stream.concat(
                        Stream.ofNullable(one.waybillNo()),
                        parcels.numbers(one.parcelNo()).stream().map(ParcelNumber::number)))
                .forEach(own::add);
        return own;
    }

    /** Whether shipments that are not cancelled hold all the units the platform was told of. */
    private boolean complete(Parcel parcel, Map<String, Object> seen, Set<String> own) {
        return orders.shippedBy(parcel.fulfillmentNo()).stream()
                .filter(line -> line.orderNo().equals(parcel.orderNo()) && line.platformLineId() != null)
                .allMatch(line -> maps(seen, "shown").stream()
                                .filter(shown -> line.platformLineId().equals(shown.get("platform_line_id"))
                                        && bears(shown, own))
                                .mapToInt(shown -> ((Number) shown.get("quantity")).intValue())
                                .sum()
                        >= line.quantity());
    }

    /** Of what is cancelled or delivered nobody confirms anything. */
    private boolean wanted(Parcel parcel) {
        return confirmations.wanted(parcel.parcelNo())
                && jdbc.sql(sql.get("undelivered"))
                                .param("fulfillment_no", parcel.fulfillmentNo())
                                .query(Integer.class)
                                .single()
                        > 0;
    }

    private static boolean bears(Map<?, ?> shipment, Set<String> own) {
        return (shipment.get("ref") != null && own.contains(shipment.get("ref").toString()))
                || numbers(shipment).stream().anyMatch(own::contains);
    }

    private static List<String> numbers(Map<?, ?> shipment) {
        return shipment.get("numbers") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static List<Map<?, ?>> maps(Map<String, Object> seen, String name) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (seen.get(name) instanceof List<?> list) {
            list.forEach(each -> maps.add((Map<?, ?>) each));
        }
        return maps;
    }

    private static String reference(Parcel parcel, Map<?, ?> shipment) {
        Object ref = shipment.get("ref");
        String name = ref == null ? String.join(",", numbers(shipment)) : ref.toString();
        return ShipmentConfirmation.prefix(parcel.fulfillmentNo())
                + (name.length() <= REF_WIDTH ? name : name.substring(0, REF_WIDTH));
    }

    private ShipmentFact fact(Parcel parcel, List<Map<?, ?>> cancelled) {
        List<String> numbers = cancelled.stream()
                .flatMap(shipment -> numbers(shipment).stream())
                .distinct()
                .toList();
        String refs = cancelled.stream()
                .map(shipment -> String.valueOf(shipment.get("ref")))
                .collect(Collectors.joining(", "));
        String message = parcel.account() + " shows the shipment " + refs + " of fulfillment " + parcel.fulfillmentNo()
                + " as cancelled, which it was told of with number " + String.join(", ", numbers)
                + "; the hub does not tell it again by itself: retry_confirm has it told again";
        return new ShipmentFact(
                parcel.tenant(),
                parcel.account(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                numbers.isEmpty() ? parcel.waybillNo() : numbers.get(0),
                numbers.isEmpty() ? null : numbers,
                cancelled.isEmpty() ? null : REASON,
                cancelled.isEmpty() ? null : message);
    }
}
