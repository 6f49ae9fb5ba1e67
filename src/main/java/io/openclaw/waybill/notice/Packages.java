package io.openclaw.waybill.notice;

import io.openclaw.order.OrderTouch;
import io.openclaw.store.Sql;
import io.openclaw.waybill.Parcel;
import io.openclaw.waybill.Parcels;
import io.openclaw.waybill.Promises;
import io.openclaw.waybill.WaybillFact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which parcel a package is that a warehouse with labels of its own reports. The warehouse decides in how many packages it
 * ships: one that is in no parcel yet becomes a further parcel, and parcels that nothing was packed for end with the departure.
 * Called inside the caller's transaction, with the order locked.
 */
@Component
public class Packages {

    /** Why a parcel of a shipment that has left is void: no other parcel's case ends with it. */
    private static final String NOT_PACKED = "not_packed";

    private final JdbcClient jdbc;
    private final Promises promises;
    private final Parcels parcels;
    private final OrderTouch orders;
    private final Sql sql = Sql.of("waybill");

    public Packages(JdbcClient jdbc, Promises promises, Parcels parcels, OrderTouch orders) {
        this.jdbc = jdbc;
        this.promises = promises;
        this.parcels = parcels;
        this.orders = orders;
    }

    /**
     * The parcel of a package, made where there is none. It is known by our number, by the warehouse's name of it, or by a
     * waybill number it bears or bore; otherwise it is the next parcel that has no number yet. Two names are two packages,
     * whatever number they bear.
     *
     * @param any a parcel of the fulfillment
     * @throws UnclearNoticeException when the notice has a single number that may belong to several parcels, or a parcel_no
     *     that is none of this fulfillment
     */
    Parcel parcel(Parcel any, ReportedPackage reported) {
        List<Parcel> all = parcels.of(any.fulfillmentNo());
        Parcel holder = named(all, reported)
                .or(() -> first(
                        all,
                        one -> reported.packageNo() != null
                                && reported.packageNo().equals(one.packageNo())))
                .or(() -> first(all, one -> mayBe(one, reported) && bears(one, reported.waybillNo())))
                .or(() -> first(all, one -> mayBe(one, reported) && waits(one)))
                .or(() -> renumbered(all, reported))
                .orElseGet(() -> further(all, reported));
        keep(holder, reported);
        return holder;
    }

    /**
     * Ends the parcels of a fulfillment that has left, or was to, for which nothing was packed: the warehouse shipped in fewer
     * packages than was thought. As long as no package is known, their numbers may still come.
     *
     * @return each that ended, to be told
     */
    List<WaybillFact> dropEmpty(Parcel any) {
        List<Parcel> all = parcels.of(any.fulfillmentNo());
        if (!any.outbound() || all.stream().allMatch(one -> one.waybillNo() == null)) {
            return List.of();
        }
        List<Parcel> ended =
                all.stream().filter(Packages::waits).filter(parcels::voided).toList();
        ended.forEach(one -> orders.touch(one.orderNo()));
        return ended.stream()
                .map(one -> WaybillFact.of(one, WaybillFact.VOIDED).because(NOT_PACKED, null))
                .toList();
    }

    private static Optional<Parcel> first(List<Parcel> all, Predicate<Parcel> is) {
        return all.stream().filter(is).findFirst();
    }

    private static Optional<Parcel> named(List<Parcel> all, ReportedPackage reported) {
        Optional<Parcel> named = first(all, one -> one.parcelNo().equals(reported.parcelNo()));
        if (reported.parcelNo() != null && named.isEmpty()) {
            throw new UnclearNoticeException("parcel_no " + reported.parcelNo() + " is none of "
                    + all.get(0).fulfillmentNo() + "; report one of its parcels, or leave parcel_no out");
        }
        return named;
    }

    /** Not where the warehouse has another name for it. */
    private static boolean mayBe(Parcel parcel, ReportedPackage reported) {
        return parcel.packageNo() == null
                || reported.packageNo() == null
                || parcel.packageNo().equals(reported.packageNo());
    }

    private boolean bears(Parcel parcel, String number) {
        return number.equals(parcel.waybillNo())
                || parcels.numbers(parcel.parcelNo()).stream()
                        .anyMatch(known -> known.number().equals(number));
    }

    /** Without a number; one that ended because nothing was packed for it does not come back. */
    private static boolean waits(Parcel parcel) {
        return parcel.waybillNo() == null && (!parcel.in(Parcel.VOID) || !parcel.live());
    }

    /** A single number that is new and takes the place of the one there is. */
    private static Optional<Parcel> renumbered(List<Parcel> all, ReportedPackage reported) {
        if (!reported.single()) {
            return Optional.empty();
        }
        List<Parcel> numbered =
                all.stream().filter(one -> one.waybillNo() != null).toList();
        if (numbered.size() > 1) {
            throw new UnclearNoticeException("waybill_no " + reported.waybillNo() + " of "
                    + numbered.get(0).fulfillmentNo()
                    + " belongs to one of several parcels; report it in packages, with"
                    + " the package_no or parcel_no of the one it is");
        }
        return numbered.stream().findFirst();
    }

    private Parcel further(List<Parcel> all, ReportedPackage reported) {
        Parcel beside = all.get(0);
        String prefix = beside.fulfillmentNo() + "-P";
        int last = all.stream()
                .mapToInt(one -> Integer.parseInt(one.parcelNo().substring(prefix.length())))
                .max()
                .orElseThrow();
        String parcelNo = prefix + (last + 1);
        jdbc.sql(sql.get("parcel-further"))
                .param("parcel_no", parcelNo)
                .param("beside", beside.parcelNo())
                .param("status", beside.live() || beside.outbound() ? Parcel.REQUESTED : Parcel.VOID_REQUESTED)
                .param("at", parcels.now())
                .update();
        return parcels.get(parcelNo);
    }

    private void keep(Parcel parcel, ReportedPackage reported) {
        if (reported.single()) {
            return;
        }
        jdbc.sql(sql.get("parcel-packed"))
                .param("parcel_no", parcel.parcelNo())
                .param("package_no", reported.packageNo())
                .param("weight_g", reported.weightG())
                .param("at", parcels.now())
                .update();
        if (!reported.units().isEmpty()) {
            contents(parcel, reported.units());
        }
    }

    private void contents(Parcel parcel, Map<String, Integer> units) {
        jdbc.sql(sql.get("parcel-lines-delete"))
                .param("parcel_no", parcel.parcelNo())
                .update();
        Map<String, Integer> left = new LinkedHashMap<>(
                promises.of(parcel.fulfillmentNo()).soldOf(units).orElse(units));
        for (Map<String, Object> line : jdbc.sql(sql.get("fulfillment-lines-plain"))
                .param("fulfillment_no", parcel.fulfillmentNo())
                .query()
                .listOfRows()) {
            String sku = (String) line.get("sku");
            int quantity = Math.min(((Number) line.get("quantity")).intValue(), left.getOrDefault(sku, 0));
            if (quantity > 0) {
                left.merge(sku, -quantity, Integer::sum);
                jdbc.sql(sql.get("parcel-line-insert"))
                        .param("parcel_no", parcel.parcelNo())
                        .param("order_no", line.get("order_no"))
                        .param("line_no", line.get("line_no"))
                        .param("sku", sku)
                        .param("quantity", quantity)
                        .update();
            }
        }
    }
}
