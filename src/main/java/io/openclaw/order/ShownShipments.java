package io.openclaw.order;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What a platform shows of an order's shipments, some of which are cancelled there: the data of {@code order.shipments_shown}.
 *
 * @param cancelled those that count no more
 * @param shown the others, by line
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ShownShipments(
        String tenant,
        String account,
        String orderNo,
        List<OrderDocument.CancelledShipment> cancelled,
        List<Shown> shown) {

    /** Units of a line that a shipment holds. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Shown(String platformLineId, String ref, List<String> numbers, int quantity) {}

    static ShownShipments of(String tenant, String account, String orderNo, OrderDocument stated) {
        return new ShownShipments(
                tenant,
                account,
                orderNo,
                stated.cancelledShipments(),
                stated.lines().stream()
                        .flatMap(line -> line.departures().stream()
                                .map(departure -> new Shown(
                                        line.platformLineId(),
                                        departure.ref(),
                                        departure.numbers(),
                                        departure.quantity())))
                        .toList());
    }
}
