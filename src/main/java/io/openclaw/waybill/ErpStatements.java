package io.openclaw.waybill;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.order.Address;
import io.openclaw.order.OrderDocument.Attribute;
import io.openclaw.order.OrderDocument.ShippingMethod;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.stereotype.Component;

/** Writes what an ERP behind the hub is told of orders and parcels: the documents of the {@code erp:} component. */
@Component("erpStatements")
public class ErpStatements {

    private final Parcels parcels;
    private final OrderFacts orders;
    private final Accounts accounts;

    public ErpStatements(Parcels parcels, OrderFacts orders, Accounts accounts) {
        this.parcels = parcels;
        this.orders = orders;
        this.accounts = accounts;
    }

    /**
     * The ERP that is told about an account's orders, or null. One that reads the shops itself ({@code position: front})
     * is never told: it would have every order twice.
     */
    public String erpOf(String account) {
        return accounts.find(account)
                .map(Account::erp)
                .flatMap(accounts::find)
                .filter(erp -> erp.mode() == Account.Mode.LIVE)
                .filter(erp -> "behind".equals(erp.policy("position", "behind")))
                .map(Account::id)
                .orElse(null);
    }

    /** {@code erp:push-order}; reference is the order's version. */
    public record OrderStatement(
            String reference,
            String orderNo,
            String platform,
            String account,
            String platformOrderNo,
            String status,
            String currency,
            String total,
            String dutiesTotal,
            Address shipTo,
            ShippingMethod shippingMethod,
            Cash cod,
            String buyerNote,
            List<Attribute> attributes,
            List<Line> lines) {}

    public record Line(String sku, int quantity, String unitPrice, String title, String customization) {}

    /** {@code erp:push-shipment}; reference is the parcel. */
    public record ShipmentStatement(
            String reference,
            String orderNo,
            String platformOrderNo,
            String fulfillmentNo,
            String parcelNo,
            String waybillNo,
            String carrier,
            String warehouse,
            OffsetDateTime shippedAt) {}

    /** {@code erp:push-delivered}; reference is the order: a parcel that follows its delivery does not make it another. */
    public record DeliveryStatement(
            String reference,
            String orderNo,
            String platformOrderNo,
            String parcelNo,
            String waybillNo,
            String deliveredAt) {}

    /** {@code erp:push-cancel}; reference is the order. */
    public record CancelStatement(String reference, String orderNo, String platformOrderNo, String reason) {}

    public OrderStatement order(String orderNo) {
        OrderFacts.Order order = orders.order(orderNo);
        return new OrderStatement(
                orderNo + "/v" + order.version(),
                orderNo,
                order.platform(),
                order.account(),
                order.platformOrderNo(),
                "released",
                order.currency(),
                OrderFacts.money(order.total()),
                OrderFacts.money(order.dutiesTotal()),
                order.shipTo(),
                order.shippingMethod(),
                order.cash(),
                order.buyerNote(),
                order.attributes(),
                orders.lines(orderNo).stream()
                        .map(line -> new Line(
                                line.sku(),
                                line.quantity(),
                                OrderFacts.money(line.unitPrice()),
                                line.title(),
                                line.customization()))
                        .toList());
    }

    /**
     * @param waybillNo the number to be told
     * @param corrected it takes the place of one told before: then the statement is another, under a reference of its own
     */
    public ShipmentStatement shipment(String parcelNo, String waybillNo, Boolean corrected) {
        Parcel parcel = parcels.get(parcelNo);
        return new ShipmentStatement(
                Boolean.TRUE.equals(corrected) ? parcelNo + "/" + waybillNo : parcelNo,
                parcel.orderNo(),
                orders.order(parcel.orderNo()).platformOrderNo(),
                parcel.fulfillmentNo(),
                parcelNo,
                waybillNo,
                parcel.carrierName() == null ? parcel.carrier() : parcel.carrierName(),
                parcel.warehouse(),
                parcel.outboundAt());
    }

    /** The shipments of an order so far, for an ERP that hears of the order late. */
    public List<ShipmentStatement> shipments(String orderNo) {
        return parcels.numbersOfOrder(orderNo).entrySet().stream()
                .map(parcel -> shipment(parcel.getKey(), parcel.getValue(), false))
                .toList();
    }

    /** @param deliveredAt ISO 8601, as the event has it */
    public DeliveryStatement delivery(String parcelNo, String deliveredAt) {
        Parcel parcel = parcels.get(parcelNo);
        return new DeliveryStatement(
                parcel.orderNo(),
                parcel.orderNo(),
                orders.order(parcel.orderNo()).platformOrderNo(),
                parcelNo,
                parcel.waybillNo(),
                deliveredAt);
    }

    public CancelStatement cancel(String orderNo) {
        OrderFacts.Order order = orders.order(orderNo);
        return new CancelStatement(orderNo, orderNo, order.platformOrderNo(), order.cancelReason());
    }
}
