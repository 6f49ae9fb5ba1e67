package io.openclaw.order.view;

import io.openclaw.order.view.OrderView.EventView;
import io.openclaw.order.view.OrderView.FulfillmentLineView;
import io.openclaw.order.view.OrderView.FulfillmentView;
import io.openclaw.order.view.OrderView.NumberView;
import io.openclaw.order.view.OrderView.ParcelView;
import io.openclaw.store.Sql;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Fulfillments of orders with their parcels, numbers and tracking events, read from the tables of the rooms that own them. */
@Component
public class FulfillmentViews {

    private final JdbcClient jdbc;
    private final Sql sql = Sql.of("order-view");

    public FulfillmentViews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By order number; a merged fulfillment stands under each of its orders. */
    Grouped<FulfillmentView> of(Collection<String> orderNos) {
        List<Head> heads = new ArrayList<>();
        read("fulfillments", "order_nos", orderNos, row -> heads.add(head(row)));
        Set<String> numbers = new LinkedHashSet<>();
        heads.forEach(head -> numbers.add(head.fulfillmentNo()));
        Grouped<FulfillmentLineView> lines = lines(numbers);
        Grouped<ParcelView> parcels = parcels(numbers);
        Grouped<FulfillmentView> fulfillments = new Grouped<>();
        heads.forEach(head -> fulfillments.add(
                head.orderNo(),
                new FulfillmentView(
                        head.fulfillmentNo(),
                        head.warehouse(),
                        head.labelSource(),
                        head.carrier(),
                        head.service(),
                        head.status(),
                        head.decision(),
                        lines.of(head.fulfillmentNo()),
                        parcels.of(head.fulfillmentNo()))));
        return fulfillments;
    }

    /** A fulfillment, as one of its orders has it. */
    private record Head(
            String orderNo,
            String fulfillmentNo,
            String warehouse,
            String labelSource,
            String carrier,
            String service,
            String status,
            String decision) {}

    private static Head head(ResultSet row) throws SQLException {
        return new Head(
                row.getString("order_no"),
                row.getString("fulfillment_no"),
                row.getString("warehouse"),
                row.getString("label_source"),
                row.getString("carrier"),
                row.getString("service"),
                row.getString("status"),
                row.getString("decision"));
    }

    private Grouped<FulfillmentLineView> lines(Collection<String> fulfillmentNos) {
        Grouped<FulfillmentLineView> lines = new Grouped<>();
        read(
                "fulfillment-lines",
                "fulfillment_nos",
                fulfillmentNos,
                row -> lines.add(
                        row.getString("fulfillment_no"),
                        new FulfillmentLineView(
                                row.getString("order_no"),
                                row.getInt("line_no"),
                                row.getString("sku"),
                                row.getInt("quantity"))));
        return lines;
    }

    /** A parcel before its numbers and events are known. */
    private record Box(String fulfillmentNo, ParcelView parcel) {}

    private Grouped<ParcelView> parcels(Collection<String> fulfillmentNos) {
        List<Box> boxes = new ArrayList<>();
        read("parcels", "fulfillment_nos", fulfillmentNos, row -> boxes.add(box(row)));
        List<String> parcelNos =
                boxes.stream().map(box -> box.parcel().parcelNo()).toList();
        Grouped<NumberView> numbers = new Grouped<>();
        read(
                "numbers",
                "parcel_nos",
                parcelNos,
                row -> numbers.add(
                        row.getString("parcel_no"), new NumberView(row.getString("role"), row.getString("number"))));
        Grouped<EventView> events = new Grouped<>();
        read("events", "parcel_nos", parcelNos, row -> events.add(row.getString("parcel_no"), event(row)));
        Grouped<ParcelView> parcels = new Grouped<>();
        boxes.forEach(box -> {
            String parcelNo = box.parcel().parcelNo();
            parcels.add(box.fulfillmentNo(), box.parcel().with(numbers.of(parcelNo), events.of(parcelNo)));
        });
        return parcels;
    }

    private static Box box(ResultSet row) throws SQLException {
        return new Box(
                row.getString("fulfillment_no"),
                new ParcelView(
                        row.getString("parcel_no"),
                        row.getString("waybill_status"),
                        row.getString("waybill_no"),
                        List.of(),
                        labelUrl(row),
                        row.getString("milestone"),
                        OrderViews.instant(row, "milestone_at"),
                        row.getString("sub_status"),
                        row.getString("reason"),
                        OrderViews.instant(row, "first_scan_at"),
                        OrderViews.instant(row, "delivered_at"),
                        List.of()));
    }

    private static EventView event(ResultSet row) throws SQLException {
        return new EventView(
                OrderViews.instant(row, "occurred_at"),
                row.getString("time_source"),
                row.getString("raw_time"),
                row.getString("milestone"),
                row.getString("reason"),
                row.getString("code"),
                row.getString("description"),
                row.getString("location"),
                row.getInt("leg") == 0);
    }

    private static String labelUrl(ResultSet row) throws SQLException {
        String waybillNo = row.getString("waybill_no");
        if (waybillNo == null || row.getInt("labels") == 0) {
            return null;
        }
        return "/api/v2.1/waybills/"
                + URLEncoder.encode(waybillNo, StandardCharsets.UTF_8).replace("+", "%20") + "/label";
    }

    private void read(String name, String by, Collection<String> numbers, RowCallbackHandler handler) {
        if (!numbers.isEmpty()) {
            jdbc.sql(sql.get(name)).param(by, numbers).query(handler);
        }
    }
}
