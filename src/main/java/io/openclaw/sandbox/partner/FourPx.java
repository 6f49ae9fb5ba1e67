package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.SandboxAccounts;
import io.openclaw.sandbox.ledger.Ids;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.sandbox.parcel.Journeys;
import io.openclaw.sandbox.parcel.LabelPrinter;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.parcel.Parcel;
import io.openclaw.sandbox.parcel.Parcels;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** 4PX's direct-shipment orders, as {@code routes/sandbox/4px.camel.yaml} serves them. */
@Component("sandboxFourPx")
public final class FourPx {

    private static final Sql SQL = Sql.of("sandbox");

    /** What 4PX knows of one consignment. */
    private record Consignment(
            String refNo,
            String consignmentNo,
            String trackingNo,
            String channelNo,
            String status,
            OffsetDateTime createdAt,
            OffsetDateTime readyAt,
            OffsetDateTime inboundAt,
            OffsetDateTime outboundAt,
            boolean held,
            Map<String, Object> request) {}

    private final PartnerStore store;
    private final Ledger ledger;
    private final Ids ids;
    private final SandboxAccounts accounts;
    private final Parcels parcels;
    private final Journeys journeys;
    private final Pace pace;
    private final LabelPrinter printer;

    public FourPx(
            PartnerStore store,
            Ledger ledger,
            Ids ids,
            SandboxAccounts accounts,
            Parcels parcels,
            Journeys journeys,
            Pace pace,
            LabelPrinter printer) {
        this.store = store;
        this.ledger = ledger;
        this.ids = ids;
        this.accounts = accounts;
        this.parcels = parcels;
        this.journeys = journeys;
        this.pace = pace;
        this.printer = printer;
    }

    /** {@code ds.xms.order.create}: one consignment per ref_no, a second create is refused. */
    public CompletionStage<PartnerCall> create(PartnerCall call) {
        Map<String, Object> request = call.json();
        String refNo = Json.text(request, "ref_no");
        call.about(refNo);
        Optional<String> missing = missing(request);
        if (missing.isPresent()) {
            return done(FourPxAnswer.refused(call, "DS000004", missing.get() + " cannot be empty", refNo));
        }
        return store.write(writing -> {
            Optional<Consignment> known =
                    writing
                            .jdbc()
                            .query(SQL.get("consignment-by-ref"), FourPx::consignment, call.account(), refNo)
                            .stream()
                            .findFirst();
            if (known.isPresent()) {
                return inProcess(known.get())
                        ? FourPxAnswer.refused(call, "DS000007", "Ref_no: " + refNo + " in processing", refNo)
                        : FourPxAnswer.refused(call, "DS000000", "ref_no already exists", refNo);
            }
            Consignment made = make(writing, call, refNo, request);
            return inProcess(made)
                    ? FourPxAnswer.refused(call, "DS000007", "Ref_no: " + refNo + " in processing", refNo)
                    : FourPxAnswer.granted(
                            call,
                            FourPxAnswer.created(made.consignmentNo(), made.trackingNo(), refNo, made.channelNo()));
        });
    }

    private Consignment make(Writing writing, PartnerCall call, String refNo, Map<String, Object> request) {
        SandboxAccount account = accounts.get(call.account());
        String product = Json.text(Json.child(request, "logistics_service_info"), "logistics_product_code");
        long id = ids.next();
        String trackingNo = "4PX" + id + "CN";
        String channelNo = listed(account, "late_channel_products", product) ? null : channelNo(id);
        OffsetDateTime now = Pace.now();
        OffsetDateTime ready = listed(account, "processing_products", product) ? pace.after(pace.after(now)) : now;
        String consignmentNo = "DS" + id;
        writing.jdbc()
                .update(
                        SQL.get("consignment"),
                        call.account(),
                        refNo,
                        consignmentNo,
                        trackingNo,
                        channelNo,
                        now,
                        ready,
                        Json.text(request));
        Map<String, Object> recipient = Json.child(request, "recipient_info");
        parcels.begin(
                writing,
                call.account(),
                trackingNo,
                refNo,
                Json.text(recipient, "country"),
                Json.text(recipient, "city"),
                journeys.to(Json.text(recipient, "post_code")));
        ledger.took(writing, call.reply(200, Map.of()), "create-waybill", refNo, trackingNo);
        return new Consignment(
                refNo, consignmentNo, trackingNo, channelNo, "P", now, ready, null, null, false, request);
    }

    /** {@code ds.xms.order.get}, by any number of the consignment. */
    public void get(PartnerCall call) {
        String number = requestNo(call);
        Optional<Consignment> found = find(store.read(), call.account(), number);
        if (found.isEmpty() || inProcess(found.get())) {
            FourPxAnswer.refused(call, "DS000017", "Order not found", number);
        } else {
            Consignment one = found.get();
            String product = Json.text(Json.child(one.request(), "logistics_service_info"), "logistics_product_code");
            FourPxAnswer.granted(
                    call,
                    List.of(FourPxAnswer.consignment(
                            one.refNo(),
                            one.consignmentNo(),
                            one.trackingNo(),
                            one.channelNo(),
                            one.status(),
                            product,
                            one.held(),
                            one.createdAt(),
                            one.inboundAt(),
                            one.outboundAt())));
        }
    }

    /** {@code ds.xms.order.cancel}: only while the goods are still with the customer. */
    public CompletionStage<PartnerCall> cancel(PartnerCall call) {
        String number = requestNo(call);
        return store.write(writing -> {
            Optional<Consignment> found = find(writing.jdbc(), call.account(), number);
            if (found.isEmpty()) {
                return FourPxAnswer.refused(call, "0", "Can not find this order", number);
            }
            Consignment one = found.get();
            if (one.status().equals("X")) {
                return FourPxAnswer.granted(call, null);
            }
            if (writing.jdbc().update(SQL.get("consignment-cancel"), call.account(), one.refNo()) == 0) {
                return FourPxAnswer.refused(call, "DS000014", "This order number cannot be cancelled", number);
            }
            parcels.stop(writing, call.account(), one.trackingNo());
            FourPxAnswer.granted(call, null);
            ledger.took(writing, call, "void-waybill", one.refNo(), one.trackingNo());
            return call;
        });
    }

    /** {@code ds.xms.order.hold}: stops a consignment that is still announced only. */
    public CompletionStage<PartnerCall> hold(PartnerCall call) {
        String number = requestNo(call);
        return store.write(writing -> {
            Optional<Consignment> found = find(writing.jdbc(), call.account(), number);
            if (found.isEmpty()) {
                return FourPxAnswer.refused(call, "DS000017", "Order not found", number);
            }
            Consignment one = found.get();
            if (one.held()) {
                return FourPxAnswer.refused(call, "DS000036", "Interception failed; order already intercepted", number);
            }
            if (!one.status().equals("P")) {
                return FourPxAnswer.refused(call, "DS000032", "Can not intercept, not in forecast status", number);
            }
            writing.jdbc().update(SQL.get("consignment-hold"), call.account(), one.refNo());
            parcels.stop(writing, call.account(), one.trackingNo());
            FourPxAnswer.granted(call, null);
            ledger.took(writing, call, "intercept", one.refNo(), one.trackingNo());
            return call;
        });
    }

    /** {@code ds.xms.label.get}: where the label lies. */
    public void label(PartnerCall call) {
        String number = requestNo(call);
        Optional<Consignment> found = find(store.read(), call.account(), number);
        if (found.isEmpty()) {
            FourPxAnswer.refused(call, "DS000017", "Order not found", number);
        } else if (found.get().status().equals("X") || inProcess(found.get())) {
            FourPxAnswer.refused(call, "DS000046", "Label for this ticket does not exist", number);
        } else {
            Consignment one = found.get();
            call.about(one.refNo());
            String base = call.url().substring(0, call.url().indexOf("/router/"));
            FourPxAnswer.granted(
                    call,
                    Map.of(
                            "label_barcode", one.trackingNo(),
                            "child_label_barcode", List.of(),
                            "label_url_info",
                                    Map.of("logistics_label", base + "/labels/" + one.trackingNo() + ".pdf")));
        }
    }

    /** The label itself: a PDF of 100 x 150 mm. */
    public void labelDocument(PartnerCall call) {
        String file = call.path().substring(call.path().lastIndexOf('/') + 1);
        Optional<Consignment> found = find(store.read(), call.account(), file.replaceFirst("\\.pdf$", ""));
        if (found.isEmpty()) {
            call.replyText(404, "no such label");
            return;
        }
        Consignment one = found.get();
        call.about(one.refNo());
        Map<String, Object> to = Json.child(one.request(), "recipient_info");
        String service = Json.text(Json.child(one.request(), "logistics_service_info"), "logistics_product_code");
        call.reply(
                200,
                "application/pdf",
                printer.print("4PX", "Service " + service, one.trackingNo(), address(to), one.refNo()));
    }

    /** {@code tr.order.tracking.get}: what was reported, newest first. */
    public void tracking(PartnerCall call) {
        String number = Json.text(call.json(), "deliveryOrderNo");
        call.about(number);
        Optional<Parcel> parcel = parcels.find(store.read(), number)
                .filter(found -> found.account().equals(call.account()));
        if (parcel.isEmpty()) {
            FourPxAnswer.refused(call, "DS000017", "Order not found", number);
        } else {
            FourPxAnswer.granted(
                    call,
                    FourPxAnswer.tracking(
                            number, null, parcel.get().country(), parcels.points(store.read(), parcel.get())));
        }
    }

    public void unknown(PartnerCall call) {
        FourPxAnswer.refused(call, "000011", "API interface does not exist", null);
    }

    /** By the customer's number, by 4PX's own or by the channel's. */
    private Optional<Consignment> find(JdbcTemplate jdbc, String account, String number) {
        return Stream.of("consignment-by-ref", "consignment-by-tracking", "consignment-by-channel")
                .flatMap(statement -> jdbc.query(SQL.get(statement), FourPx::consignment, account, number).stream())
                .findFirst();
    }

    private static Consignment consignment(ResultSet row, int n) throws SQLException {
        return new Consignment(
                row.getString("ref_no"),
                row.getString("consignment_no"),
                row.getString("tracking_no"),
                row.getString("channel_no"),
                row.getString("status"),
                row.getObject("created_at", OffsetDateTime.class),
                row.getObject("ready_at", OffsetDateTime.class),
                row.getObject("inbound_at", OffsetDateTime.class),
                row.getObject("outbound_at", OffsetDateTime.class),
                row.getBoolean("held"),
                Json.object(row.getString("request")));
    }

    private static boolean inProcess(Consignment one) {
        return one.readyAt().isAfter(Pace.now());
    }

    private static String requestNo(PartnerCall call) {
        String number = Json.text(call.json(), "request_no");
        call.about(number);
        return number == null ? "" : number;
    }

    static String channelNo(long id) {
        return "LX" + String.format("%09d", id % 1_000_000_000L) + "CN";
    }

    private static Optional<String> missing(Map<String, Object> request) {
        Map<String, Object> to = Json.child(request, "recipient_info");
        List<Map<String, Object>> boxes = Json.children(request, "parcel_list");
        List<Map<String, Object>> declared =
                boxes.isEmpty() ? List.of() : Json.children(boxes.get(0), "declare_product_info");
        return Stream.of(
                        absent(request, "ref_no"),
                        absent(request, "business_type"),
                        absent(request, "duty_type"),
                        absent(Json.child(request, "logistics_service_info"), "logistics_product_code"),
                        absent(to, "first_name"),
                        absent(to, "country"),
                        absent(to, "city"),
                        absent(to, "street"),
                        boxes.isEmpty() ? "parcel_list" : absent(boxes.get(0), "weight"),
                        declared.isEmpty()
                                ? "declare_product_info"
                                : absent(declared.get(0), "declare_product_name_en"))
                .filter(name -> name != null)
                .findFirst();
    }

    private static String absent(Map<String, Object> parent, String name) {
        return Json.text(parent, name) == null ? name : null;
    }

    private static boolean listed(SandboxAccount account, String setting, String product) {
        return product != null
                && Arrays.asList(account.setting(setting, "").split("\\s*,\\s*"))
                        .contains(product);
    }

    static List<String> address(Map<String, Object> to) {
        return Stream.of(
                        join(to, "first_name", "last_name"),
                        join(to, "house_number", "street"),
                        join(to, "city", "state", "post_code"),
                        join(to, "country"))
                .toList();
    }

    private static String join(Map<String, Object> to, String... names) {
        return String.join(
                " ",
                Arrays.stream(names)
                        .map(name -> Json.text(to, name))
                        .filter(value -> value != null)
                        .toList());
    }

    private static CompletionStage<PartnerCall> done(PartnerCall call) {
        return CompletableFuture.completedFuture(call);
    }
}
