package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.SandboxAccounts;
import io.openclaw.sandbox.ledger.Ids;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.ledger.LedgerAwayException;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.sandbox.parcel.Journeys;
import io.openclaw.sandbox.parcel.LabelPrinter;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.parcel.PackingHabits;
import io.openclaw.sandbox.parcel.Parcels;
import io.openclaw.sandbox.push.Pusher;
import io.openclaw.store.Sql;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Third-party warehouses that speak OpenClaw's own scheme, as {@code routes/sandbox/warehouse.camel.yaml} serves them:
 * they take outbound orders, pack and ship them at the pace, and say so. A warehouse that labels its parcels itself gives
 * number and label when it has packed, of as many parcels as {@link PackingHabits} says.
 */
@Component("sandboxWarehouses")
public final class Warehouses {

    private static final Logger LOG = LoggerFactory.getLogger(Warehouses.class);
    private static final Sql SQL = Sql.of("sandbox");
    private static final int AT_ONCE = 200;
    private static final int LARGEST_PAGE = 500;

    private final PartnerStore store;
    private final Ledger ledger;
    private final Ids ids;
    private final SandboxAccounts accounts;
    private final Parcels parcels;
    private final Journeys journeys;
    private final Pace pace;
    private final LabelPrinter printer;
    private final Pusher pusher;
    private final PackingHabits habits;

    public Warehouses(
            PartnerStore store,
            Ledger ledger,
            Ids ids,
            SandboxAccounts accounts,
            Parcels parcels,
            Journeys journeys,
            Pace pace,
            LabelPrinter printer,
            Pusher pusher,
            PackingHabits habits) {
        this.store = store;
        this.ledger = ledger;
        this.ids = ids;
        this.accounts = accounts;
        this.parcels = parcels;
        this.journeys = journeys;
        this.pace = pace;
        this.printer = printer;
        this.pusher = pusher;
        this.habits = habits;
    }

    /** An outbound order, once per fulfillment_no: the second time it is only confirmed. */
    public CompletionStage<PartnerCall> create(PartnerCall call) {
        Map<String, Object> request = call.json();
        String fulfillmentNo = Json.text(request, "fulfillment_no");
        call.about(fulfillmentNo);
        if (fulfillmentNo == null
                || Json.children(request, "lines").isEmpty()
                || Json.text(Json.child(request, "ship_to"), "country_code") == null) {
            return CompletableFuture.completedFuture(call.reply(
                    422,
                    Map.of(
                            "code",
                            "incomplete",
                            "message",
                            "fulfillment_no, lines and ship_to.country_code are required")));
        }
        return store.write(writing -> {
            Optional<Outbound> known = find(writing.jdbc(), call.account(), fulfillmentNo);
            String outboundNo = known.map(Outbound::outboundNo).orElseGet(() -> "OB" + ids.next());
            Map<String, Object> answer = Map.of(
                    "accepted",
                    true,
                    "outbound_no",
                    outboundNo,
                    "status",
                    known.map(Outbound::told).orElse("accepted"));
            call.reply(known.isPresent() ? 200 : 201, answer);
            if (known.isEmpty()) {
                writing.jdbc()
                        .update(
                                SQL.get("outbound"),
                                call.account(),
                                fulfillmentNo,
                                outboundNo,
                                Json.text(withoutLabel(request)),
                                pace.after(Pace.now()));
                ledger.took(writing, call, "create-outbound", fulfillmentNo, outboundNo);
            }
            return call;
        });
    }

    /** The printed label is the carrier's business; the warehouse forgets it once it is on the box. */
    private static Map<String, Object> withoutLabel(Map<String, Object> request) {
        Map<String, Object> kept = new LinkedHashMap<>(request);
        if (request.containsKey("parcel")) {
            Map<String, Object> parcel = new LinkedHashMap<>(Json.child(request, "parcel"));
            parcel.remove("label");
            kept.put("parcel", parcel);
        }
        return kept;
    }

    public void get(PartnerCall call) {
        String fulfillmentNo = last(call.path());
        call.about(fulfillmentNo);
        find(store.read(), call.account(), fulfillmentNo)
                .ifPresentOrElse(
                        found -> call.reply(200, document(found, true)),
                        () -> call.reply(404, Map.of("code", "not_found", "message", "no such outbound order")));
    }

    /** Possible until the parcel has left. */
    public CompletionStage<PartnerCall> cancel(PartnerCall call) {
        String path = call.path().substring(0, call.path().lastIndexOf("/cancel"));
        String fulfillmentNo = last(path);
        call.about(fulfillmentNo);
        return store.write(writing -> {
            Optional<Outbound> found = find(writing.jdbc(), call.account(), fulfillmentNo);
            if (found.isEmpty()) {
                return call.reply(404, Map.of("code", "not_found", "message", "no such outbound order"));
            }
            if (found.get().status().equals("cancelled")) {
                return call.reply(200, Map.of("cancelled", true));
            }
            if (writing.jdbc().update(SQL.get("outbound-cancel"), call.account(), fulfillmentNo) == 0) {
                return call.reply(
                        409, Map.of("code", "already_outbound", "message", "the parcel has left the warehouse"));
            }
            // Its own carrier never gets what it does not hand over.
            found.get().numbers().forEach(number -> parcels.stop(writing, call.account(), number));
            call.reply(200, Map.of("cancelled", true));
            ledger.took(writing, call, "cancel-outbound", fulfillmentNo, null);
            return call;
        });
    }

    /** A page of what lies there, by SKU; the cursor is the last SKU of the page before. */
    public void stock(PartnerCall call) {
        String skus = call.query().get("skus");
        List<String> wanted = skus == null || skus.isBlank() ? List.of() : Arrays.asList(skus.split(","));
        String cursor = call.query().getOrDefault("cursor", "");
        String limit = call.query().getOrDefault("limit", String.valueOf(LARGEST_PAGE));
        if (!limit.matches("[1-9]\\d{0,8}")) {
            call.reply(422, Map.of("code", "limit", "message", "limit is a number of SKUs, at least 1"));
            return;
        }
        int page = Math.min(LARGEST_PAGE, Integer.parseInt(limit));
        // To the millisecond, as its parcels leave: a rounded time would have what left meanwhile taken off twice.
        String now = Pace.now().truncatedTo(ChronoUnit.MILLIS).toString();
        List<Map<String, Object>> behind =
                store.read().queryForList(SQL.get("warehouse-stock"), call.account()).stream()
                        .filter(row -> wanted.isEmpty() || wanted.contains(row.get("sku")))
                        .filter(row -> row.get("sku").toString().compareTo(cursor) > 0)
                        .sorted(Comparator.comparing(row -> row.get("sku").toString()))
                        .limit(page + 1L)
                        .map(row -> Map.of("sku", row.get("sku"), "on_hand", row.get("on_hand"), "as_of", now))
                        .toList();
        List<Map<String, Object>> items = behind.subList(0, Math.min(page, behind.size()));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", items);
        if (behind.size() > page) {
            answer.put("next_cursor", items.get(page - 1).get("sku"));
        }
        call.reply(200, answer);
    }

    /** Moves on what is due: accepted, packed, outbound, one step at every pace. */
    public void advance() {
        if (store.read()
                .queryForList(SQL.get("outbound-any-due"), Integer.class, Pace.now())
                .isEmpty()) {
            return;
        }
        store.write(writing -> {
                    OffsetDateTime now = Pace.now();
                    writing.jdbc()
                            .query(SQL.get("outbounds-due"), (row, n) -> Outbound.of(row), now, AT_ONCE)
                            .forEach(outbound -> move(writing, outbound));
                    return null;
                })
                .whenComplete((done, failure) -> {
                    if (failure != null && !LedgerAwayException.meant(failure)) {
                        LOG.error("the simulated warehouses could not move on", failure);
                    }
                });
    }

    private void move(Writing writing, Outbound before) {
        SandboxAccount account = accounts.get(before.account());
        boolean ownLabel = account.setting("label", "carrier").equals("warehouse");
        String next =
                switch (before.status()) {
                    case "received" -> "accepted";
                    case "accepted" -> "packed";
                    default -> "outbound";
                };
        int units = before.units();
        int unfound = Math.min(habits.unfound(account.id()), units);
        if (next.equals("packed") && unfound > 0 && unfound == units) {
            // There is nothing to pack: its first word of that is its last of the order.
            next = "outbound";
        } else if (next.equals("outbound")) {
            unfound = Math.min(unfound, units - 1);
        } else {
            unfound = 0;
        }
        List<String> numbers = before.numbers();
        if (ownLabel && next.equals("packed")) {
            numbers = Stream.generate(() -> account.setting("number_prefix", "WH") + ids.next())
                    .limit(habits.parcels(account.id()))
                    .toList();
        }
        Outbound after = new Outbound(
                before.account(),
                before.fulfillmentNo(),
                before.outboundNo(),
                next,
                numbers,
                before.request(),
                next.equals("outbound") ? null : pace.after(before.nextAt()));
        writing.jdbc()
                .update(
                        SQL.get("outbound-moved"),
                        next,
                        numbers.isEmpty() ? null : numbers.get(0),
                        numbers.size() < 2 ? null : String.join(",", numbers.subList(1, numbers.size())),
                        after.nextAt(),
                        before.account(),
                        before.fulfillmentNo());
        Map<String, Object> notice = document(after, ownLabel && next.equals("packed"));
        notice.put("type", WarehouseDoor.STATUS);
        notice.put("occurred_at", Pace.now().truncatedTo(ChronoUnit.MILLIS).toString());
        if (unfound > 0) {
            notice.put("shipped", after.found(unfound));
        }
        pusher.push(writing, before.account(), WarehouseDoor.STATUS, notice);
        if (ownLabel && next.equals("packed")) {
            hand(writing, after);
        } else if (next.equals("outbound")) {
            leave(writing, after);
        }
    }

    /** Its own carrier knows of the parcels from the label on. */
    private void hand(Writing writing, Outbound outbound) {
        Map<String, Object> to = Json.child(outbound.request(), "ship_to");
        for (int i = 0; i < outbound.numbers().size(); i++) {
            parcels.begin(
                    writing,
                    outbound.account(),
                    outbound.numbers().get(i),
                    i == 0 ? outbound.reference() : outbound.fulfillmentNo() + "/" + (i + 1),
                    Json.text(to, "country_code"),
                    Json.text(to, "city"),
                    journeys.domestic());
        }
    }

    /** What it did not find is off its shelf, too. */
    private void leave(Writing writing, Outbound outbound) {
        for (Map<String, Object> line : Json.children(outbound.request(), "lines")) {
            writing.jdbc()
                    .update(
                            SQL.get("warehouse-stock-out"),
                            line.get("quantity"),
                            outbound.account(),
                            Json.text(line, "sku"));
        }
    }

    private byte[] label(SandboxAccount account, Outbound outbound, String number) {
        Map<String, Object> to = Json.child(outbound.request(), "ship_to");
        return printer.print(
                account.id().toUpperCase(Locale.ROOT),
                account.setting("carrier", "Ground"),
                number,
                List.of(
                        orEmpty(to, "name"),
                        orEmpty(to, "street1"),
                        orEmpty(to, "city") + " " + orEmpty(to, "state") + " " + orEmpty(to, "postal_code"),
                        orEmpty(to, "country_code")),
                outbound.fulfillmentNo());
    }

    private Map<String, Object> document(Outbound outbound, boolean withLabel) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("fulfillment_no", outbound.fulfillmentNo());
        document.put("outbound_no", outbound.outboundNo());
        document.put("status", outbound.told());
        String carried = Json.text(Json.child(outbound.request(), "parcel"), "waybill_no");
        if (outbound.numbers().size() == 1) {
            document.putAll(packed(outbound, outbound.numbers().get(0), withLabel));
        } else if (outbound.numbers().size() > 1) {
            List<Map<String, Object>> packages = new ArrayList<>();
            for (String number : outbound.numbers()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("package_no", Integer.toString(packages.size() + 1));
                one.putAll(packed(outbound, number, withLabel));
                List<Map<String, Object>> lines = outbound.contents(packages.size());
                if (!lines.isEmpty()) {
                    one.put("lines", lines);
                }
                packages.add(one);
            }
            document.put("packages", packages);
        } else if (carried != null) {
            document.put("waybill_no", carried);
        }
        return document;
    }

    private Map<String, Object> packed(Outbound outbound, String number, boolean withLabel) {
        SandboxAccount account = accounts.get(outbound.account());
        Map<String, Object> packed = new LinkedHashMap<>();
        packed.put("waybill_no", number);
        packed.put("carrier", account.setting("carrier", "Ground"));
        if (withLabel) {
            byte[] label = label(account, outbound, number);
            packed.put(
                    "label",
                    Map.of("format", "pdf", "document", Base64.getEncoder().encodeToString(label)));
        }
        return packed;
    }

    private static Optional<Outbound> find(JdbcTemplate jdbc, String account, String fulfillmentNo) {
        return jdbc.query(SQL.get("outbound-of"), (row, n) -> Outbound.of(row), account, fulfillmentNo).stream()
                .findFirst();
    }

    private static String last(String path) {
        return URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
    }

    private static String orEmpty(Map<String, Object> map, String name) {
        String text = Json.text(map, name);
        return text == null ? "" : text;
    }
}
