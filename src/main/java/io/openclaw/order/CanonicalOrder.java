package io.openclaw.order;

import io.openclaw.order.OrderDocument.Attribute;
import io.openclaw.order.OrderDocument.Buyer;
import io.openclaw.order.OrderDocument.CancelRequest;
import io.openclaw.order.OrderDocument.Line;
import io.openclaw.order.OrderDocument.MerchantHold;
import io.openclaw.order.OrderDocument.ShippingMethod;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Brings a document into the form in which the pool keeps it (scale of money, precision of time, widths of columns), so that
 * two versions can be compared by equality whether they come from a platform or from the tables.
 */
final class CanonicalOrder {

    private static final int MONEY_SCALE = 4;
    private static final int TAGS_WIDTH = 1000;
    private static final int MOST_ATTRIBUTES = 100;
    /** Longer than any platform's field; what a carrier takes is checked by the carrier. */
    private static final int ADDRESS_PART_WIDTH = 1000;

    private CanonicalOrder() {}

    static OrderDocument of(OrderDocument doc) {
        return new OrderDocument(
                CanonicalText.of(doc.platformOrderId(), 120),
                Objects.requireNonNullElse(CanonicalText.of(doc.platformOrderNo(), 200), doc.platformOrderId()),
                Objects.requireNonNullElse(doc.status(), OrderDocument.Status.OPEN),
                null,
                time(doc.updatedAt()),
                time(doc.placedAt()),
                doc.paymentStatus(),
                time(doc.paidAt()),
                money(doc.codAmount()),
                doc.codAmount() == null ? null : Objects.requireNonNullElse(doc.codCurrency(), doc.currency()),
                doc.paymentDetail(),
                money(doc.outstanding()),
                CanonicalText.of(doc.paymentTerms(), 80),
                Objects.requireNonNullElse(doc.fulfilledBy(), "merchant"),
                CanonicalText.of(doc.salesProgram(), 60),
                doc.test(),
                doc.archived(),
                Objects.requireNonNullElse(doc.orderType(), "normal"),
                CanonicalText.of(doc.parentNo(), 120),
                doc.currency(),
                money(doc.total()),
                money(doc.itemTotal()),
                money(doc.shippingTotal()),
                money(doc.sellerDiscount()),
                money(doc.platformDiscount()),
                money(doc.taxTotal()),
                money(doc.feeTotal()),
                money(doc.dutiesTotal()),
                CanonicalText.of(doc.taxCollectedBy(), 20),
                time(doc.shipBy()),
                time(doc.deliverBy()),
                shippingMethod(doc.shippingMethod()),
                buyer(doc.buyer()),
                CanonicalText.of(doc.sellerNote(), 2000),
                tags(doc.tags()),
                CanonicalText.of(doc.risk(), 40),
                cancelRequest(doc.cancelRequest()),
                merchantHold(doc.merchantHold()),
                address(doc.shipTo()),
                doc.lines().stream().map(CanonicalOrder::line).toList(),
                List.of());
    }

    /** The same version without what identifies a person: for an order whose personal data were erased. */
    static OrderDocument withoutPersonalData(OrderDocument doc) {
        List<Line> lines =
                doc.lines().stream().map(CanonicalOrder::withoutCustomization).toList();
        MerchantHold held = doc.merchantHold();
        MerchantHold wordless = held == null ? null : new MerchantHold(held.reason(), null);
        return copy(doc, null, null, doc.risk(), doc.cancelRequest(), wordless, null, lines);
    }

    /** The same version with what was shipped without the hub counted, and the shipments themselves left out. */
    static OrderDocument withFulfilled(OrderDocument doc, ToIntFunction<Line> fulfilled) {
        List<Line> lines = doc.lines().stream()
                .map(line -> line.fulfilled(within(fulfilled.applyAsInt(line), line.quantity())))
                .toList();
        return copy(
                doc,
                doc.buyer(),
                doc.sellerNote(),
                doc.risk(),
                doc.cancelRequest(),
                doc.merchantHold(),
                doc.shipTo(),
                lines);
    }

    static OrderDocument withCancelRequest(OrderDocument doc, CancelRequest request) {
        return copy(
                doc,
                doc.buyer(),
                doc.sellerNote(),
                doc.risk(),
                cancelRequest(request),
                doc.merchantHold(),
                doc.shipTo(),
                doc.lines());
    }

    static OrderDocument withRisk(OrderDocument doc, String risk) {
        return copy(
                doc,
                doc.buyer(),
                doc.sellerNote(),
                risk,
                doc.cancelRequest(),
                doc.merchantHold(),
                doc.shipTo(),
                doc.lines());
    }

    static OrderDocument withMerchantHold(OrderDocument doc, MerchantHold hold) {
        return copy(
                doc, doc.buyer(), doc.sellerNote(), doc.risk(), doc.cancelRequest(), hold, doc.shipTo(), doc.lines());
    }

    private static OrderDocument copy(
            OrderDocument doc,
            Buyer buyer,
            String sellerNote,
            String risk,
            CancelRequest cancelRequest,
            MerchantHold merchantHold,
            Address shipTo,
            List<Line> lines) {
        return new OrderDocument(
                doc.platformOrderId(),
                doc.platformOrderNo(),
                doc.status(),
                doc.cancelReason(),
                doc.updatedAt(),
                doc.placedAt(),
                doc.paymentStatus(),
                doc.paidAt(),
                doc.codAmount(),
                doc.codCurrency(),
                doc.paymentDetail(),
                doc.outstanding(),
                doc.paymentTerms(),
                doc.fulfilledBy(),
                doc.salesProgram(),
                doc.test(),
                doc.archived(),
                doc.orderType(),
                doc.parentNo(),
                doc.currency(),
                doc.total(),
                doc.itemTotal(),
                doc.shippingTotal(),
                doc.sellerDiscount(),
                doc.platformDiscount(),
                doc.taxTotal(),
                doc.feeTotal(),
                doc.dutiesTotal(),
                doc.taxCollectedBy(),
                doc.shipBy(),
                doc.deliverBy(),
                doc.shippingMethod(),
                buyer,
                sellerNote,
                doc.tags(),
                risk,
                cancelRequest,
                merchantHold,
                shipTo,
                lines,
                List.of());
    }

    private static Line withoutCustomization(Line line) {
        return new Line(
                line.platformLineId(),
                line.platformSku(),
                line.title(),
                line.quantity(),
                line.cancelled(),
                line.refunded(),
                line.unitPrice(),
                line.tax(),
                line.requiresShipping(),
                CanonicalText.of(line.noShippingReason(), 40),
                line.gift(),
                null,
                line.listingIds(),
                line.shipTogether(),
                line.ioss(),
                line.fulfilled(),
                line.departures());
    }

    private static Line line(Line line) {
        return new Line(
                CanonicalText.of(line.platformLineId(), 120),
                CanonicalText.of(line.platformSku(), 200),
                CanonicalText.of(line.title(), 1000),
                line.quantity(),
                within(line.cancelled(), line.quantity()),
                within(line.refunded(), line.quantity()),
                money(line.unitPrice()),
                money(line.tax()),
                line.requiresShipping(),
                CanonicalText.of(line.noShippingReason(), 40),
                line.gift(),
                CanonicalText.of(line.customization(), 2000),
                listingIds(line),
                CanonicalText.of(line.shipTogether(), 60),
                CanonicalText.of(line.ioss(), 40),
                within(line.fulfilled(), line.quantity()),
                line.departures());
    }

    private static TreeMap<String, String> listingIds(Line line) {
        TreeMap<String, String> ids = new TreeMap<>();
        line.listingIds().forEach((kind, id) -> ids.put(CanonicalText.of(kind, 30), CanonicalText.of(id, 120)));
        return ids;
    }

    private static int within(int part, int whole) {
        return Math.max(0, Math.min(part, whole));
    }

    private static Buyer buyer(Buyer buyer) {
        if (buyer == null) {
            return null;
        }
        Buyer clean = new Buyer(
                CanonicalText.of(buyer.email(), 320),
                CanonicalText.of(buyer.note(), 5000),
                CanonicalText.of(buyer.locale(), 40),
                attributes(buyer.attributes()));
        return clean.equals(new Buyer(null, null, null, null)) ? null : clean;
    }

    private static List<Attribute> attributes(List<Attribute> attributes) {
        return attributes.stream()
                .map(a -> new Attribute(CanonicalText.of(a.name(), 200), CanonicalText.of(a.value(), 2000)))
                .filter(a -> a.name() != null && a.value() != null)
                .limit(MOST_ATTRIBUTES)
                .toList();
    }

    private static ShippingMethod shippingMethod(ShippingMethod method) {
        if (method == null) {
            return null;
        }
        ShippingMethod clean = new ShippingMethod(
                CanonicalText.of(method.title(), 200),
                CanonicalText.of(method.code(), 200),
                money(method.price()),
                CanonicalText.of(method.category(), 40));
        return clean.title() == null && clean.code() == null && clean.category() == null ? null : clean;
    }

    /** What no label and no database takes (U+0000, half an emoji) is left out, so that a version equals itself when it is read back. */
    private static Address address(Address a) {
        if (a == null) {
            return null;
        }
        return new Address(
                part(a.name()),
                part(a.company()),
                part(a.phone()),
                part(a.phone2()),
                part(a.email()),
                part(a.countryCode()),
                part(a.state()),
                part(a.city()),
                part(a.district()),
                part(a.town()),
                part(a.postalCode()),
                part(a.houseNumber()),
                part(a.street1()),
                part(a.street2()),
                part(a.street3()),
                a.pickupPoint() == null
                        ? null
                        : new Address.PickupPoint(
                                part(a.pickupPoint().type()),
                                part(a.pickupPoint().code())),
                a.residential(),
                a.taxIds().stream()
                        .map(id -> new Address.TaxId(part(id.type()), part(id.value())))
                        .toList(),
                a.restricted());
    }

    private static String part(String text) {
        return CanonicalText.of(text, ADDRESS_PART_WIDTH);
    }

    private static CancelRequest cancelRequest(CancelRequest request) {
        return request == null
                ? null
                : new CancelRequest(request.by(), CanonicalText.of(request.reason(), 500), time(request.deadline()));
    }

    private static MerchantHold merchantHold(MerchantHold hold) {
        return hold == null
                ? null
                : new MerchantHold(CanonicalText.of(hold.reason(), 60), CanonicalText.of(hold.note(), 500));
    }

    private static List<String> tags(List<String> tags) {
        List<String> kept = new ArrayList<>();
        int width = 0;
        for (String tag : tags) {
            String clean = CanonicalText.of(tag.replace(',', ' ').strip(), 200);
            width += clean == null ? 0 : clean.length() + 1;
            if (clean != null && width <= TAGS_WIDTH) {
                kept.add(clean);
            }
        }
        return kept;
    }

    private static BigDecimal money(BigDecimal amount) {
        return amount == null ? null : amount.setScale(MONEY_SCALE, RoundingMode.HALF_UP);
    }

    private static Instant time(Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
    }
}
