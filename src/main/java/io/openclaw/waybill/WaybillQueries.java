package io.openclaw.waybill;

import io.openclaw.store.Sql;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks waybills up by any number that a parcel has or had. */
@Component
public class WaybillQueries {

    private final JdbcClient jdbc;
    private final Parcels parcels;
    private final Labels labels;
    private final Sql sql = Sql.of("waybill");

    public WaybillQueries(JdbcClient jdbc, Parcels parcels, Labels labels) {
        this.jdbc = jdbc;
        this.parcels = parcels;
        this.labels = labels;
    }

    /** The waybill of that number; of the newest parcel where several had it. */
    public Optional<WaybillView> find(String tenant, String number) {
        return parcel(tenant, number).map(this::view);
    }

    /** Its label, newest version; empty when the number is not known or no label has come yet. */
    public Optional<Labels.Version> label(String tenant, String number) {
        return parcel(tenant, number).flatMap(parcel -> labels.latest(parcel.parcelNo()));
    }

    private Optional<Parcel> parcel(String tenant, String number) {
        return jdbc
                .sql(sql.get("parcels-by-number"))
                .param("tenant", tenant)
                .param("number", ParcelNumber.plain(number))
                .query(String.class)
                .list()
                .stream()
                .findFirst()
                .flatMap(parcels::find);
    }

    private WaybillView view(Parcel parcel) {
        Optional<Labels.Version> label = labels.latest(parcel.parcelNo());
        String number = parcel.waybillNo();
        return new WaybillView(
                number,
                parcel.parcelNo(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.account(),
                parcel.warehouse(),
                parcel.labelSource(),
                parcel.carrierName() == null ? parcel.carrier() : parcel.carrierName(),
                parcel.service(),
                parcel.waybillStatus(),
                parcels.numbers(parcel.parcelNo()).stream()
                        .map(n -> new WaybillView.Number(n.role(), n.number()))
                        .toList(),
                label.isEmpty() || number == null
                        ? null
                        : "/api/v2.1/waybills/" + URLEncoder.encode(number, StandardCharsets.UTF_8) + "/label",
                label.map(Labels.Version::version).orElse(null));
    }
}
