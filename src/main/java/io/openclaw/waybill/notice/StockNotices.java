package io.openclaw.waybill.notice;

import io.openclaw.stock.BundleRefusedException;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockFinding;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.statement.InboundLine;
import io.openclaw.stock.statement.InboundStock;
import io.openclaw.stock.statement.StockAdjustments;
import io.openclaw.waybill.WaybillAnswer;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Reads what a warehouse tells of its stock into the stock room. What it tells of a bundle is booked nowhere and is a finding: what else
 * it tells beside it is taken. Called inside the caller's transaction.
 */
@Component("stockNotices")
public class StockNotices {

    private final StockAdjustments stock;
    private final InboundStock inbound;
    private final Clock clock;

    public StockNotices(StockAdjustments stock, InboundStock inbound, Clock clock) {
        this.stock = stock;
        this.inbound = inbound;
        this.clock = clock;
    }

    /**
     * @param warehouse the account that counted
     * @param notice canonical document of type {@code stock_count}; without {@code as_of} it was counted now, or,
     *     where it was asked for, not before {@code asked_at}
     * @param cause identity of the push: the same one changes nothing twice
     */
    public StockChange count(String tenant, String warehouse, Map<String, Object> notice, String cause) {
        String sku = WaybillAnswer.text(notice, "sku");
        String onHand = WaybillAnswer.text(notice, "on_hand");
        if (sku == null || onHand == null) {
            throw new IllegalArgumentException("a count bears sku and on_hand; this one is " + notice.keySet());
        }
        int units = Integer.parseInt(onHand);
        try {
            return count(tenant, warehouse, sku, units, notice, cause + "/" + sku);
        } catch (BundleRefusedException refused) {
            return ofBundle(new StockKey(tenant, warehouse, sku), notice, units, refused);
        }
    }

    private StockChange count(
            String tenant, String warehouse, String sku, int units, Map<String, Object> notice, String identity) {
        OffsetDateTime asOf = OutboundNotices.time(notice, "as_of");
        OffsetDateTime askedAt = OutboundNotices.time(notice, "asked_at");
        if (asOf == null && askedAt != null) {
            return stock.countAsked(tenant, warehouse, sku, units, askedAt, identity);
        }
        return stock.count(
                tenant,
                warehouse,
                sku,
                units,
                asOf == null ? OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)) : asOf,
                identity);
    }

    /** @param units that it tells of; a list that has none of it says nothing wrong */
    private static StockChange ofBundle(
            StockKey key, Map<String, Object> notice, int units, BundleRefusedException refused) {
        String told = key.warehouse() + " told " + WaybillAnswer.text(notice, "type") + " of " + key.sku() + ", "
                + units + (units == 1 ? " unit: " : " units: ");
        String why = units == 0
                ? "there is none of it by itself"
                : "nothing of it was booked, " + refused.getMessage() + "; it is to " + refused.hint();
        return StockChange.none(key)
                .with(List.of(StockFinding.of(key, StockFinding.BUNDLE, units > 0, told + why, List.of())));
    }

    /**
     * @param warehouse the account that tells
     * @param notice canonical document of type {@code stock_inbound} (all lines on their way), {@code stock_receipt} (goods came)
     *     or {@code stock_regrade} (units were judged). Its {@code reference} tells two of the same push apart, its
     *     {@code occurred_at} says when it was so
     * @param cause identity of the push: the same one changes nothing twice
     * @param receivedAt when the push came, which is when it was so where the notice does not say
     */
    public StockChange movement(
            String tenant, String warehouse, Map<String, Object> notice, String cause, Instant receivedAt) {
        try {
            return moved(tenant, warehouse, notice, cause, receivedAt);
        } catch (BundleRefusedException refused) {
            int units = WaybillAnswer.text(notice, "quantity") != null
                    ? quantity(notice)
                    : lines(notice).stream().mapToInt(InboundLine::quantity).sum();
            return ofBundle(new StockKey(tenant, warehouse, sku(notice)), notice, units, refused);
        }
    }

    private StockChange moved(
            String tenant, String warehouse, Map<String, Object> notice, String cause, Instant receivedAt) {
        String type = WaybillAnswer.text(notice, "type");
        String sku = sku(notice);
        String identity = identity(notice, cause);
        OffsetDateTime occurredAt = occurred(notice, receivedAt);
        return switch (type) {
            case "stock_inbound" -> inbound.state(tenant, warehouse, sku, lines(notice), identity);
            case "stock_receipt" ->
                inbound.receive(
                        tenant,
                        warehouse,
                        sku,
                        WaybillAnswer.text(notice, "inbound_id"),
                        quantity(notice),
                        occurredAt,
                        identity);
            case "stock_regrade" ->
                stock.regrade(
                        tenant,
                        warehouse,
                        sku,
                        quantity(notice),
                        grade(notice, "from"),
                        grade(notice, "to"),
                        occurredAt,
                        identity);
            default -> throw new IllegalArgumentException("type '" + type + "' is no movement of stock");
        };
    }

    static String sku(Map<String, Object> notice) {
        String sku = WaybillAnswer.text(notice, "sku");
        if (sku == null) {
            throw new IllegalArgumentException("a notice of type " + WaybillAnswer.text(notice, "type")
                    + " bears a sku; this one is " + notice.keySet());
        }
        return sku;
    }

    static String identity(Map<String, Object> notice, String cause) {
        String reference = WaybillAnswer.text(notice, "reference");
        return cause + "/" + WaybillAnswer.text(notice, "type") + "/" + sku(notice)
                + (reference == null ? "" : "/" + reference);
    }

    static OffsetDateTime occurred(Map<String, Object> notice, Instant receivedAt) {
        OffsetDateTime said = OutboundNotices.time(notice, "occurred_at");
        return said == null ? receivedAt.atOffset(ZoneOffset.UTC) : said;
    }

    static String grade(Map<String, Object> notice, String field) {
        String grade = WaybillAnswer.text(notice, field);
        // What nobody has judged is not sold.
        return grade == null ? "quarantine" : grade;
    }

    static int quantity(Map<String, Object> notice) {
        String quantity = WaybillAnswer.text(notice, "quantity");
        if (quantity == null) {
            throw new IllegalArgumentException("quantity is missing; the notice is " + notice.keySet());
        }
        return Integer.parseInt(quantity);
    }

    @SuppressWarnings("unchecked")
    private static List<InboundLine> lines(Map<String, Object> notice) {
        List<InboundLine> lines = new ArrayList<>();
        Object stated = notice.get("lines");
        if (stated instanceof List<?> list) {
            for (Object item : list) {
                Map<String, Object> line = (Map<String, Object>) item;
                String confidence = WaybillAnswer.text(line, "confidence");
                lines.add(new InboundLine(
                        WaybillAnswer.text(line, "id"),
                        WaybillAnswer.text(line, "kind"),
                        quantity(line),
                        OutboundNotices.time(line, "eta"),
                        confidence == null ? null : new BigDecimal(confidence),
                        WaybillAnswer.text(line, "source_document")));
            }
        }
        return lines;
    }
}
