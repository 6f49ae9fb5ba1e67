package io.openclaw.waybill;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Set;

/** A parcel with its fulfillment, as it stands. */
public record Parcel(
        String parcelNo,
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String waybillStatus,
        String waybillNo,
        String carrierName,
        OffsetDateTime askedAt,
        OffsetDateTime firstScanAt,
        OffsetDateTime deliveredAt,
        Integer weightG,
        Integer lengthMm,
        Integer widthMm,
        Integer heightMm,
        String dutyType,
        String ioss,
        OffsetDateTime createdAt,
        String packageNo,
        String warehouse,
        String labelSource,
        String carrier,
        String tracker,
        String service,
        String fulfillmentStatus,
        OffsetDateTime outboundAt,
        String orderState) {

    public static final String REQUESTED = "requested";
    public static final String PENDING = "pending";
    public static final String CREATED = "created";
    public static final String UNKNOWN = "unknown";
    public static final String FAILED = "failed";
    public static final String VOID_REQUESTED = "void_requested";
    public static final String VOID = "void";

    private static final Set<String> DEAD = Set.of("cancelled", "intercepted");

    static Parcel map(ResultSet row, int n) throws SQLException {
        return new Parcel(
                row.getString("parcel_no"),
                row.getString("tenant"),
                row.getString("account"),
                row.getString("order_no"),
                row.getString("fulfillment_no"),
                row.getString("waybill_status"),
                row.getString("waybill_no"),
                row.getString("carrier_name"),
                row.getObject("asked_at", OffsetDateTime.class),
                row.getObject("first_scan_at", OffsetDateTime.class),
                row.getObject("delivered_at", OffsetDateTime.class),
                integer(row, "weight_g"),
                integer(row, "length_mm"),
                integer(row, "width_mm"),
                integer(row, "height_mm"),
                row.getString("duty_type"),
                row.getString("ioss"),
                row.getObject("created_at", OffsetDateTime.class),
                row.getString("package_no"),
                row.getString("warehouse"),
                row.getString("label_source"),
                row.getString("carrier"),
                row.getString("tracker"),
                row.getString("service"),
                row.getString("status"),
                row.getObject("outbound_at", OffsetDateTime.class),
                row.getString("order_state"));
    }

    public boolean in(String... states) {
        return Set.of(states).contains(waybillStatus);
    }

    /** Whether it is still meant to leave. */
    public boolean live() {
        return !DEAD.contains(fulfillmentStatus) && !"cancelled".equals(orderState);
    }

    /** Whether its fulfillment ended before it left. */
    public boolean ended() {
        return DEAD.contains(fulfillmentStatus);
    }

    public boolean outbound() {
        return "outbound".equals(fulfillmentStatus);
    }

    /** Who makes the label: the account whose numbers these are. */
    String labelMaker() {
        return switch (labelSource) {
            case "carrier" -> carrier;
            case "warehouse" -> warehouse;
            default -> account;
        };
    }

    private static Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
