package io.openclaw.order;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
 *     cancel_request; emptied beside lines where nothing is wanted of the order any more
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
        @JsonIgnore List<ShownShipments> shipments) {

    public OrderChange(
            String tenant,
            String account,
            String platform,
            String orderNo,
            int version,
            String change,
            List<String> changed) {
        this(tenant, account, platform, orderNo, version, change, changed, List.of());
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
                        List.of(ShownShipments.of(tenant, account, orderNo, stated)));
    }
}
