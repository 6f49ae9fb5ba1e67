package io.openclaw.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.order.OrderDocument.Buyer;
import io.openclaw.order.OrderDocument.CancelRequest;
import io.openclaw.order.OrderDocument.Line;
import io.openclaw.order.OrderDocument.MerchantHold;
import io.openclaw.order.OrderDocument.ShippingMethod;
import io.openclaw.order.OrderDocument.Status;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.Sql;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of orders and lines, read and written as documents. Everything here runs in the caller's transaction. */
@Component
public class OrderTable {

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;
    private final FieldCipher cipher;
    private final ObjectMapper json;
    private final Sql sql = Sql.of("order");

    OrderTable(JdbcClient jdbc, NamedParameterJdbcTemplate batches, FieldCipher cipher, ObjectMapper json) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.cipher = cipher;
        this.json = json;
    }

    /** The order of that platform id, locked until the end of the transaction. */
    public Optional<PooledOrder> lock(String tenant, String account, String platformOrderId) {
        return jdbc.sql(sql.get("lock-by-platform-id"))
                .param("tenant", tenant)
                .param("account", account)
                .param("platform_order_id", platformOrderId)
                .query((row, n) -> order(row))
                .optional();
    }

    /** The order of that number, locked until the end of the transaction. */
    public Optional<PooledOrder> lock(String orderNo) {
        return jdbc.sql(sql.get("lock"))
                .param("order_no", orderNo)
                .query((row, n) -> order(row))
                .optional();
    }

    /** False when another transaction has put the same order in before. */
    boolean insert(
            String orderNo,
            String tenant,
            String account,
            String platform,
            OrderDocument doc,
            long inboxId,
            Instant now) {
        Map<String, Object> row = row(doc, inboxId, now);
        row.put("order_no", orderNo);
        row.put("tenant", tenant);
        row.put("account", account);
        row.put("platform", platform);
        row.put("platform_order_id", doc.platformOrderId());
        if (jdbc.sql(sql.get("insert")).params(row).update() == 0) {
            return false;
        }
        insertLines(orderNo, doc.lines(), 1);
        return true;
    }

    void update(PooledOrder held, OrderDocument doc, long inboxId, Instant now) {
        Map<String, Object> row = row(doc, inboxId, now);
        row.put("order_no", held.orderNo());
        row.put(
                "ship_country",
                doc.shipTo() == null ? held.shipCountry() : doc.shipTo().countryCode());
        jdbc.sql(sql.get("update")).params(row).update();
        updateLines(held, doc.lines());
    }

    /** What tells the hub's own shipments of an order from others': the numbers of its parcels, and the platform's ids of them. */
    Set<String> ownShipments(String orderNo) {
        Set<String> own = new HashSet<>();
        jdbc.sql(sql.get("own-shipments")).param("order_no", orderNo).query((ResultSet row) -> {
            own.addAll(List.of(row.getString("own").split(",")));
        });
        return own;
    }

    /** Takes note that a version with the same content came later than the one held. */
    void advance(String orderNo, OrderDocument doc, long inboxId) {
        jdbc.sql(sql.get("advance"))
                .param("order_no", orderNo)
                .param("source_updated_at", at(doc.updatedAt()))
                .param("version_seq", inboxId)
                .update();
    }

    private void updateLines(PooledOrder held, List<Line> stated) {
        Map<String, PooledLine> known = new HashMap<>();
        held.lines().forEach(line -> known.put(line.stated().platformLineId(), line));
        List<Line> added = new ArrayList<>();
        List<Map<String, Object>> changed = new ArrayList<>();
        for (Line line : stated) {
            PooledLine before = known.remove(line.platformLineId());
            if (before == null) {
                added.add(line);
            } else if (!line.equals(before.stated())) {
                boolean sameGoods = PooledLine.mappingKey(line).equals(before.mappingKey());
                changed.add(lineRow(held.orderNo(), before.lineNo(), line, sameGoods ? before.sku() : null));
            }
        }
        batch("update-line", changed);
        known.values().stream()
                .filter(gone -> !OrderDifference.whollyCancelled(gone.stated()))
                .forEach(gone -> jdbc.sql(sql.get("cancel-line"))
                        .param("order_no", held.orderNo())
                        .param("line_no", gone.lineNo())
                        .update());
        int next = held.lines().stream().mapToInt(PooledLine::lineNo).max().orElse(0) + 1;
        insertLines(held.orderNo(), added, next);
    }

    private void insertLines(String orderNo, List<Line> lines, int first) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            rows.add(lineRow(orderNo, first + i, lines.get(i), null));
        }
        batch("insert-line", rows);
    }

    @SuppressWarnings("unchecked")
    private void batch(String statement, List<Map<String, Object>> rows) {
        if (!rows.isEmpty()) {
            batches.batchUpdate(sql.get(statement), rows.toArray(Map[]::new));
        }
    }

    private Map<String, Object> row(OrderDocument doc, long inboxId, Instant now) {
        Map<String, Object> row = new HashMap<>();
        row.put("platform_order_no", doc.platformOrderNo());
        row.put("parent_no", doc.parentNo());
        row.put("order_type", doc.orderType());
        row.put("fulfilled_by", doc.fulfilledBy());
        row.put("sales_program", doc.salesProgram());
        row.put("state", OrderState.of(doc));
        row.put("payment_status", doc.paymentStatus());
        row.put("test", doc.test());
        row.put("archived", doc.archived());
        row.put("placed_at", at(doc.placedAt()));
        row.put("paid_at", at(doc.paidAt()));
        row.put("ship_by", at(doc.shipBy()));
        row.put("deliver_by", at(doc.deliverBy()));
        row.put("currency", doc.currency());
        row.put("total", doc.total());
        row.put("item_total", doc.itemTotal());
        row.put("shipping_total", doc.shippingTotal());
        row.put("seller_discount", doc.sellerDiscount());
        row.put("platform_discount", doc.platformDiscount());
        row.put("tax_total", doc.taxTotal());
        row.put("fee_total", doc.feeTotal());
        row.put("duties_total", doc.dutiesTotal());
        row.put("tax_collected_by", doc.taxCollectedBy());
        row.put("cod_amount", doc.codAmount());
        row.put("cod_currency", doc.codCurrency());
        row.put("payment_terms", doc.paymentTerms());
        row.put("shipping_method", write(doc.shippingMethod()));
        row.put("payment_detail", doc.paymentDetail());
        row.put("outstanding", doc.outstanding());
        row.put("ship_country", doc.shipTo() == null ? null : doc.shipTo().countryCode());
        row.put("ship_to_enc", cipher.encryptText(write(doc.shipTo())));
        row.put("buyer_enc", cipher.encryptText(write(doc.buyer())));
        row.put("address_restricted", doc.shipTo() != null && doc.shipTo().restricted());
        row.put("tags", doc.tags().isEmpty() ? null : String.join(",", doc.tags()));
        row.put("seller_note", doc.sellerNote());
        row.put("risk", doc.risk());
        row.put("cancel_request", write(doc.cancelRequest()));
        row.put("merchant_hold", write(doc.heldBySeller()));
        row.put("source_updated_at", at(doc.updatedAt()));
        row.put("version_seq", inboxId);
        row.put("completed_at", doc.status() == Status.COMPLETED ? at(doc.updatedAt()) : null);
        row.put("now", at(now));
        return row;
    }

    private Map<String, Object> lineRow(String orderNo, int lineNo, Line line, String sku) {
        Map<String, Object> row = new HashMap<>();
        row.put("order_no", orderNo);
        row.put("line_no", lineNo);
        row.put("platform_line_id", line.platformLineId());
        row.put("platform_sku", line.platformSku());
        row.put("sku", sku);
        row.put("listing_ids", line.listingIds().isEmpty() ? null : write(line.listingIds()));
        row.put("title", line.title());
        row.put("quantity", line.quantity());
        row.put("cancelled", line.cancelled());
        row.put("refunded", line.refunded());
        row.put("unit_price", line.unitPrice());
        row.put("tax", line.tax());
        row.put("requires_shipping", line.requiresShipping());
        row.put("no_shipping_reason", line.noShippingReason());
        row.put("gift", line.gift());
        row.put("customization", line.customization());
        row.put("ship_together", line.shipTogether());
        row.put("ioss", line.ioss());
        row.put("fulfilled", line.fulfilled());
        return row;
    }

    private PooledOrder order(ResultSet row) throws SQLException {
        String orderNo = row.getString("order_no");
        List<PooledLine> lines = jdbc.sql(sql.get("lines"))
                .param("order_no", orderNo)
                .query((line, n) -> line(line))
                .list();
        return new PooledOrder(
                orderNo,
                row.getString("tenant"),
                row.getString("account"),
                row.getString("platform"),
                row.getString("state"),
                row.getString("allocation"),
                row.getLong("version_seq"),
                row.getInt("version"),
                row.getString("ship_country"),
                row.getObject("erased_at") != null,
                document(row, lines),
                lines);
    }

    private OrderDocument document(ResultSet row, List<PooledLine> lines) throws SQLException {
        String tags = row.getString("tags");
        return new OrderDocument(
                row.getString("platform_order_id"),
                row.getString("platform_order_no"),
                OrderState.statusOf(row.getString("state")),
                null,
                instant(row, "source_updated_at"),
                instant(row, "placed_at"),
                row.getString("payment_status"),
                instant(row, "paid_at"),
                row.getBigDecimal("cod_amount"),
                row.getString("cod_currency"),
                row.getString("payment_detail"),
                row.getBigDecimal("outstanding"),
                row.getString("payment_terms"),
                row.getString("fulfilled_by"),
                row.getString("sales_program"),
                row.getBoolean("test"),
                row.getBoolean("archived"),
                row.getString("order_type"),
                row.getString("parent_no"),
                row.getString("currency"),
                row.getBigDecimal("total"),
                row.getBigDecimal("item_total"),
                row.getBigDecimal("shipping_total"),
                row.getBigDecimal("seller_discount"),
                row.getBigDecimal("platform_discount"),
                row.getBigDecimal("tax_total"),
                row.getBigDecimal("fee_total"),
                row.getBigDecimal("duties_total"),
                row.getString("tax_collected_by"),
                instant(row, "ship_by"),
                instant(row, "deliver_by"),
                read(row.getString("shipping_method"), ShippingMethod.class),
                read(cipher.decryptText(row.getBytes("buyer_enc")), Buyer.class),
                row.getString("seller_note"),
                tags == null ? List.of() : List.of(tags.split(",")),
                row.getString("risk"),
                read(row.getString("cancel_request"), CancelRequest.class),
                read(row.getString("merchant_hold"), MerchantHold.class),
                read(cipher.decryptText(row.getBytes("ship_to_enc")), Address.class),
                lines.stream().map(PooledLine::stated).toList(),
                List.of());
    }

    @SuppressWarnings("unchecked")
    private PooledLine line(ResultSet row) throws SQLException {
        return new PooledLine(
                row.getInt("line_no"),
                row.getString("sku"),
                row.getInt("allocated"),
                row.getInt("shipped"),
                row.getInt("returned"),
                new Line(
                        row.getString("platform_line_id"),
                        row.getString("platform_sku"),
                        row.getString("title"),
                        row.getInt("quantity"),
                        row.getInt("cancelled"),
                        row.getInt("refunded"),
                        row.getBigDecimal("unit_price"),
                        row.getBigDecimal("tax"),
                        row.getBoolean("requires_shipping"),
                        row.getString("no_shipping_reason"),
                        row.getBoolean("gift"),
                        row.getString("customization"),
                        read(row.getString("listing_ids"), Map.class),
                        row.getString("ship_together"),
                        row.getString("ioss"),
                        row.getInt("fulfilled"),
                        List.of()));
    }

    private String write(Object value) {
        try {
            return value == null ? null : json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return text == null ? null : json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
