package io.openclaw.waybill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.order.Address;
import io.openclaw.order.Money;
import io.openclaw.order.OrderDocument.Attribute;
import io.openclaw.order.OrderDocument.Buyer;
import io.openclaw.order.OrderDocument.ShippingMethod;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.Sql;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the statements to partners say of an order, its address deciphered. */
@Component
public class OrderFacts {

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final ObjectMapper json = new ObjectMapper();
    private final Sql sql = Sql.of("waybill");

    OrderFacts(JdbcClient jdbc, FieldCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
    }

    public record Order(
            String orderNo,
            String tenant,
            String account,
            String platform,
            String platformOrderId,
            String platformOrderNo,
            String state,
            int version,
            String currency,
            BigDecimal total,
            BigDecimal dutiesTotal,
            OffsetDateTime shipBy,
            String country,
            Address shipTo,
            Buyer buyer,
            ShippingMethod shippingMethod,
            Cash cash,
            String cancelReason) {

        /** DDP where the buyer has paid the duties with the order; else as the account has it, which may be null. */
        String dutyType(String ofAccount) {
            return dutiesTotal != null && dutiesTotal.signum() > 0 ? "DDP" : ofAccount;
        }

        /** What the buyer wrote to the shop, or null. */
        String buyerNote() {
            return buyer == null ? null : buyer.note();
        }

        /** What the buyer said in fields of the shop's own; null where nothing. */
        List<Attribute> attributes() {
            return buyer == null || buyer.attributes().isEmpty() ? null : buyer.attributes();
        }
    }

    /**
     * A line of an order, or the part of it that one fulfillment or parcel ships.
     *
     * @param ofBoxes in how many boxes each unit comes where this is one of them; otherwise 1
     */
    public record Line(
            String orderNo,
            int lineNo,
            String platformLineId,
            String sku,
            String title,
            int quantity,
            BigDecimal unitPrice,
            String ioss,
            String customization,
            int ofBoxes) {}

    public Order order(String orderNo) {
        return jdbc.sql(sql.get("order"))
                .param("order_no", orderNo)
                .query(this::read)
                .optional()
                .orElseThrow(() -> new IllegalArgumentException("there is no order " + orderNo));
    }

    /** Where a parcel's label is asked to go: what the order said when it was claimed, else what it says now. */
    Address labelledTo(String parcelNo, Order order) {
        return jdbc.sql(sql.get("asked-ship-to"))
                .param("parcel_no", parcelNo)
                .query((row, n) -> address(cipher.decryptText(row.getBytes("asked_ship_to_enc"))))
                .optional()
                .orElse(order.shipTo());
    }

    List<Line> lines(String orderNo) {
        return jdbc.sql(sql.get("order-lines"))
                .param("order_no", orderNo)
                .query((row, n) -> line(orderNo, row))
                .list();
    }

    public List<Line> shippedBy(String fulfillmentNo) {
        return jdbc.sql(sql.get("fulfillment-lines"))
                .param("fulfillment_no", fulfillmentNo)
                .query((row, n) -> line(row.getString("order_no"), row))
                .list();
    }

    /** What our products are called, by SKU; those without a title are missing. */
    Map<String, String> productTitles(String tenant, Set<String> skus) {
        Map<String, String> titles = new HashMap<>();
        if (!skus.isEmpty()) {
            jdbc.sql(sql.get("product-titles"))
                    .param("tenant", tenant)
                    .param("skus", skus)
                    .query(row -> {
                        titles.put(row.getString("sku"), row.getString("title"));
                    });
        }
        return titles;
    }

    /** What one parcel holds: its own part, or all of its fulfillment where that has no other parcel. */
    List<Line> packedIn(String parcelNo, String fulfillmentNo) {
        List<Line> own = jdbc.sql(sql.get("parcel-lines"))
                .param("parcel_no", parcelNo)
                .query((row, n) -> line(row.getString("order_no"), row, row.getInt("of_boxes")))
                .list();
        return own.isEmpty() ? shippedBy(fulfillmentNo) : own;
    }

    private Order read(ResultSet row, int n) throws SQLException {
        return new Order(
                row.getString("order_no"),
                row.getString("tenant"),
                row.getString("account"),
                row.getString("platform"),
                row.getString("platform_order_id"),
                row.getString("platform_order_no"),
                row.getString("state"),
                row.getInt("version"),
                row.getString("currency"),
                row.getBigDecimal("total"),
                row.getBigDecimal("duties_total"),
                row.getObject("ship_by", OffsetDateTime.class),
                row.getString("ship_country"),
                address(cipher.decryptText(row.getBytes("ship_to_enc"))),
                read(cipher.decryptText(row.getBytes("buyer_enc")), Buyer.class),
                shippingMethod(row),
                cash(row),
                cancelReason(row.getString("cancel_request")));
    }

    private static Line line(String orderNo, ResultSet row) throws SQLException {
        return line(orderNo, row, 1);
    }

    private static Line line(String orderNo, ResultSet row, int ofBoxes) throws SQLException {
        return new Line(
                orderNo,
                row.getInt("line_no"),
                row.getString("platform_line_id"),
                row.getString("sku"),
                row.getString("title"),
                row.getInt("quantity"),
                row.getBigDecimal("unit_price"),
                row.getString("ioss"),
                row.getString("customization"),
                ofBoxes);
    }

    private ShippingMethod shippingMethod(ResultSet row) throws SQLException {
        ShippingMethod chosen = read(row.getString("shipping_method"), ShippingMethod.class);
        return chosen == null || chosen.price() == null
                ? chosen
                : new ShippingMethod(
                        chosen.title(),
                        chosen.code(),
                        new BigDecimal(Money.text(chosen.price(), row.getString("currency"))),
                        chosen.category());
    }

    private static Cash cash(ResultSet row) throws SQLException {
        BigDecimal amount = row.getBigDecimal("cod_amount");
        if (amount == null || !"cod".equals(row.getString("payment_status"))) {
            return null;
        }
        String given = row.getString("cod_currency");
        String currency = given == null ? row.getString("currency") : given;
        return new Cash(Money.text(amount, currency), currency);
    }

    /**
     * What is collected with a parcel: the whole amount with the order's first, so that it is asked for once; null for any other, and where
     * nothing is to be collected.
     */
    Cash collectedWith(String parcelNo, Order order) {
        return order.cash() != null && firstParcel(order.orderNo(), "parcel_no").equals(Optional.of(parcelNo))
                ? order.cash()
                : null;
    }

    /** {@link #collectedWith}, for all parcels of a fulfillment together. */
    Cash collectedBy(String fulfillmentNo, Order order) {
        return order.cash() != null
                        && firstParcel(order.orderNo(), "fulfillment_no").equals(Optional.of(fulfillmentNo))
                ? order.cash()
                : null;
    }

    private Optional<String> firstParcel(String orderNo, String named) {
        return jdbc.sql(sql.get("first-parcel"))
                .param("order_no", orderNo)
                .query((row, n) -> row.getString(named))
                .optional();
    }

    /** The platform's ship-by time, or null. */
    public OffsetDateTime shipBy(String orderNo) {
        return order(orderNo).shipBy();
    }

    /** The reason in a stored wish to cancel, or null. */
    private String cancelReason(String request) {
        try {
            return request == null
                    ? null
                    : json.readTree(request).path("reason").asText(null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored wish to cancel is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Address address(String text) {
        return read(text, Address.class);
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return text == null ? null : json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "what is stored as " + type.getSimpleName() + " is no JSON of one: " + e.getOriginalMessage(), e);
        }
    }

    /** Money as the documents bear it: a decimal with at least two places. */
    static String money(BigDecimal amount) {
        if (amount == null) {
            return null;
        }
        BigDecimal plain = amount.stripTrailingZeros();
        return plain.setScale(Math.max(2, plain.scale())).toPlainString();
    }
}
