package io.openclaw.order;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * What an upsert did to the pool; also the data of {@code order.created}, {@code order.updated} and
 * {@code order.cancelled}. It bears no personal data.
 *
 * @param version the hub's own count of versions taken, from 1
 * @param change created, updated, cancelled, older or unchanged; only the first three have changed anything
 * @param changed which parts differ: status, payment, totals, address, buyer, notes, dates, lines, attributes,
 *     cancel_request, merchant_hold; beside lines units_removed where less of one is wanted, and emptied where nothing is wanted of the order any more
 * @param holdLifted that the seller's hold at the platform stood and is not what it was: lifted, or of fewer lines
 * @param shipments what the platform shows of the order's shipments, where some of them are cancelled there; told by itself
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OrderChange(
        String tenant,
        String account,
        String platform,
        String orderNo,
        int version,
        String change,
        List<String> changed,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean holdLifted,
        @JsonIgnore List<ShownShipments> shipments) {

    public OrderChange(
            String tenant,
            String account,
            String platform,
            String orderNo,
            int version,
            String change,
            List<String> changed) {
        this(tenant, account, platform, orderNo, version, change, changed, false, List.of());
    }

    /** The same of a version with which the seller has released what was on hold at the platform, or a part of it. */
    OrderChange liftingHold() {
        return new OrderChange(tenant, account, platform, orderNo, version, change, changed, true, shipments);
    }

    /** The same with what the version said of shipments; an older one says nothing. */
    OrderChange showing(OrderDocument stated) {
        return change.equals("older") || stated.cancelledShipments().isEmpty()
                ? this
                : new OrderChange(
                        tenant,
                        account,
                        platform,
                        orderNo,
                        version,
                        change,
                        changed,
                        holdLifted,
                        List.of(ShownShipments.of(tenant, account, orderNo, stated)));
    }
}
