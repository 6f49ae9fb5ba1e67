package io.openclaw.waybill;

import io.openclaw.account.Accounts;
import io.openclaw.product.Product;
import io.openclaw.product.Products;
import io.openclaw.rates.RateConfig;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Writes what a carrier, or a platform that gives the label, is asked with, from order, products and parcel. */
@Component("waybillRequests")
public class WaybillRequests {

    private static final Duration LATE_NUMBERS = Duration.ofDays(30);

    private final Parcels parcels;
    private final OrderFacts orders;
    private final Products products;
    private final Accounts accounts;
    private final RateConfig rates;

    public WaybillRequests(Parcels parcels, OrderFacts orders, Products products, Accounts accounts, RateConfig rates) {
        this.parcels = parcels;
        this.orders = orders;
        this.products = products;
        this.accounts = accounts;
        this.rates = rates;
    }

    /** The request for a parcel's label. */
    public WaybillRequest create(String parcelNo) {
        Parcel parcel = parcels.get(parcelNo);
        OrderFacts.Order order = orders.order(parcel.orderNo());
        List<OrderFacts.Line> lines = orders.packedIn(parcelNo, parcel.fulfillmentNo());
        Map<String, Product> known = products.find(
                parcel.tenant(),
                lines.stream().map(OrderFacts.Line::sku).distinct().toList());
        List<WaybillRequest.Item> items = lines.stream()
                .map(line -> item(line, known.get(line.sku()), order.country()))
                .toList();
        return new WaybillRequest(
                parcelNo,
                order.orderNo(),
                order.platformOrderNo(),
                order.platform(),
                parcel.service(),
                orders.labelledTo(parcelNo, order),
                sender(parcel),
                parcel.weightG() == null ? weight(items) : parcel.weightG(),
                parcel.lengthMm(),
                parcel.widthMm(),
                parcel.heightMm(),
                order.dutyType(parcel.dutyType()),
                ioss(parcel, lines),
                order.currency(),
                orders.collectedWith(parcelNo, order),
                DeclaredTotal.of(items, order.currency(), rates.book().exchange()),
                items);
    }

    /** What names a parcel at its maker: for find-waybill, get-label and void-waybill. */
    public Map<String, Object> reference(String parcelNo) {
        Parcel parcel = parcels.get(parcelNo);
        OrderFacts.Order order = orders.order(parcel.orderNo());
        List<ParcelNumber> numbers = parcels.numbers(parcelNo);
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("parcel_no", parcelNo);
        named.put("reference", parcelNo);
        named.put("order_no", parcel.orderNo());
        named.put("platform_order_id", order.platformOrderId());
        named.put("platform_order_no", order.platformOrderNo());
        numbers.stream()
                .filter(n -> n.role().equals(ParcelNumber.WAYBILL))
                .findFirst()
                .ifPresent(n -> named.put("waybill_no", n.number()));
        if (!numbers.isEmpty()) {
            named.put(
                    "numbers",
                    numbers.stream()
                            .map(n -> Map.of("role", n.role(), "number", n.number()))
                            .toList());
        }
        return named;
    }

    /** {@link #reference}, with the number and numbers of an answer that is not committed yet. */
    public Map<String, Object> label(String parcelNo, Map<String, Object> answer) {
        Map<String, Object> named = reference(parcelNo);
        WaybillAnswer given = WaybillAnswer.of(answer, null);
        if (given.waybillNo() != null) {
            named.put("waybill_no", given.waybillNo());
        }
        named.put(
                "numbers",
                given.numbers().stream()
                        .map(n -> Map.of("role", n.role(), "number", n.number()))
                        .toList());
        return named;
    }

    /** {@link #reference}, to take the waybill back. */
    public Map<String, Object> voiding(String parcelNo, String waybillNo, String reason) {
        Map<String, Object> named = reference(parcelNo);
        named.put("waybill_no", waybillNo);
        named.put("reason", reason);
        return named;
    }

    /**
     * Whether the number that buyers can follow is still to come: the account of the parcel's carrier says
     * {@code late_numbers}, and nobody has given one of the last mile yet. A month later it is not asked for any more.
     */
    public boolean numbersComeLate(String parcelNo) {
        Parcel parcel = parcels.get(parcelNo);
        return "carrier".equals(parcel.labelSource())
                && parcel.in(Parcel.CREATED)
                && accounts.find(parcel.carrier())
                        .map(carrier -> Boolean.parseBoolean(carrier.policy("late_numbers", "false")))
                        .orElse(false)
                && parcel.createdAt().plus(LATE_NUMBERS).isAfter(parcels.now())
                && parcels.numbers(parcelNo).stream().noneMatch(n -> ParcelNumber.LAST_MILE.equals(n.role()));
    }

    private static WaybillRequest.Item item(OrderFacts.Line line, Product product, String country) {
        if (product == null) {
            throw new IllegalStateException(
                    "SKU " + line.sku() + " of order " + line.orderNo() + " has no product data");
        }
        return new WaybillRequest.Item(
                line.sku(),
                line.title() == null ? product.title() : line.title(),
                line.quantity(),
                OrderFacts.money(share(line.unitPrice(), line.ofBoxes())),
                product.declaredNameCn(),
                product.declaredNameEn(),
                OrderFacts.money(share(product.declaredValue(), line.ofBoxes())),
                product.declaredCurrency(),
                product.hsCodeFor(country).orElse(null),
                product.weightG() == null
                        ? null
                        : Integer.valueOf((product.weightG() + line.ofBoxes() - 1) / line.ofBoxes()),
                product.battery(),
                product.origin(),
                product.material(),
                product.purpose(),
                product.brand(),
                product.salesUrl());
    }

    /** The part of a unit's value that one of its boxes is declared with: the sum over all is the unit's. */
    private static BigDecimal share(BigDecimal value, int boxes) {
        return value == null || boxes == 1 ? value : value.divide(BigDecimal.valueOf(boxes), 2, RoundingMode.HALF_UP);
    }

    /** Null where a weight is missing: the gate holds such orders, a sum without it would be a guess. */
    private static Integer weight(List<WaybillRequest.Item> items) {
        if (items.stream().anyMatch(item -> item.weightG() == null)) {
            return null;
        }
        return items.stream().mapToInt(item -> item.weightG() * item.quantity()).sum();
    }

    private static String ioss(Parcel parcel, List<OrderFacts.Line> lines) {
        return parcel.ioss() != null
                ? parcel.ioss()
                : lines.stream()
                        .map(OrderFacts.Line::ioss)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    /** The warehouse's own address, else the one that the carrier's contract is for. */
    private Map<String, Object> sender(Parcel parcel) {
        Object sender = Stream.of(parcel.warehouse(), parcel.carrier())
                .filter(Objects::nonNull)
                .flatMap(account -> accounts.find(account).stream())
                .map(account -> account.policy().get("sender"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (!(sender instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key.toString(), value));
        return copy;
    }
}
