package io.openclaw.tracking;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.order.OrderTouch;
import io.openclaw.tracking.TrackingStore.EventRow;
import io.openclaw.tracking.TrackingStore.ParcelRow;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Takes what carriers report: finds the parcel, knows a statement that was made before, and moves the parcel as {@link Journey}
 * says. Every method works in the caller's transaction; events leave by the route.
 */
@Component("tracking")
public class Tracking {

    private static final Set<String> ROLES =
            Set.of("client_ref", "carrier_order", "waybill", "last_mile", "first_mile", "bag");

    private final TrackingStore store;
    private final TrackingReader reader;
    private final CodeTables tables;
    private final Accounts accounts;
    private final OrderTouch orders;
    private final Clock clock;
    private final ObjectMapper json;

    public Tracking(
            TrackingStore store,
            TrackingReader reader,
            CodeTables tables,
            Accounts accounts,
            OrderTouch orders,
            Clock clock,
            ObjectMapper json) {
        this.store = store;
        this.reader = reader;
        this.tables = tables;
        this.accounts = accounts;
        this.orders = orders;
        this.clock = clock;
        this.json = json;
    }

    /**
     * Reads a message: finds the parcels, holds them for the transaction, and puts every statement in the hub's words. A statement that
     * another source has made already takes the key of that one.
     *
     * @param documents {@link TrackingDocument}s, or the maps a mapping yields
     * @param account who reports
     */
    public TrackingBatch receive(Collection<?> documents, String account) {
        Account source = accounts.get(account);
        Set<String> unknown = new LinkedHashSet<>();
        Map<String, List<TrackingDocument>> byParcel = new TreeMap<>(); // sorted: two messages never lock crosswise
        for (Object one : documents) {
            TrackingDocument document =
                    one instanceof TrackingDocument read ? read : json.convertValue(one, TrackingDocument.class);
            Optional<String> parcel = find(source.tenant(), document);
            if (parcel.isPresent()) {
                byParcel.computeIfAbsent(parcel.get(), p -> new ArrayList<>()).add(document);
            } else if (!document.events().isEmpty()) {
                unknown.add(document.waybillNo());
            }
        }
        List<TrackingEvent> events = new ArrayList<>();
        byParcel.forEach((parcelNo, reports) -> events.addAll(read(parcelNo, reports, source)));
        return new TrackingBatch(events, List.copyOf(unknown));
    }

    private Optional<String> find(String tenant, TrackingDocument document) {
        Optional<String> parcel = store.findParcel(tenant, document.waybillNo());
        for (TrackingDocument.Number number : document.numbers()) {
            if (parcel.isEmpty() && !"bag".equals(number.role())) {
                parcel = store.findParcel(tenant, number.number());
            }
        }
        return parcel;
    }

    private List<TrackingEvent> read(String parcelNo, List<TrackingDocument> reports, Account source) {
        store.lock(parcelNo);
        Instant now = clock.instant();
        String origin = reader.origin(store.parcel(parcelNo).warehouse());
        List<EventRow> history = store.history(parcelNo);
        Map<String, TrackingEvent> events = new HashMap<>();
        for (TrackingDocument report : reports) {
            for (TrackingDocument.Number number : report.numbers()) {
                if (ROLES.contains(number.role()) && number.number() != null) {
                    store.addNumber(parcelNo, number.role(), number.number(), now);
                }
            }
            for (TrackingDocument.Event statement : report.events()) {
                TrackingEvent event = known(reader.read(statement, parcelNo, source, origin), history);
                events.putIfAbsent(event.key(), event);
            }
        }
        return events.values().stream()
                .sorted(Comparator.comparing(TrackingEvent::occurredAt)
                        .thenComparing(
                                e -> e.milestone() == null ? 0 : e.milestone().rank())
                        .thenComparing(TrackingEvent::key))
                .toList();
    }

    /** A statement that another account has made takes that one's key; one that says more of it is to be taken up by that row. */
    private static TrackingEvent known(TrackingEvent event, List<EventRow> history) {
        Optional<EventRow> twin = Twins.find(history, event);
        if (twin.isEmpty()) {
            return event;
        }
        Twins.Meaning together = Twins.together(twin.get(), event);
        return together.exceeds(twin.get())
                ? event.enriching(twin.get().seq(), twin.get().key() + "+" + event.key(), together)
                : event.withKey(twin.get().key());
    }

    /** Keeps the message until a parcel with that number is there; {@code waybill.created} and a clock look for it. */
    public void park(String number, String account, Long inboxId) {
        if (inboxId != null) { // an answer to our own question can be had again
            store.park(accounts.get(account).tenant(), number, inboxId, account, clock.instant());
        }
    }

    /** Stores one statement and moves the parcel. {@link TrackingChange#recorded()} is false for one that is there already. */
    public TrackingChange record(TrackingEvent event) {
        Instant now = clock.instant();
        ParcelRow parcel = store.parcel(event.parcelNo());
        List<EventRow> history = store.history(event.parcelNo());
        Journey.State before = Journey.of(history.stream().map(EventRow::fact).toList());

        Map<String, Journey.Fact> facts = new HashMap<>();
        for (EventRow row : history) {
            facts.put(row.key(), fact(row, parcel, event));
        }
        if (event.twinOf() == null) {
            facts.putIfAbsent(event.key(), event.fact());
        }
        Journey.State after = Journey.of(facts.values());

        Optional<Long> seq = store(event, after, now);
        if (seq.isEmpty()) {
            return change(parcel, before, before, event, List.of());
        }
        for (EventRow row : history) {
            int leg = after.legs().get(row.key());
            if (leg != row.leg()) {
                store.setLeg(row.seq(), leg);
            }
        }
        if (!store.move(parcel, after, latestCode(history, event), now)) {
            throw new IllegalStateException("parcel " + parcel.parcelNo() + " moved while it was held");
        }
        orders.touch(parcel.orderNo());
        return change(parcel, before, after, event, List.of(seq.get()));
    }

    private Optional<Long> store(TrackingEvent event, Journey.State after, Instant now) {
        if (event.twinOf() != null) {
            store.setMeaning(event.twinOf(), event.milestone(), event.reason(), event.flags(), event.codeKnown());
            return Optional.of(event.twinOf());
        }
        Optional<Long> seq = store.add(event, after.legs().get(event.key()), now);
        if (seq.isPresent() && !event.codeKnown()) {
            tables.unknown(event.source(), event.code());
        }
        return seq;
    }

    private Journey.Fact fact(EventRow row, ParcelRow parcel, TrackingEvent event) {
        if (event.twinOf() != null && event.twinOf() == row.seq()) {
            return new Journey.Fact(row.key(), row.occurredAt(), event.milestone(), event.flags(), event.reason());
        }
        return row.codeKnown() ? row.fact() : readAgain(row, parcel);
    }

    /** A code that was in no table when it came may be in one by now. */
    private Journey.Fact readAgain(EventRow row, ParcelRow parcel) {
        Optional<CodeTable.Meaning> meaning = reader.meaning(row.source(), row.code());
        if (meaning.isEmpty()) {
            return row.fact();
        }
        Milestone milestone = meaning.get().milestone(row.countryCode(), reader.origin(parcel.warehouse()));
        store.setMeaning(
                row.seq(), milestone, meaning.get().reason(), meaning.get().flags(), true);
        return new Journey.Fact(
                row.key(),
                row.occurredAt(),
                milestone,
                meaning.get().flags(),
                meaning.get().reason());
    }

    private TrackingChange change(
            ParcelRow parcel, Journey.State before, Journey.State after, TrackingEvent event, List<Long> seqs) {
        boolean recorded = !seqs.isEmpty();
        boolean delivered = before.deliveredAt() == null && after.deliveredAt() != null;
        String milestone = word(after.milestone());
        boolean changed = recorded && (after.leg() != parcel.leg() || after.rank() != parcel.rank());
        boolean node = TrackingRelay.news(event.milestone(), changed, after.milestone())
                && TrackingRelay.wanted(accounts.get(parcel.account()), event.milestone());
        return new TrackingChange(
                recorded,
                parcel.tenant(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                parcel.account(),
                parcel.warehouse(),
                parcel.carrier(),
                parcel.tracker(),
                parcel.waybillNo(),
                after.leg(),
                milestone,
                parcel.milestone(),
                changed,
                before.firstScanAt() == null && after.firstScanAt() != null,
                TrackingStore.utc(after.firstScanAt()),
                delivered,
                delivered && store.allDelivered(parcel.orderNo()),
                TrackingStore.utc(after.deliveredAt()),
                before.returnedAt() == null && after.returnedAt() != null,
                after.flags().keySet().stream().map(Flag::word).toList(),
                reasons(after),
                after.reason(),
                recorded && node,
                word(event.milestone()),
                TrackingStore.utc(event.occurredAt()),
                seqs);
    }

    private static Map<String, String> reasons(Journey.State state) {
        Map<String, String> reasons = new TreeMap<>();
        state.flags().forEach((flag, reason) -> reasons.put(flag.word(), reason));
        return reasons;
    }

    /** The vendor's word for where the parcel is: that of what happened last. */
    private static String latestCode(List<EventRow> history, TrackingEvent event) {
        String code = event.code();
        Instant at = event.occurredAt();
        for (EventRow row : history) {
            if (row.occurredAt().isAfter(at)) {
                at = row.occurredAt();
                code = row.code();
            }
        }
        return code;
    }

    private static String word(Milestone milestone) {
        return milestone == null ? null : milestone.word();
    }
}
