package io.openclaw.waybill;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.effect.EffectClaim;
import io.openclaw.effect.Effects;
import io.openclaw.store.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What platforms are told of shipments, and when. A parcel's number in force is told once; a number that takes its place
 * is told as a correction of the first, never as a second shipment.
 *
 * <p>Claims and outcomes are kept per parcel and number, in the transaction of the caller.
 */
@Component("confirmations")
public class Confirmations {

    static final String CONFIRM = "confirm-shipment";
    private static final String DUE = "ship-by-due";
    private static final int BATCH = 500;

    private final JdbcClient jdbc;
    private final Parcels parcels;
    private final OrderFacts orders;
    private final Effects effects;
    private final Accounts accounts;
    private final Sql sql = Sql.of("waybill");

    public Confirmations(JdbcClient jdbc, Parcels parcels, OrderFacts orders, Effects effects, Accounts accounts) {
        this.jdbc = jdbc;
        this.parcels = parcels;
        this.orders = orders;
        this.effects = effects;
        this.accounts = accounts;
    }

    /** How a parcel stands; the route decides by it whether the platform is told now. */
    public ShipmentState look(String parcelNo) {
        Parcel parcel = parcels.get(parcelNo);
        Account account = accounts.get(parcel.account());
        Optional<Effects.Statement> latest = latest(parcel);
        boolean same =
                latest.filter(s -> s.reference().equals(reference(parcel))).isPresent();
        return new ShipmentState(
                parcelNo,
                account.policy("confirm_shipment", "label"),
                parcel.in(Parcel.CREATED) && parcel.live() && account.hubDoes("confirm_shipment"),
                parcel.in(Parcel.CREATED),
                parcel.outbound(),
                parcel.firstScanAt() != null,
                shipByNear(parcel, account),
                same && latest.get().claim().done(),
                latest.isPresent() && !same);
    }

    /** Takes the right to tell the platform the number in force. */
    public ConfirmationClaim claim(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        if (!parcel.in(Parcel.CREATED) || !parcel.live()) {
            return new ConfirmationClaim(false, false, false, null);
        }
        Optional<Effects.Statement> before = latest(parcel);
        EffectClaim own = effects.claim(parcel.account(), CONFIRM, reference(parcel), parcel.orderNo());
        if (own.done()) {
            return new ConfirmationClaim(false, false, false, null);
        }
        Optional<EffectClaim> unknown = own.asked()
                ? Optional.of(own)
                : before.map(Effects.Statement::claim).filter(EffectClaim::asked);
        String partnerRef = before.map(s -> s.claim().partnerRef()).orElseGet(own::partnerRef);
        return new ConfirmationClaim(
                true,
                unknown.isPresent(),
                unknown.map(EffectClaim::settled).orElse(true),
                statement(parcel, partnerRef));
    }

    /**
     * The statement again, correcting what the platform was found to have.
     *
     * @param partnerRef the platform's own id of it; null when it has nothing
     */
    public ShipmentConfirmation statement(String parcelNo, String partnerRef) {
        return statement(parcels.get(parcelNo), partnerRef);
    }

    /** Notes that the platform is told once more, having said that it does not know of it. */
    public void again(String parcelNo, String waybillNo) {
        Parcel parcel = parcels.get(parcelNo);
        effects.again(parcel.account(), CONFIRM, reference(parcelNo, waybillNo));
    }

    /** Takes a telling back, after a failure that is sure to have changed nothing at the platform. */
    public void withdraw(String parcelNo, String waybillNo) {
        Parcel parcel = parcels.get(parcelNo);
        effects.withdraw(parcel.account(), CONFIRM, reference(parcelNo, waybillNo));
    }

    /** The platform has the number. */
    public ShipmentFact confirmed(String parcelNo, String waybillNo, String partnerRef) {
        Parcel parcel = parcels.get(parcelNo);
        effects.done(parcel.account(), CONFIRM, reference(parcelNo, waybillNo), partnerRef);
        return fact(parcel, waybillNo, null, null);
    }

    /** The platform will not take the number. */
    public ShipmentFact refused(String parcelNo, String waybillNo, String message) {
        Parcel parcel = parcels.get(parcelNo);
        effects.refused(parcel.account(), CONFIRM, reference(parcelNo, waybillNo), message);
        return fact(parcel, waybillNo, "confirm_refused", message);
    }

    /**
     * Parcels whose ship-by time has come near and whose platform is to be told by then: each is returned once, whoever
     * asks. Called inside the caller's transaction.
     */
    public List<ShipmentFact> due() {
        List<ShipmentFact> due = new ArrayList<>();
        for (Account account : accounts.all(Account.Kind.PLATFORM)) {
            if ("before_ship_by".equals(account.policy("confirm_shipment", null))) {
                due.addAll(due(account));
            }
        }
        return due;
    }

    private List<ShipmentFact> due(Account account) {
        return jdbc
                .sql(sql.get("ship-by-near"))
                .param("tenant", account.tenant())
                .param("account", account.id())
                .param("operation", DUE)
                .param("until", parcels.now().plus(lead(account)))
                .param("batch", BATCH)
                .query((row, n) -> new ShipmentFact(
                        row.getString("tenant"),
                        row.getString("account"),
                        row.getString("order_no"),
                        row.getString("fulfillment_no"),
                        row.getString("parcel_no"),
                        null,
                        null,
                        null))
                .list()
                .stream()
                .filter(fact -> effects.claim(fact.account(), DUE, fact.parcelNo(), fact.orderNo())
                        .fresh())
                .toList();
    }

    private boolean shipByNear(Parcel parcel, Account account) {
        var shipBy = orders.shipBy(parcel.orderNo());
        return shipBy == null ? parcel.outbound() : !shipBy.minus(lead(account)).isAfter(parcels.now());
    }

    private static Duration lead(Account account) {
        return Duration.ofMinutes(
                Math.round(60 * Double.parseDouble(account.policy("confirm_hours_before_ship_by", "0"))));
    }

    private Optional<Effects.Statement> latest(Parcel parcel) {
        return effects.latest(parcel.account(), CONFIRM, parcel.orderNo(), parcel.parcelNo() + "/");
    }

    private static String reference(Parcel parcel) {
        return reference(parcel.parcelNo(), parcel.waybillNo());
    }

    private static String reference(String parcelNo, String waybillNo) {
        return parcelNo + "/" + waybillNo;
    }

    private ShipmentConfirmation statement(Parcel parcel, String partnerRef) {
        OrderFacts.Order order = orders.order(parcel.orderNo());
        return new ShipmentConfirmation(
                parcel.parcelNo(),
                order.orderNo(),
                order.platformOrderId(),
                order.platformOrderNo(),
                parcel.waybillNo(),
                carrierName(parcel),
                trackingUrl(parcel),
                orders.shippedBy(parcel.fulfillmentNo()).stream()
                        .filter(line -> line.orderNo().equals(order.orderNo()) && line.platformLineId() != null)
                        .map(line -> new ShipmentConfirmation.Line(line.platformLineId(), line.quantity()))
                        .toList(),
                partnerRef);
    }

    private String carrierName(Parcel parcel) {
        if (parcel.carrierName() != null) {
            return parcel.carrierName();
        }
        return carrier(parcel).map(a -> a.policy("carrier_name", a.vendor())).orElse("Other");
    }

    private String trackingUrl(Parcel parcel) {
        return carrier(parcel)
                .map(a -> a.policy("tracking_url", null))
                .map(url -> url.replace("{waybill_no}", parcel.waybillNo()))
                .orElse(null);
    }

    private Optional<Account> carrier(Parcel parcel) {
        return Optional.ofNullable(parcel.carrier()).flatMap(accounts::find);
    }

    private static ShipmentFact fact(Parcel parcel, String waybillNo, String reason, String message) {
        return new ShipmentFact(
                parcel.tenant(),
                parcel.account(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                waybillNo,
                reason,
                message);
    }
}
