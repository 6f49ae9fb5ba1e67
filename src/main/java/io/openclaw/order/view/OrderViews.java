package io.openclaw.order.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.order.Address;
import io.openclaw.order.Money;
import io.openclaw.order.OrderDocument.Buyer;
import io.openclaw.order.OrderDocument.ShippingMethod;
import io.openclaw.order.OrderStatus;
import io.openclaw.order.gate.HoldRemedies;
import io.openclaw.order.view.OrderView.CancelWish;
import io.openclaw.order.view.OrderView.CaseView;
import io.openclaw.order.view.OrderView.HoldView;
import io.openclaw.order.view.OrderView.KeptView;
import io.openclaw.order.view.OrderView.LineView;
import io.openclaw.order.view.OrderView.Step;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.Sql;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Puts the documents of orders together, a fixed number of statements for any number of orders. */
@Component
public class OrderViews {

    private static final Set<String> LABEL_IN_FORCE = Set.of("created", "void_requested");

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final ObjectMapper json;
    private final StatusFacts statusFacts;
    private final FulfillmentViews fulfillmentViews;
    private final BackorderViews backorderViews;
    private final PendingViews pendingViews;
    private final Sql sql = Sql.of("order-view");

    public OrderViews(
            JdbcClient jdbc,
            FieldCipher cipher,
            ObjectMapper json,
            StatusFacts statusFacts,
            FulfillmentViews fulfillmentViews,
            BackorderViews backorderViews,
            PendingViews pendingViews) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.json = json;
        this.statusFacts = statusFacts;
        this.fulfillmentViews = fulfillmentViews;
        this.backorderViews = backorderViews;
        this.pendingViews = pendingViews;
    }

    /** The documents of these orders, in the sequence of the numbers. */
    List<OrderView> of(List<String> orderNos, Locale locale) {
        if (orderNos.isEmpty()) {
            return List.of();
        }
        Grouped<OrderView.FulfillmentView> fulfillments = fulfillmentViews.of(orderNos);
        Parts parts = new Parts(
                statusFacts.statuses(orderNos),
                holds(orderNos, fulfillments, locale),
                backorderViews.of(orderNos),
                lines(orderNos),
                kept(orderNos),
                fulfillments,
                cases(orderNos),
                pendingViews.of(orderNos, fulfillments),
                timeline(orderNos));
        Map<String, OrderView> orders = new HashMap<>();
        read("orders", orderNos, row -> orders.put(row.getString("order_no"), order(row, parts)));
        return orderNos.stream().map(orders::get).filter(Objects::nonNull).toList();
    }

    private record Parts(
            Map<String, OrderStatus> statuses,
            Grouped<HoldView> holds,
            Map<String, OrderView.BackorderView> backorders,
            Grouped<LineView> lines,
            Grouped<KeptView> kept,
            Grouped<OrderView.FulfillmentView> fulfillments,
            Grouped<CaseView> cases,
            Grouped<OrderView.PendingView> pending,
            Grouped<Step> timeline) {}

    private OrderView order(ResultSet row, Parts parts) throws SQLException {
        String orderNo = row.getString("order_no");
        String currency = row.getString("currency");
        String tags = row.getString("tags");
        Buyer buyer = parse(cipher.decryptText(row.getBytes("buyer_enc")), Buyer.class);
        return new OrderView(
                orderNo,
                row.getString("tenant"),
                row.getString("account"),
                row.getString("platform"),
                row.getString("platform_order_id"),
                row.getString("platform_order_no"),
                row.getString("parent_no"),
                row.getString("order_type"),
                row.getString("fulfilled_by"),
                parts.statuses().get(orderNo),
                row.getString("state"),
                row.getString("payment_status"),
                row.getString("payment_detail"),
                row.getString("payment_terms"),
                cash(row, currency),
                row.getBoolean("test"),
                row.getInt("version"),
                instant(row, "placed_at"),
                instant(row, "paid_at"),
                instant(row, "ship_by"),
                instant(row, "deliver_by"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                currency,
                Money.text(row.getBigDecimal("total"), currency),
                Money.text(row.getBigDecimal("item_total"), currency),
                Money.text(row.getBigDecimal("shipping_total"), currency),
                Money.text(row.getBigDecimal("seller_discount"), currency),
                Money.text(row.getBigDecimal("platform_discount"), currency),
                Money.text(row.getBigDecimal("tax_total"), currency),
                Money.text(row.getBigDecimal("duties_total"), currency),
                method(row, currency),
                tags == null ? List.of() : List.of(tags.split(",")),
                buyer == null ? null : buyer.note(),
                buyer == null ? List.of() : buyer.attributes(),
                row.getString("seller_note"),
                row.getString("risk"),
                parse(row.getString("cancel_request"), CancelWish.class),
                parts.holds().of(orderNo),
                parts.backorders().get(orderNo),
                parse(cipher.decryptText(row.getBytes("ship_to_enc")), Address.class),
                parts.lines().of(orderNo),
                parts.kept().of(orderNo),
                parts.fulfillments().of(orderNo),
                parts.cases().of(orderNo),
                parts.pending().of(orderNo),
                parts.timeline().of(orderNo));
    }

    private static OrderView.CashView cash(ResultSet row, String currency) throws SQLException {
        BigDecimal amount = row.getBigDecimal("cod_amount");
        String own = row.getString("cod_currency");
        String paidIn = own == null ? currency : own;
        return amount == null ? null : new OrderView.CashView(Money.text(amount, paidIn), paidIn);
    }

    private OrderView.MethodView method(ResultSet row, String currency) throws SQLException {
        ShippingMethod method = parse(row.getString("shipping_method"), ShippingMethod.class);
        return method == null
                ? null
                : new OrderView.MethodView(
                        method.title(), method.code(), Money.text(method.price(), currency), method.category());
    }

    private Grouped<HoldView> holds(
            Collection<String> orderNos, Grouped<OrderView.FulfillmentView> fulfillments, Locale locale) {
        Grouped<HoldView> holds = new Grouped<>();
        read("holds", orderNos, row -> {
            String code = row.getString("code");
            String subject = row.getString("subject");
            String note = row.getString("note");
            holds.add(
                    row.getString("order_no"),
                    new HoldView(
                            code,
                            subject,
                            instant(row, "since"),
                            row.getString("held_by"),
                            note,
                            HoldRemedies.remedy(
                                    code,
                                    subject,
                                    note,
                                    labelled(fulfillments.of(row.getString("order_no"))),
                                    locale)));
        });
        return holds;
    }

    /** The labels in force, each with the warehouse its parcel leaves. */
    private static String labelled(List<OrderView.FulfillmentView> fulfillments) {
        return fulfillments.stream()
                .flatMap(fulfillment -> fulfillment.parcels().stream()
                        .filter(parcel -> LABEL_IN_FORCE.contains(parcel.waybillStatus()))
                        .map(parcel -> parcel.waybillNo() + " (" + fulfillment.warehouse() + ")"))
                .collect(Collectors.joining(", "));
    }

    private Grouped<LineView> lines(Collection<String> orderNos) {
        Grouped<LineView> lines = new Grouped<>();
        read(
                "lines",
                orderNos,
                row -> lines.add(
                        row.getString("order_no"),
                        new LineView(
                                row.getInt("line_no"),
                                row.getString("platform_line_id"),
                                row.getString("platform_sku"),
                                row.getString("sku"),
                                row.getString("title"),
                                row.getInt("quantity"),
                                row.getInt("cancelled"),
                                row.getInt("allocated"),
                                Math.min(row.getInt("quantity"), row.getInt("shipped") + row.getInt("fulfilled")),
                                row.getInt("returned"),
                                row.getInt("refunded"),
                                row.getInt("fulfilled"),
                                Money.text(row.getBigDecimal("unit_price"), row.getString("currency")),
                                row.getBoolean("requires_shipping"),
                                row.getString("no_shipping_reason"),
                                row.getString("customization"))));
        return lines;
    }

    private Grouped<KeptView> kept(Collection<String> orderNos) {
        Grouped<KeptView> kept = new Grouped<>();
        read(
                "kept",
                orderNos,
                row -> kept.add(
                        row.getString("order_no"),
                        new KeptView(
                                row.getString("warehouse"),
                                row.getString("sku"),
                                row.getInt("quantity"),
                                row.getString("state"),
                                row.getString("why"),
                                instant(row, "created_at"),
                                instant(row, "expires_at"),
                                instant(row, "promised_for"),
                                row.getString("source_document"))));
        return kept;
    }

    private Grouped<CaseView> cases(Collection<String> orderNos) {
        Grouped<CaseView> cases = new Grouped<>();
        read(
                "cases",
                orderNos,
                row -> cases.add(
                        row.getString("order_no"),
                        new CaseView(
                                row.getString("id"),
                                row.getString("reason"),
                                row.getString("status"),
                                row.getString("severity"),
                                row.getString("parcel_no"),
                                row.getString("message"),
                                instant(row, "opened_at"),
                                instant(row, "resolved_at"),
                                words(row.getString("allowed_actions")))));
        return cases;
    }

    private Grouped<Step> timeline(Collection<String> orderNos) {
        Grouped<Step> steps = new Grouped<>();
        read("timeline", orderNos, row -> {
            String type = row.getString("type");
            steps.add(
                    row.getString("order_no"),
                    new Step(
                            instant(row, "occurred_at"),
                            Timeline.stage(type),
                            type,
                            Timeline.detail(parse(row.getString("body"), Map.class))));
        });
        return steps;
    }

    private void read(String name, Collection<String> orderNos, RowCallbackHandler handler) {
        jdbc.sql(sql.get(name)).param("order_nos", orderNos).query(handler);
    }

    private <T> T parse(String text, Class<T> type) {
        try {
            return text == null ? null : json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(String commaSeparated) {
        return commaSeparated == null
                ? List.of()
                : Arrays.stream(commaSeparated.split(","))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
