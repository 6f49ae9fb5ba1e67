package io.openclaw.sandbox.control;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.SandboxAccounts;
import io.openclaw.sandbox.ledger.Behaviours;
import io.openclaw.sandbox.ledger.Fault;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.parcel.Journeys;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.parcel.PackingHabits;
import io.openclaw.sandbox.parcel.Parcels;
import io.openclaw.sandbox.partner.ShopifyOrders;
import io.openclaw.sandbox.partner.ShopifyStock;
import io.openclaw.sandbox.push.Pusher;
import io.openclaw.sandbox.web.PartnerDesk;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The calls that steer the sandbox, as {@code routes/sandbox/control.camel.yaml} serves them. */
@Component("sandboxControl")
public final class SandboxControl {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxControl.class);
    private static final int MOST_ORDERS = 5_000;
    private static final long A_DAY_MS = 86_400_000;
    private static final Set<String> ANY_PUSH = Set.of("push", "webhook", Behaviours.ALL);

    private final SandboxAccounts accounts;
    private final ShopifyOrders shopify;
    private final ShopifyStock shelves;
    private final Ledger ledger;
    private final Pusher pusher;
    private final Behaviours behaviours;
    private final PartnerDesk desk;
    private final Pace pace;
    private final Parcels parcels;
    private final PackingHabits habits;

    public SandboxControl(
            SandboxAccounts accounts,
            ShopifyOrders shopify,
            ShopifyStock shelves,
            Ledger ledger,
            Pusher pusher,
            Behaviours behaviours,
            PartnerDesk desk,
            Pace pace,
            Parcels parcels,
            PackingHabits habits) {
        this.accounts = accounts;
        this.shopify = shopify;
        this.shelves = shelves;
        this.ledger = ledger;
        this.pusher = pusher;
        this.behaviours = behaviours;
        this.desk = desk;
        this.pace = pace;
        this.parcels = parcels;
        this.habits = habits;
    }

    /** {@code POST /sandbox/orders}. */
    public CompletionStage<Map<String, Object>> orders(Exchange exchange) {
        ControlRequest request = ControlRequest.of(
                exchange, Set.of("account", "count", "sku", "quantity", "country_code", "postal_code"));
        SandboxAccount account = account(request.text("account", null));
        if (!account.kind().equals("platform")) {
            throw ControlProblem.invalid(account.id() + " takes no orders", "platform accounts are " + ids("platform"));
        }
        int count = (int) request.number("count", 1, 1, MOST_ORDERS);
        int quantity = (int) request.number("quantity", 1, 1, 1_000_000);
        String country = request.text("country_code", "US");
        if (!country.matches("[A-Z]{2}")) {
            throw ControlProblem.invalid("country_code has to be two capital letters", "for example \"US\"");
        }
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 201);
        return shopify.place(
                        account.id(),
                        count,
                        request.text("sku", null),
                        quantity,
                        country,
                        request.text("postal_code", null))
                .thenApply(placed -> {
                    Map<String, Object> answer = new LinkedHashMap<>();
                    answer.put("account", account.id());
                    answer.put("count", placed.size());
                    answer.put(
                            "orders", placed.stream().map(SandboxControl::order).toList());
                    return answer;
                });
    }

    /** {@code POST /sandbox/orders/{account}/{id}/cancel}: the buyer changes his mind. */
    public CompletionStage<Map<String, Object>> cancel(Exchange exchange) {
        Message message = exchange.getMessage();
        SandboxAccount account = account(message.getHeader("account", String.class));
        String id = message.getHeader("id", String.class);
        if (!id.matches("\\d{1,18}")) {
            throw ControlProblem.invalid(
                    "the order id has to be the platform's number", "POST /sandbox/orders lists them");
        }
        return shopify.cancel(account.id(), Long.parseLong(id)).thenApply(cancelled -> cancelled
                .map(SandboxControl::order)
                .orElseThrow(() -> new ControlProblem(
                        409, "order " + id + " cannot be cancelled", "it does not exist, or is shipped or cancelled")));
    }

    private static Map<String, Object> order(ShopifyOrders.Placed placed) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("platform_order_id", Long.toString(placed.id()));
        order.put("platform_order_no", placed.name());
        return order;
    }

    /** {@code GET /sandbox/partners/{account}/ledger?operation=&reference=&limit=}. */
    public CompletionStage<Map<String, Object>> ledger(Exchange exchange) {
        Message message = exchange.getMessage();
        SandboxAccount account = account(message.getHeader("account", String.class));
        String operation = message.getHeader("operation", String.class);
        String reference = message.getHeader("reference", String.class);
        String limit = message.getHeader("limit", "1000", String.class);
        if (!limit.matches("\\d{1,6}")) {
            throw ControlProblem.invalid(
                    "limit has to be a number", "calls are limited to 1000 without it, effects never");
        }
        return ledger.flush().thenApply(flushed -> {
            Map<String, Object> answer = ledger.of(account.id(), operation, reference, Integer.parseInt(limit));
            answer.put("pushes_pending", pusher.pending(account.id()));
            return answer;
        });
    }

    /** {@code PUT /sandbox/partners/{account}/stock}: somebody sets a figure at the shop, past the hub. */
    public CompletionStage<Map<String, Object>> stock(Exchange exchange) {
        SandboxAccount account = account(exchange.getMessage().getHeader("account", String.class));
        ControlRequest request = ControlRequest.of(exchange, Set.of("sku", "available"));
        if (!account.vendor().equals("shopify")) {
            throw ControlProblem.invalid(account.id() + " shows no stock", "platform accounts are " + ids("platform"));
        }
        String sku = request.text("sku", null);
        if (sku == null || !request.has("available")) {
            throw ControlProblem.invalid(
                    "sku and available have to be given", "{\"sku\":\"DEMO-MUG\",\"available\":0}");
        }
        int available = (int) request.number("available", 0, -1_000_000, 1_000_000);
        return shelves.typedIn(account.id(), sku, available).thenApply(units -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("account", account.id());
            answer.put("sku", sku);
            answer.put("available", units);
            return answer;
        });
    }

    /** {@code PUT /sandbox/partners/{account}/behaviour}. */
    public CompletionStage<Map<String, Object>> behaviour(Exchange exchange) {
        SandboxAccount account = account(exchange.getMessage().getHeader("account", String.class));
        ControlRequest request =
                ControlRequest.of(exchange, Set.of("operation", "fault", "times", "delay_ms", "parcels", "short"));
        if (request.has("parcels")) {
            return packing(account, request);
        }
        if (request.has("short")) {
            return picking(account, request);
        }
        String operation = request.text("operation", Behaviours.ALL);
        String word = request.text("fault", "none");
        Fault fault = word.equals("none")
                ? null
                : Fault.of(word)
                        .orElseThrow(() -> ControlProblem.invalid(
                                "unknown fault " + word,
                                "faults are none "
                                        + String.join(
                                                " ",
                                                Arrays.stream(Fault.values())
                                                        .map(Fault::word)
                                                        .toList())));
        String of = operation(account, operation, fault);
        Long times = request.has("times") ? Long.valueOf(request.number("times", 1, 0, 1_000_000)) : null;
        Long delayMs = request.has("delay_ms") ? Long.valueOf(request.number("delay_ms", 0, 0, A_DAY_MS)) : null;
        return behaviours
                .set(account.id(), of, fault, times == null ? null : times.intValue(), delayMs)
                .thenApply(done -> {
                    Map<String, Object> answer = new LinkedHashMap<>();
                    answer.put("account", account.id());
                    answer.put("operation", of);
                    answer.put("fault", word);
                    answer.put("times", times);
                    answer.put(
                            "delay_ms",
                            delayMs == null && fault != null ? Long.valueOf(fault.defaultDelayMs()) : delayMs);
                    return answer;
                });
    }

    /** {@code {"parcels": 2}}: no fault, a habit. */
    private CompletionStage<Map<String, Object>> packing(SandboxAccount account, ControlRequest request) {
        if (!account.setting("label", "carrier").equals("warehouse")) {
            throw ControlProblem.invalid(
                    account.id() + " labels no parcels itself",
                    "parcels is for warehouses that make their own labels; a carrier's labels are as many as the product has"
                            + " boxes");
        }
        if (request.has("fault") || request.has("operation")) {
            throw ControlProblem.invalid("parcels stands alone", "send the fault in a call of its own");
        }
        int count = (int) request.number("parcels", 1, 1, PackingHabits.MOST);
        return habits.set(account.id(), count).thenApply(done -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("account", account.id());
            answer.put("parcels", count);
            return answer;
        });
    }

    /** {@code {"short": 1}}: of each fulfillment it does not find that many units, and says so when the rest leaves. */
    private CompletionStage<Map<String, Object>> picking(SandboxAccount account, ControlRequest request) {
        if (!account.kind().equals("warehouse")) {
            throw ControlProblem.invalid(account.id() + " picks nothing", "warehouse accounts are " + ids("warehouse"));
        }
        if (request.has("fault") || request.has("operation")) {
            throw ControlProblem.invalid("short stands alone", "send the fault in a call of its own");
        }
        int units = (int) request.number("short", 0, 0, PackingHabits.MOST_UNFOUND);
        return habits.setUnfound(account.id(), units).thenApply(done -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("account", account.id());
            answer.put("short", units);
            return answer;
        });
    }

    private String operation(SandboxAccount account, String operation, Fault fault) {
        List<String> operations = desk.operationsOf(account);
        List<String> pushes = desk.pushesOf(account);
        boolean any = operation.equals(Behaviours.ALL);
        if (fault != null && fault.ofPushes()) {
            if (pushes.isEmpty()) {
                throw ControlProblem.invalid(account.id() + " pushes nothing", "its operations are " + operations);
            }
            if (ANY_PUSH.contains(operation) || operations.contains(operation)) {
                return Behaviours.ALL;
            }
        }
        boolean known = any || operations.contains(operation) || pushes.contains(operation);
        if (!known || fault != null && !fault.ofPushes() && pushes.contains(operation)) {
            throw ControlProblem.invalid(
                    account.id() + " has no operation " + operation,
                    "operations are " + operations + ", pushes (for duplicate_push, reordered_push and clock_skew) are "
                            + pushes + ", * stands for all");
        }
        return operation;
    }

    /** {@code PUT /sandbox/pace}. */
    public CompletionStage<Map<String, Object>> pace(Exchange exchange) {
        ControlRequest request = ControlRequest.of(exchange, Set.of("milestone_ms"));
        if (!request.has("milestone_ms")) {
            throw ControlProblem.invalid("milestone_ms is missing", "{\"milestone_ms\": 1000}");
        }
        long ms = request.number("milestone_ms", pace.milestoneMs(), 0, A_DAY_MS);
        return pace.set(ms).thenApply(done -> Map.of("milestone_ms", ms));
    }

    /** {@code PUT /sandbox/partners/{account}/script}. */
    public CompletionStage<Map<String, Object>> script(Exchange exchange) {
        SandboxAccount account = account(exchange.getMessage().getHeader("account", String.class));
        ControlRequest request = ControlRequest.of(exchange, Set.of("waybill_no", "events"));
        if (!account.kind().equals("carrier")) {
            throw ControlProblem.invalid(account.id() + " is no carrier", "carrier accounts are " + ids("carrier"));
        }
        List<Journeys.Stop> stops = ScriptedStops.of(request.raw("events"));
        String waybillNo = request.text("waybill_no", null);
        return parcels.script(account.id(), waybillNo, stops).thenApply(done -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("account", account.id());
            answer.put("waybill_no", waybillNo);
            answer.put("events", stops.stream().map(Journeys.Stop::code).toList());
            return answer;
        });
    }

    /** Turns the outcome into the HTTP answer. */
    public void answer(Exchange exchange) {
        Message message = exchange.getMessage();
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        send(message, status, "application/json", Json.bytes(message.getBody()));
    }

    /** Turns a failure into a problem (RFC 9457). */
    public void problem(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        while (!(cause instanceof ControlProblem) && cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        ControlProblem problem = cause instanceof ControlProblem known
                ? known
                : new ControlProblem(500, "the simulated partners failed: " + cause, "see the log");
        if (problem.status() >= 500) {
            LOG.error("a control call failed", cause);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put(
                "title", problem.status() == 404 ? "Not Found" : problem.status() == 409 ? "Conflict" : "Bad Request");
        document.put("status", problem.status());
        document.put("detail", problem.getMessage());
        document.put("request_id", UUID.randomUUID().toString());
        document.put("hint", problem.hint());
        send(exchange.getMessage(), problem.status(), "application/problem+json", Json.bytes(document));
    }

    private static void send(Message message, int status, String contentType, byte[] body) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, contentType);
        message.setBody(body);
    }

    private SandboxAccount account(String id) {
        if (id == null) {
            throw ControlProblem.invalid("account is missing", "accounts are " + ids(null));
        }
        return accounts.find(id)
                .orElseThrow(() -> ControlProblem.invalid("unknown account " + id, "accounts are " + ids(null)));
    }

    private List<String> ids(String kind) {
        return accounts.all().stream()
                .filter(account -> kind == null || account.kind().equals(kind))
                .map(SandboxAccount::id)
                .toList();
    }
}
