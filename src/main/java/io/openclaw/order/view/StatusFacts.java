package io.openclaw.order.view;

import io.openclaw.order.OrderStatus;
import io.openclaw.order.OrderStatus.Facts;
import io.openclaw.order.OrderStatus.FulfillmentFacts;
import io.openclaw.order.OrderStatus.ParcelFacts;
import io.openclaw.store.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what {@link OrderStatus} is derived from, for many orders at once. */
@Component
public class StatusFacts {

    private final JdbcClient jdbc;
    private final Sql sql = Sql.of("order-view");

    public StatusFacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The present status of one order. */
    public Optional<OrderStatus> status(String orderNo) {
        return Optional.ofNullable(statuses(List.of(orderNo)).get(orderNo));
    }

    /** The present statuses of the known ones among these orders. */
    public Map<String, OrderStatus> statuses(Collection<String> orderNos) {
        if (orderNos.isEmpty()) {
            return Map.of();
        }
        Grouped<String> holds = new Grouped<>();
        query("facts-holds", orderNos, row -> holds.add(row.getString("order_no"), row.getString("code")));
        Grouped<FulfillmentFacts> fulfillments = fulfillments(orderNos);
        Map<String, Units> units = units(orderNos);
        Map<String, OrderStatus> statuses = new HashMap<>();
        query("facts-orders", orderNos, row -> {
            String orderNo = row.getString("order_no");
            Units all = units.getOrDefault(orderNo, Units.NONE);
            statuses.put(
                    orderNo,
                    OrderStatus.of(new Facts(
                            row.getString("state"),
                            row.getString("allocation"),
                            all.wanted(),
                            all.unserved(),
                            all.left(),
                            all.returned(),
                            holds.of(orderNo),
                            fulfillments.of(orderNo))));
        });
        return statuses;
    }

    /** Over the lines of an order. */
    private record Units(int wanted, int unserved, int left, int returned) {

        static final Units NONE = new Units(0, 0, 0, 0);

        Units and(Units line) {
            return new Units(
                    wanted + line.wanted, unserved + line.unserved, left + line.left, returned + line.returned);
        }
    }

    private Map<String, Units> units(Collection<String> orderNos) {
        Map<String, Units> units = new HashMap<>();
        query("facts-lines", orderNos, row -> {
            int wanted = row.getInt("wanted");
            int fulfilled = row.getInt("fulfilled");
            int unserved =
                    row.getBoolean("requires_shipping") ? Math.max(0, wanted - fulfilled - row.getInt("served")) : 0;
            Units line = new Units(wanted, unserved, row.getInt("shipped") + fulfilled, row.getInt("returned"));
            units.merge(row.getString("order_no"), line, Units::and);
        });
        return units;
    }

    private Grouped<FulfillmentFacts> fulfillments(Collection<String> orderNos) {
        Map<String, String> statuses = new LinkedHashMap<>();
        Map<String, String> orders = new HashMap<>();
        Set<String> inPart = new HashSet<>();
        Map<String, List<ParcelFacts>> parcels = new HashMap<>();
        query("facts-fulfillments", orderNos, row -> {
            // A merged fulfillment serves several orders: it counts for each.
            String key = row.getString("order_no") + "|" + row.getString("fulfillment_no");
            statuses.put(key, row.getString("status"));
            orders.put(key, row.getString("order_no"));
            if (row.getInt("left_units") > 0 && !row.getString("status").equals("outbound")) {
                inPart.add(key);
            }
            List<ParcelFacts> of = parcels.computeIfAbsent(key, k -> new ArrayList<>());
            if (row.getString("waybill_status") != null) {
                of.add(new ParcelFacts(
                        row.getString("waybill_status"),
                        row.getString("milestone"),
                        row.getObject("first_scan_at") != null));
            }
        });
        Grouped<FulfillmentFacts> grouped = new Grouped<>();
        statuses.forEach((key, status) -> grouped.add(
                orders.get(key), new FulfillmentFacts(status, List.copyOf(parcels.get(key)), inPart.contains(key))));
        return grouped;
    }

    private void query(
            String name, Collection<String> orderNos, org.springframework.jdbc.core.RowCallbackHandler handler) {
        jdbc.sql(sql.get(name)).param("order_nos", orderNos).query(handler);
    }
}
