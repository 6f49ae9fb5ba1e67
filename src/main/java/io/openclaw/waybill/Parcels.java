package io.openclaw.waybill;

import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows behind a waybill. Called inside the caller's transaction. */
@Component
public class Parcels {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("waybill");

    Parcels(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The parcel as it stands, which may change at once. */
    Optional<Parcel> find(String parcelNo) {
        return at("parcel", parcelNo).query(Parcel::map).optional();
    }

    public Parcel get(String parcelNo) {
        return find(parcelNo).orElseThrow(() -> new IllegalArgumentException("there is no parcel " + parcelNo));
    }

    /**
     * The parcel, held until the transaction ends: nobody cancels, buys or voids it meanwhile. The order is locked
     * before the parcel, as everywhere.
     */
    public Parcel lock(String parcelNo) {
        String orderNo = at("order-of-parcel", parcelNo)
                .query(String.class)
                .optional()
                .orElseThrow(() -> new IllegalArgumentException("there is no parcel " + parcelNo));
        lockOrder(orderNo);
        at("parcel-lock", parcelNo).query(String.class).single();
        return get(parcelNo);
    }

    void lockOrder(String orderNo) {
        jdbc.sql(sql.get("order-lock"))
                .param("order_no", orderNo)
                .query(String.class)
                .optional();
    }

    public boolean status(Parcel parcel, String status, String... from) {
        return at("waybill-status", parcel.parcelNo())
                        .param("status", status)
                        .param("from", List.of(from))
                        .param("at", now())
                        .update()
                == 1;
    }

    void asked(Parcel parcel, OffsetDateTime when) {
        at("asked", parcel.parcelNo())
                .param("asked_at", when)
                .param("at", now())
                .update();
    }

    boolean created(Parcel parcel, String status, String waybillNo, String carrierName, String... from) {
        return at("waybill-created", parcel.parcelNo())
                        .param("status", status)
                        .param("waybill_no", waybillNo)
                        .param("live_key", liveKey(parcel, waybillNo))
                        .param("carrier_name", carrierName)
                        .param("from", List.of(from))
                        .param("at", now())
                        .update()
                == 1;
    }

    public boolean voided(Parcel parcel) {
        return at("waybill-void", parcel.parcelNo()).param("at", now()).update() == 1;
    }

    void renumber(Parcel parcel, String waybillNo) {
        at("renumber", parcel.parcelNo())
                .param("waybill_no", waybillNo)
                .param("at", now())
                .update();
    }

    /** Whether goods of the order are still wanted. */
    boolean wanted(String orderNo) {
        return jdbc.sql(sql.get("order-wanted"))
                        .param("order_no", orderNo)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Another parcel whose live waybill bears that number. */
    Optional<String> otherHolder(Parcel parcel, String waybillNo) {
        return jdbc.sql(sql.get("live-holder"))
                .param("live_key", liveKey(parcel, waybillNo))
                .query(String.class)
                .optional()
                .filter(holder -> !holder.equals(parcel.parcelNo()));
    }

    public List<ParcelNumber> numbers(String parcelNo) {
        return at("numbers", parcelNo)
                .query((row, n) -> new ParcelNumber(row.getString("role"), row.getString("number")))
                .list();
    }

    /** Keeps a number; true when it was not known. */
    boolean number(Parcel parcel, ParcelNumber number) {
        return at("number-insert", parcel.parcelNo())
                        .param("role", number.role())
                        .param("number", number.number())
                        .param("at", now())
                        .update()
                == 1;
    }

    /** Further parcels of the same fulfillment that still wait for their label. */
    int unlabelled(Parcel parcel) {
        return at("parcels-unlabelled", parcel.parcelNo())
                .param("fulfillment_no", parcel.fulfillmentNo())
                .query(Integer.class)
                .single();
    }

    /** The parcels of a fulfillment, in the order they were made. */
    public List<Parcel> of(String fulfillmentNo) {
        return jdbc.sql(sql.get("parcels"))
                .param("fulfillment_no", fulfillmentNo)
                .query(Parcel::map)
                .list();
    }

    /** Parcels of an order that have a number, and it. */
    Map<String, String> numbersOfOrder(String orderNo) {
        Map<String, String> numbers = new LinkedHashMap<>();
        jdbc.sql(sql.get("labelled-of-order")).param("order_no", orderNo).query(row -> {
            numbers.put(row.getString("parcel_no"), row.getString("waybill_no"));
        });
        return numbers;
    }

    /** Those of them whose labels are there. */
    public List<Parcel> labelled(String fulfillmentNo) {
        return of(fulfillmentNo).stream()
                .filter(parcel -> parcel.in(Parcel.CREATED))
                .toList();
    }

    public OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }

    private static String liveKey(Parcel parcel, String waybillNo) {
        return parcel.labelMaker() + ":" + waybillNo;
    }

    private JdbcClient.StatementSpec at(String statement, String parcelNo) {
        return jdbc.sql(sql.get(statement)).param("parcel_no", parcelNo);
    }
}
