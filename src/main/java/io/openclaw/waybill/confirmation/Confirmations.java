package io.openclaw.waybill.confirmation;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.effect.EffectClaim;
import io.openclaw.effect.Effects;
import io.openclaw.store.Sql;
import io.openclaw.waybill.OrderFacts;
import io.openclaw.waybill.Parcel;
import io.openclaw.waybill.ParcelNumber;
import io.openclaw.waybill.Parcels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What platforms are told of shipments, and when. A fulfillment is told once, with the numbers its parcels have by then; a
 * number that comes later, or takes another's place, is told as a correction of the first, never as a second shipment.
 *
 * <p>Claims and outcomes are kept per fulfillment and the numbers said of it, in the transaction of the caller. Events name a
 * parcel; any of its parcels stands for the fulfillment.
 */
@Component("confirmations")
public class Confirmations {

    static final String CONFIRM = "confirm-shipment";
    private static final String DUE = "ship-by-due";
    /** How long after its ship-by time a parcel is still looked for, in case no hub was there when it came near. */
    private static final Duration OVERDUE = Duration.ofDays(7);

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

    /** How a fulfillment stands; the route decides by it whether the platform is told now. */
    public ShipmentState look(String parcelNo) {
        Parcel parcel = parcels.get(parcelNo);
        List<Parcel> labelled = parcels.labelled(parcel.fulfillmentNo());
        Account account = accounts.get(parcel.account());
        Optional<Effects.Statement> latest = latest(parcel);
        boolean ours = !labelled.isEmpty()
                && parcel.live()
                && account.hubDoes("confirm_shipment")
                && !nothingToTell(parcel, latest);
        boolean withdrawn = ours && latest.isPresent() && withdrawn(parcel);
        boolean same =
                latest.filter(s -> s.reference().equals(key(parcel, labelled))).isPresent();
        return new ShipmentState(
                parcelNo,
                account.policy("confirm_shipment", "label"),
                ours && !withdrawn,
                !labelled.isEmpty(),
                parcel.outbound(),
                labelled.stream().anyMatch(one -> one.firstScanAt() != null),
                shipByNear(parcel, account),
                same && latest.get().claim().done(),
                latest.isPresent() && !same,
                withdrawn);
    }

    /** Takes the right to tell the platform the numbers in force. */
    public ConfirmationClaim claim(String parcelNo) {
        Parcel parcel = parcels.lock(parcelNo);
        List<Parcel> labelled = parcels.labelled(parcel.fulfillmentNo());
        Optional<Effects.Statement> before = latest(parcel);
        if (labelled.isEmpty() || !parcel.live() || withdrawn(parcel) || nothingToTell(parcel, before)) {
            return ConfirmationClaim.refused();
        }
        EffectClaim own = effects.claim(parcel.account(), CONFIRM, key(parcel, labelled), parcel.orderNo());
        if (own.done()) {
            return ConfirmationClaim.refused();
        }
        Optional<EffectClaim> unknown = own.asked()
                ? Optional.of(own)
                : before.map(Effects.Statement::claim).filter(EffectClaim::asked);
        return new ConfirmationClaim(
                true,
                unknown.isPresent(),
                unknown.map(EffectClaim::settled).orElse(true),
                statement(parcel, labelled, partnerRef(parcel)),
                unknown.map(EffectClaim::since).orElse(null),
                unknown.map(EffectClaim::until).orElse(null));
    }

    /** Whether the platform shows just what the statement says, by its answer to {@code find-shipment}. */
    public boolean shown(ShipmentConfirmation statement, Map<String, Object> found) {
        return Boolean.TRUE.equals(found.get("found")) && statement.shownBy(found);
    }

    /**
     * The statement again, correcting what the platform was found to have.
     *
     * @param partnerRef the platform's own id of it
     */
    public ShipmentConfirmation correcting(ShipmentConfirmation statement, String partnerRef) {
        return statement.correcting(partnerRef);
    }

    /** Notes that the platform is told once more, having said that it does not know of it. */
    public void again(String parcelNo, ShipmentConfirmation statement) {
        effects.again(parcels.get(parcelNo).account(), CONFIRM, statement.key());
    }

    /** Takes a telling back, after a failure that is sure to have changed nothing at the platform. */
    public void withdraw(String parcelNo, ShipmentConfirmation statement) {
        effects.withdraw(parcels.get(parcelNo).account(), CONFIRM, statement.key());
    }

    /** Takes a repeat back, as {@link #withdraw} does what was told for the first time: what was told before is as settled as it was. */
    public void notRepeated(String parcelNo, ShipmentConfirmation statement) {
        effects.notRepeated(parcels.get(parcelNo).account(), CONFIRM, statement.key());
    }

    /** The platform has the numbers. */
    public ShipmentFact confirmed(String parcelNo, ShipmentConfirmation statement, String partnerRef) {
        Parcel parcel = parcels.get(parcelNo);
        effects.done(parcel.account(), CONFIRM, statement.key(), partnerRef);
        return fact(parcel, statement, null, null);
    }

    /** Whether the platform still has to be told: not of a label that was voided, or goods that were cancelled, meanwhile. */
    public boolean wanted(String parcelNo) {
        Parcel parcel = parcels.get(parcelNo);
        return Parcel.CREATED.equals(parcel.waybillStatus())
                && !List.of("cancelled", "intercepted").contains(parcel.fulfillmentStatus())
                && !"cancelled".equals(parcel.orderState())
                && anythingWanted(parcel);
    }

    /**
     * Every unit of it was taken out of the order, be it after it left: the platform has nothing that could be fulfilled by it. What the
     * platform was told before, or may have been, is corrected all the same.
     */
    private boolean nothingToTell(Parcel parcel, Optional<Effects.Statement> before) {
        return before.filter(statement -> statement.claim().asked()).isEmpty()
                && !anythingWanted(parcel)
                && !reported(parcel);
    }

    private boolean anythingWanted(Parcel parcel) {
        return jdbc.sql(sql.get("lines-wanted"))
                        .param("fulfillment_no", parcel.fulfillmentNo())
                        .param("order_no", parcel.orderNo())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** The platform will not take the numbers. */
    public ShipmentFact refused(String parcelNo, ShipmentConfirmation statement, String message) {
        Parcel parcel = parcels.get(parcelNo);
        effects.refused(parcel.account(), CONFIRM, statement.key(), message);
        return fact(parcel, statement, "confirm_refused", message);
    }

    /** What the platform refused to be told of an order: the data of {@code shipment.due}, to be told again. */
    public List<ShipmentFact> refusedOf(String account, String orderNo) {
        return effects.refusedFor(account, CONFIRM, orderNo).stream()
                .map(ShipmentConfirmation::fulfillmentNo)
                .distinct()
                .flatMap(fulfillmentNo ->
                        parcels.labelled(fulfillmentNo).stream().limit(1))
                .map(parcel -> new ShipmentFact(
                        parcel.tenant(),
                        account,
                        orderNo,
                        parcel.fulfillmentNo(),
                        parcel.parcelNo(),
                        null,
                        null,
                        null,
                        null))
                .toList();
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
                .param("from", parcels.now().minus(OVERDUE))
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
        return effects.latest(parcel.account(), CONFIRM, parcel.orderNo(), prefix(parcel));
    }

    /**
     * The platform's id of the shipment, whichever statement about the fulfillment it came with. Null where it is cancelled there, be it in
     * part: nothing is corrected any more of that, what is open is told anew.
     */
    private String partnerRef(Parcel parcel) {
        List<String> refs = refs(parcel);
        boolean cancelled = refs.stream()
                .anyMatch(ref -> effects.look(parcel.account(), ShipmentWithdrawals.CANCELLED, prefix(parcel) + ref)
                        .isPresent());
        return refs.isEmpty() || cancelled ? null : String.join(",", refs);
    }

    /** The platform's ids of what it was told of the fulfillment: one for each location it leaves from. */
    List<String> refs(Parcel parcel) {
        return effects.partnerRef(parcel.account(), CONFIRM, parcel.orderNo(), prefix(parcel))
                .map(refs -> List.of(refs.split(",")))
                .orElse(List.of());
    }

    /** Whether the platform was told of the fulfillment, and took it. */
    boolean reported(Parcel parcel) {
        return latest(parcel).filter(statement -> statement.claim().done()).isPresent()
                || !refs(parcel).isEmpty();
    }

    /** It was told of it by somebody else, or by us and nobody knew: from now on this is what is corrected. */
    void adopt(Parcel parcel, String refs) {
        latest(parcel).ifPresent(statement -> {
            effects.renew(parcel.account(), CONFIRM, statement.reference());
            effects.done(parcel.account(), CONFIRM, statement.reference(), refs);
        });
    }

    /** What it was told last may be told again, after a look at what it shows. */
    void reopen(Parcel parcel) {
        latest(parcel)
                .filter(statement -> statement.claim().done())
                .ifPresent(statement -> effects.reopen(parcel.account(), CONFIRM, statement.reference()));
    }

    private boolean withdrawn(Parcel parcel) {
        return effects.open(parcel.account(), ShipmentWithdrawals.CANCELLED, parcel.orderNo()).stream()
                .anyMatch(reference -> reference.startsWith(prefix(parcel)));
    }

    private static String prefix(Parcel parcel) {
        return ShipmentConfirmation.prefix(parcel.fulfillmentNo());
    }

    private static String key(Parcel parcel, List<Parcel> labelled) {
        return ShipmentConfirmation.key(
                parcel.fulfillmentNo(),
                labelled.stream().map(Parcel::waybillNo).distinct().toList());
    }

    private ShipmentConfirmation statement(Parcel parcel, List<Parcel> labelled, String partnerRef) {
        OrderFacts.Order order = orders.order(parcel.orderNo());
        List<ShipmentConfirmation.Parcel> told =
                labelled.stream().map(this::told).toList();
        return new ShipmentConfirmation(
                parcel.fulfillmentNo(),
                order.orderNo(),
                order.platformOrderId(),
                order.platformOrderNo(),
                told.get(0).waybillNo(),
                told.get(0).carrierName(),
                told.get(0).trackingUrl(),
                told,
                labelled.stream()
                        .flatMap(one -> Stream.concat(Stream.of(one.waybillNo()), everTold(one)))
                        .distinct()
                        .toList(),
                orders.shippedBy(parcel.fulfillmentNo()).stream()
                        .filter(line -> line.orderNo().equals(order.orderNo()) && line.platformLineId() != null)
                        .map(line -> new ShipmentConfirmation.Line(line.platformLineId(), line.quantity()))
                        .toList(),
                partnerRef);
    }

    private Stream<String> everTold(Parcel parcel) {
        return parcels.numbers(parcel.parcelNo()).stream()
                .filter(ParcelNumber::told)
                .map(ParcelNumber::number);
    }

    private ShipmentConfirmation.Parcel told(Parcel parcel) {
        return new ShipmentConfirmation.Parcel(
                parcel.parcelNo(), parcel.waybillNo(), carrierName(parcel), trackingUrl(parcel));
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

    private static ShipmentFact fact(Parcel parcel, ShipmentConfirmation statement, String reason, String message) {
        return new ShipmentFact(
                parcel.tenant(),
                parcel.account(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                statement.waybillNo(),
                statement.numbers(),
                reason,
                message);
    }
}
