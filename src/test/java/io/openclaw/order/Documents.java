package io.openclaw.order;

import io.openclaw.order.OrderDocument.Buyer;
import io.openclaw.order.OrderDocument.CancelRequest;
import io.openclaw.order.OrderDocument.Line;
import io.openclaw.order.OrderDocument.MerchantHold;
import io.openclaw.order.OrderDocument.ShippingMethod;
import io.openclaw.order.OrderDocument.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Builds order documents for tests: a paid order of one line to New York, unless told otherwise. */
public final class Documents {

    static final Instant PLACED = Instant.parse("2024-06-15T00:30:00Z");
    static final Address NEW_YORK = address("US", "Ada Example", "1 Main Street", "New York", "10001", null);

    private String id = "4711";
    private Status status = Status.OPEN;
    private Instant updatedAt = PLACED;
    private Instant placedAt = PLACED;
    private Instant paidAt;
    private String payment = "paid";
    private String paymentDetail;
    private BigDecimal outstanding;
    private BigDecimal codAmount;
    private BigDecimal duties;
    private String codCurrency;
    private String paymentTerms;
    private ShippingMethod shippingMethod;
    private String fulfilledBy = "merchant";
    private boolean test;
    private boolean archived;
    private BigDecimal total = new BigDecimal("19.90");
    private Buyer buyer = new Buyer("ada@example.com", null, "en-US", null);
    private String sellerNote;
    private String risk;
    private CancelRequest cancelRequest;
    private MerchantHold merchantHold;
    private Address shipTo = NEW_YORK;
    private List<OrderDocument.CancelledShipment> cancelledShipments = List.of();
    private List<Line> lines = List.of(line("1", "SKU-A", 1));

    static Documents order(String id) {
        Documents documents = new Documents();
        documents.id = id;
        return documents;
    }

    static Line line(String id, String sku, int quantity) {
        return line(id, sku, quantity, 0, true);
    }

    static Line line(String id, String sku, int quantity, int cancelled, boolean ships) {
        return new Line(
                id,
                sku,
                "A thing called " + sku,
                quantity,
                cancelled,
                0,
                new BigDecimal("9.95"),
                null,
                ships,
                null,
                false,
                null,
                Map.of("variant", "v" + id),
                null,
                null,
                0,
                List.of());
    }

    public static Address address(
            String country, String name, String street, String city, String postalCode, String phone) {
        return new Address(
                name,
                null,
                phone,
                null,
                null,
                country,
                "US".equals(country) ? "NY" : null,
                city,
                null,
                null,
                postalCode,
                null,
                street,
                null,
                null,
                null,
                null,
                List.of(),
                false);
    }

    Documents at(Instant time) {
        updatedAt = time;
        return this;
    }

    Documents second(long second) {
        return at(PLACED.plusSeconds(second));
    }

    Documents placed(Instant time) {
        placedAt = time;
        return this;
    }

    Documents paidAt(Instant time) {
        paidAt = time;
        return this;
    }

    Documents status(Status value) {
        status = value;
        return this;
    }

    Documents cancelled() {
        return status(Status.CANCELLED);
    }

    Documents payment(String value) {
        payment = value;
        return this;
    }

    /** Unpaid, and why. */
    Documents unpaid(String detail, String open) {
        payment = "unpaid";
        paymentDetail = detail;
        outstanding = open == null ? null : new BigDecimal(open);
        return this;
    }

    /** To be collected of the buyer. */
    Documents cod(String amount, String currency) {
        payment = "cod";
        codAmount = new BigDecimal(amount);
        codCurrency = currency;
        return this;
    }

    /** Unpaid, and not due yet. */
    Documents onTerms(String terms) {
        paymentTerms = terms;
        return unpaid("on_terms", null);
    }

    /** Import duties that the buyer paid at checkout. */
    Documents duties(String amount) {
        duties = new BigDecimal(amount);
        return this;
    }

    Documents shippingMethod(String title, String code, String price, String category) {
        shippingMethod = new ShippingMethod(title, code, new BigDecimal(price), category);
        return this;
    }

    Documents attribute(String name, String value) {
        buyer = new Buyer(
                buyer.email(), buyer.note(), buyer.locale(), List.of(new OrderDocument.Attribute(name, value)));
        return this;
    }

    Documents fulfilledBy(String value) {
        fulfilledBy = value;
        return this;
    }

    Documents test() {
        test = true;
        return this;
    }

    Documents archived() {
        archived = true;
        return this;
    }

    Documents total(String value) {
        total = new BigDecimal(value);
        return this;
    }

    Documents notes(String buyerNote, String note) {
        buyer = new Buyer("ada@example.com", buyerNote, "en-US", null);
        sellerNote = note;
        return this;
    }

    Documents risk(String value) {
        risk = value;
        return this;
    }

    /** @param reason none where the seller released it; null where the document does not say */
    Documents merchantHold(String reason, String note) {
        merchantHold = reason == null ? null : new MerchantHold(reason, note);
        return this;
    }

    Documents cancelRequest(String reason) {
        cancelRequest = reason == null ? null : new CancelRequest("buyer", reason, null);
        return this;
    }

    Documents shipTo(Address value) {
        shipTo = value;
        return this;
    }

    Documents lines(Line... value) {
        lines = List.of(value);
        return this;
    }

    Documents cancelledShipment(String ref, String number) {
        cancelledShipments = List.of(new OrderDocument.CancelledShipment(ref, List.of(number)));
        return this;
    }

    OrderDocument build() {
        return new OrderDocument(
                id,
                "#" + id,
                status,
                null,
                updatedAt,
                placedAt,
                payment,
                paidAt,
                codAmount,
                codCurrency,
                paymentDetail,
                outstanding,
                paymentTerms,
                fulfilledBy,
                null,
                test,
                archived,
                "normal",
                null,
                "USD",
                total,
                null,
                null,
                null,
                null,
                null,
                null,
                duties,
                null,
                null,
                null,
                shippingMethod,
                buyer,
                sellerNote,
                List.of(),
                risk,
                cancelRequest,
                merchantHold,
                shipTo,
                lines,
                cancelledShipments);
    }
}
