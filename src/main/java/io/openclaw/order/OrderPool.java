package io.openclaw.order;

import io.openclaw.account.Accounts;
import io.openclaw.order.OrderDocument.CancelRequest;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Every order of every account in one model. Whatever arrives twice, out of order or at once: there is one order per
 * (tenant, account, platform order id), and it shows the newest version that has arrived.
 */
@Component("orderPool")
public class OrderPool {

    /** Who asks for a cancellation in the hub; a platform's version that knows nothing of it does not undo it. */
    static final String SELLER = "seller";

    /** How a document begins its risk where the platform's word is none the connector knows. */
    private static final String UNKNOWN_RISK = "unknown";

    private static final int ATTEMPTS = 5;
    /** What a person has accepted about a part of an order holds until that part changes. */
    private static final Map<String, List<String>> WAIVERS_OF_PART = Map.of(
            "address", List.of(HoldCode.ADDRESS_INCOMPLETE.code()),
            "notes", List.of(HoldCode.SELLER_NOTE.code(), HoldCode.BUYER_NOTE.code()),
            "risk", List.of(HoldCode.RISK.code()),
            "payment", List.of(HoldCode.PAYMENT_TERMS.code()));

    private final OrderTable table;
    private final OrderNo numbers;
    private final Accounts accounts;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final String dropWaivers = Sql.of("order").get("drop-waivers");

    public OrderPool(OrderTable table, OrderNo numbers, Accounts accounts, JdbcClient jdbc, Clock clock) {
        this.table = table;
        this.numbers = numbers;
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Takes one version of an order: its creation, a change or its cancellation, in any sequence. Versions are ordered
     * by the platform's time, then by the inbox id; one that is not newer than the version held changes nothing
     * ({@code older}), and one that says the same neither ({@code unchanged}).
     *
     * @throws IllegalArgumentException when the account is unknown
     */
    @Transactional
    public OrderChange upsert(OrderDocument document, String tenant, String account, long inboxId) {
        OrderDocument doc = CanonicalOrder.of(document);
        String platform = accounts.get(account).vendor();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<PooledOrder> held = table.lock(tenant, account, doc.platformOrderId());
            if (held.isPresent()) {
                return take(
                                held.get(),
                                settled(doc, table.ownShipments(held.get().orderNo())),
                                inboxId)
                        .showing(document);
            }
            String orderNo = numbers.next();
            if (table.insert(
                    orderNo,
                    tenant,
                    account,
                    platform,
                    settled(doc, Collections.emptySet()),
                    inboxId,
                    clock.instant())) {
                return new OrderChange(tenant, account, platform, orderNo, 1, "created", List.of());
            }
        }
        throw new IllegalStateException("order " + doc.platformOrderId() + " of " + account
                + " could be neither inserted nor found in " + ATTEMPTS + " attempts");
    }

    /**
     * Notes that the seller wants an order cancelled; the gate then holds it. What has gone further is undone by whoever
     * hears of the change.
     *
     * @throws IllegalArgumentException when there is no such order
     */
    @Transactional
    public OrderChange requestCancel(String orderNo, String reason) {
        PooledOrder held =
                table.lock(orderNo).orElseThrow(() -> new IllegalArgumentException("there is no order " + orderNo));
        if (held.cancelled() || held.document().cancelRequest() != null) {
            return change(held, held.version(), "unchanged", List.of());
        }
        OrderDocument doc = CanonicalOrder.withCancelRequest(held.document(), new CancelRequest(SELLER, reason, null));
        table.update(held, doc, held.versionSeq(), clock.instant());
        return change(held, held.version() + 1, "updated", List.of("cancel_request"));
    }

    private OrderChange take(PooledOrder held, OrderDocument stated, long inboxId) {
        if (!held.isBefore(stated, inboxId)) {
            return change(held, held.version(), "older", List.of());
        }
        OrderDocument doc = keepingWhatStays(held, stated);
        List<String> changed = OrderDifference.between(held, doc);
        if (changed.isEmpty()) {
            table.advance(held.orderNo(), doc, inboxId);
            return change(held, held.version(), "unchanged", List.of());
        }
        table.update(held, doc, inboxId, clock.instant());
        dropWaivers(held.orderNo(), changed);
        if (changed.contains("lines") && OrderDifference.wantsFewer(held.lines(), doc.lines())) {
            changed =
                    Stream.concat(changed.stream(), Stream.of("units_removed")).toList();
        }
        if (changed.contains("lines") && wantsNothing(doc) && !wantsNothing(held.document())) {
            changed = Stream.concat(changed.stream(), Stream.of("emptied")).toList();
        }
        boolean nowCancelled = !held.cancelled() && doc.status() == OrderDocument.Status.CANCELLED;
        OrderChange change = change(held, held.version() + 1, nowCancelled ? "cancelled" : "updated", changed);
        return held.document().heldBySeller() != null && changed.contains("merchant_hold")
                ? change.liftingHold()
                : change;
    }

    private static boolean wantsNothing(OrderDocument doc) {
        return doc.lines().stream().allMatch(line -> line.cancelled() >= line.quantity());
    }

    /**
     * Counts what left the shop without us. A platform that is told of our parcel tells us of it in turn: such a shipment
     * bears a number of ours, or the id the platform gave it when we told.
     */
    private static OrderDocument settled(OrderDocument doc, Set<String> own) {
        return CanonicalOrder.withFulfilled(
                doc,
                line -> line.fulfilled()
                        + line.departures().stream()
                                .filter(departure -> !own.contains(departure.ref())
                                        && departure.numbers().stream().noneMatch(own::contains))
                                .mapToInt(OrderDocument.Departure::quantity)
                                .sum());
    }

    private static OrderDocument keepingWhatStays(PooledOrder held, OrderDocument stated) {
        CancelRequest asked = held.document().cancelRequest();
        OrderDocument doc = asked != null && SELLER.equals(asked.by()) && stated.cancelRequest() == null
                ? CanonicalOrder.withCancelRequest(stated, asked)
                : stated;
        if (!rated(doc.risk()) && held.document().risk() != null) {
            // Where a platform rates risk, or tells of the seller's hold, in a message of its own, its other documents
            // do not take it back by their silence, nor does a word that is no rating.
            doc = CanonicalOrder.withRisk(doc, held.document().risk());
        }
        if (doc.merchantHold() == null && held.document().merchantHold() != null) {
            doc = CanonicalOrder.withMerchantHold(doc, held.document().merchantHold());
        }
        return held.erased() ? CanonicalOrder.withoutPersonalData(doc) : doc;
    }

    private static boolean rated(String risk) {
        return risk != null && !risk.startsWith(UNKNOWN_RISK);
    }

    private void dropWaivers(String orderNo, List<String> changed) {
        List<String> codes = changed.stream()
                .flatMap(part -> WAIVERS_OF_PART.getOrDefault(part, List.of()).stream())
                .toList();
        if (!codes.isEmpty()) {
            jdbc.sql(dropWaivers)
                    .param("order_no", orderNo)
                    .param("codes", codes)
                    .update();
        }
    }

    private static OrderChange change(PooledOrder held, int version, String change, List<String> changed) {
        return new OrderChange(
                held.tenant(), held.account(), held.platform(), held.orderNo(), version, change, changed);
    }
}
