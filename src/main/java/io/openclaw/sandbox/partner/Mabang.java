package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.ledger.Ids;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.push.Hmac;
import io.openclaw.sandbox.push.Push;
import io.openclaw.sandbox.push.PushFormat;
import io.openclaw.sandbox.web.VendorDoor;
import io.openclaw.store.Sql;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/**
 * The Mabang ERP's one address, as {@code routes/sandbox/mabang.camel.yaml} serves it. It keeps one order per
 * platformOrderId, and takes a statement once: the same {@code extendAttr} reference again changes nothing.
 */
@Component("sandboxMabang")
public final class Mabang implements VendorDoor, PushFormat {

    private static final Sql SQL = Sql.of("sandbox");
    private static final String DELIVERED = "4";
    private static final String CANCELLED = "5";

    private final PartnerStore store;
    private final Ledger ledger;
    private final Ids ids;

    public Mabang(PartnerStore store, Ledger ledger, Ids ids) {
        this.store = store;
        this.ledger = ledger;
        this.ids = ids;
    }

    @Override
    public String vendor() {
        return "mabang";
    }

    @Override
    public List<String> operations() {
        return List.of(
                "push-order",
                "push-shipment",
                "push-delivered",
                "push-cancel",
                "push-exception",
                "push-return",
                "find-order");
    }

    @Override
    public List<String> pushes() {
        return List.of();
    }

    /** The signature in {@code Authorization}: hex HMAC-SHA256 over the body as sent. */
    @Override
    public void check(SandboxAccount account, PartnerCall call) {
        String expected = HexFormat.of().formatHex(Hmac.sha256(account.secret(), call.body()));
        if (!expected.equals(call.header("Authorization"))) {
            answer(call, "401", "Authorization is wrong", null);
        }
    }

    @Override
    public Map<String, String> headers(SandboxAccount account, Push push, byte[] body, Instant now) {
        return OpenClawSignature.headers(account, push.id(), body, now);
    }

    /** Which of the hub's statements a request makes. */
    public String operation(byte[] body) {
        try {
            Map<String, Object> request = Json.object(body);
            return operation(Json.text(request, "api"), Json.child(request, "data"));
        } catch (UncheckedIOException e) {
            return "unknown";
        }
    }

    private static String operation(String api, Map<String, Object> data) {
        return switch (api == null ? "" : api) {
            case "order-get-order-list-new" -> "find-order";
            case "order-do-create-order" -> "push-order";
            case "order-do-deliver-order" -> "push-shipment";
            case "order-do-order-abnormal", "order-do-order-normal" -> "push-exception";
            case "order-do-change-order" -> change(Json.text(data, "orderStatus"), reference(data));
            default -> "unknown";
        };
    }

    private static String change(String orderStatus, String reference) {
        if (DELIVERED.equals(orderStatus)) {
            return "push-delivered";
        }
        if (CANCELLED.equals(orderStatus)) {
            return "push-cancel";
        }
        return reference != null && reference.matches(".*/v\\d+") ? "push-order" : "push-return";
    }

    /** {@code order-get-order-list-new}: the orders with these numbers. */
    public void list(PartnerCall call) {
        String wanted = Json.text(Json.child(call.json(), "data"), "platformOrderIds");
        call.about(wanted);
        List<Map<String, Object>> orders = wanted == null
                ? List.of()
                : Arrays.stream(wanted.split(","))
                        .flatMap(number ->
                                store.read().queryForList(SQL.get("erp-order-of"), call.account(), number).stream())
                        .map(row -> {
                            Map<String, Object> order = new LinkedHashMap<>(Json.object((String) row.get("body")));
                            order.put("id", row.get("number"));
                            return order;
                        })
                        .toList();
        answer(call, "200", "success", Map.of("data", orders, "total", orders.size()));
    }

    /** {@code order-do-create-order}: refused when there is one with this number. */
    public CompletionStage<PartnerCall> create(PartnerCall call) {
        Map<String, Object> data = Json.child(call.json(), "data");
        String orderId = Json.text(data, "platformOrderId");
        String reference = reference(data) == null ? orderId : reference(data);
        call.about(reference);
        return store.write(writing -> {
            String number = "MB" + ids.next();
            if (orderId == null) {
                return answer(call, "400", "platformOrderId is required", null);
            }
            if (writing.jdbc()
                            .update(
                                    SQL.get("erp-entry"),
                                    call.account(),
                                    "order",
                                    orderId,
                                    number,
                                    Json.text(data),
                                    Pace.now())
                    == 0) {
                return answer(call, "500", "the order " + orderId + " exists", null);
            }
            writing.jdbc()
                    .update(
                            SQL.get("erp-entry"),
                            call.account(),
                            "push-order",
                            reference,
                            number,
                            Json.text(data),
                            Pace.now());
            answer(call, "200", "success", Map.of("orderId", number));
            ledger.took(writing, call, "push-order", reference, null);
            return call;
        });
    }

    /** Every other statement about an order it has. */
    public CompletionStage<PartnerCall> state(PartnerCall call) {
        Map<String, Object> data = Json.child(call.json(), "data");
        String orderId = Json.text(data, "platformOrderId");
        String reference = reference(data) == null ? orderId : reference(data);
        call.about(reference);
        return store.write(writing -> {
            List<Map<String, Object>> known =
                    writing.jdbc().queryForList(SQL.get("erp-order-of"), call.account(), orderId);
            if (known.isEmpty()) {
                return answer(call, "404", "there is no order " + orderId, null);
            }
            boolean first = writing.jdbc()
                            .update(
                                    SQL.get("erp-entry"),
                                    call.account(),
                                    call.operation(),
                                    reference,
                                    known.get(0).get("number"),
                                    Json.text(data),
                                    Pace.now())
                    == 1;
            answer(call, "200", "success", Map.of("orderId", known.get(0).get("number")));
            if (first) {
                ledger.took(writing, call, call.operation(), reference, Json.text(data, "trackNumber"));
            }
            return call;
        });
    }

    public void unknown(PartnerCall call) {
        answer(call, "404", "no such api", null);
    }

    private static String reference(Map<String, Object> data) {
        Object attributes = data.get("extendAttr");
        if (attributes instanceof Map<?, ?> map) {
            return map.get("reference") == null ? null : map.get("reference").toString();
        }
        try {
            return attributes == null ? null : Json.text(Json.object(attributes.toString()), "reference");
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    /** Mabang answers 200 whatever happened; {@code code} says what did. */
    private static PartnerCall answer(PartnerCall call, String code, String message, Object data) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("code", code);
        answer.put("message", message);
        answer.put("data", data);
        return call.reply(200, answer);
    }
}
