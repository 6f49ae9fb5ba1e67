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
import java.util.Collection;
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
        Grouped<FulfillmentLineView> lines = new Grouped<>();
        read(
                "fulfillment-lines",
                orderNos,
                row -> lines.add(
                        row.getString("fulfillment_no"),
                        new FulfillmentLineView(
                                row.getString("order_no"),
                                row.getInt("line_no"),
                                row.getString("sku"),
                                row.getInt("quantity"))));
        Grouped<ParcelView> parcels = parcels(orderNos);
        Grouped<FulfillmentView> fulfillments = new Grouped<>();
        read("fulfillments", orderNos, row -> {
            String fulfillmentNo = row.getString("fulfillment_no");
            fulfillments.add(
                    row.getString("order_no"),
                    new FulfillmentView(
                            fulfillmentNo,
                            row.getString("warehouse"),
                            row.getString("label_source"),
                            row.getString("carrier"),
                            row.getString("service"),
                            row.getString("status"),
                            row.getString("decision"),
                            lines.of(fulfillmentNo),
                            parcels.of(fulfillmentNo)));
        });
        return fulfillments;
    }

    private Grouped<ParcelView> parcels(Collection<String> orderNos) {
        Grouped<NumberView> numbers = new Grouped<>();
        read(
                "numbers",
                orderNos,
                row -> numbers.add(
                        row.getString("parcel_no"), new NumberView(row.getString("role"), row.getString("number"))));
        Grouped<EventView> events = new Grouped<>();
        read("events", orderNos, row -> events.add(row.getString("parcel_no"), event(row)));
        Grouped<ParcelView> parcels = new Grouped<>();
        read("parcels", orderNos, row -> {
            String parcelNo = row.getString("parcel_no");
            parcels.add(
                    row.getString("fulfillment_no"),
                    new ParcelView(
                            parcelNo,
                            row.getString("waybill_status"),
                            row.getString("waybill_no"),
                            numbers.of(parcelNo),
                            labelUrl(row),
                            row.getString("milestone"),
                            OrderViews.instant(row, "milestone_at"),
                            row.getString("sub_status"),
                            row.getString("reason"),
                            OrderViews.instant(row, "first_scan_at"),
                            OrderViews.instant(row, "delivered_at"),
                            events.of(parcelNo)));
        });
        return parcels;
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
                row.getString("location"));
    }

    private static String labelUrl(ResultSet row) throws SQLException {
        String waybillNo = row.getString("waybill_no");
        if (waybillNo == null || row.getInt("labels") == 0) {
            return null;
        }
        return "/api/v2.1/waybills/"
                + URLEncoder.encode(waybillNo, StandardCharsets.UTF_8).replace("+", "%20") + "/label";
    }

    private void read(String name, Collection<String> orderNos, RowCallbackHandler handler) {
        jdbc.sql(sql.get(name)).param("order_nos", orderNos).query(handler);
    }
}
