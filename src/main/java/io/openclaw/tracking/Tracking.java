package io.openclaw.tracking;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.order.OrderTouch;
import io.openclaw.tracking.TrackingStore.EventRow;
import io.openclaw.tracking.TrackingStore.ParcelRow;
import io.openclaw.waybill.ParcelNumber;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes what carriers report: finds the parcel, knows a statement that was made before, and moves the parcel as {@link Journey}
 * says. Every method works in the caller's transaction; events leave by the route.
 */
@Component("tracking")
public class Tracking {

    private static final Logger LOG = LoggerFactory.getLogger(Tracking.class);

    private static final Set<String> ROLES =
            Set.of("client_ref", "carrier_order", "waybill", "last_mile", "first_mile", "bag");

    private final TrackingStore store;
    private final TrackingReader reader;
    private final CodeTables tables;
    private final Accounts accounts;
    private final Rereads rereads;
    private final Changes changes;
    private final OrderTouch orders;
    private final Clock clock;
    private final ObjectMapper json;

    public Tracking(
            TrackingStore store,
            TrackingReader reader,
            CodeTables tables,
            Accounts accounts,
            Rereads rereads,
            Changes changes,
            OrderTouch orders,
            Clock clock,
            ObjectMapper json) {
        this.store = store;
        this.reader = reader;
        this.tables = tables;
        this.accounts = accounts;
        this.rereads = rereads;
        this.changes = changes;
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
        List<TrackingBatch.Report> reports = new ArrayList<>();
        byParcel.forEach((parcelNo, documentsOfIt) -> reports.add(read(parcelNo, documentsOfIt, source)));
        return new TrackingBatch(reports, List.copyOf(unknown));
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

    private TrackingBatch.Report read(String parcelNo, List<TrackingDocument> reports, Account source) {
        store.lock(parcelNo);
        Instant now = clock.instant();
        ParcelRow parcel = store.parcel(parcelNo);
        boolean stopped = false;
        for (TrackingDocument report : reports) {
            // A number that another has taken the place of may be let go.
            stopped |= report.stopped() && report.waybillNo().equalsIgnoreCase(parcel.waybillNo());
            for (TrackingDocument.Number number : report.numbers()) {
                if (ROLES.contains(number.role()) && number.number() != null && !store.bears(parcel, number.number())) {
                    store.addNumber(parcelNo, number.role(), number.number(), now);
                }
            }
        }
        return ReportReader.read(reader, parcel, source, store.history(parcelNo), reports, stopped, now);
    }

    /**
     * Parcels that whoever followed them follows no more, although they are under way: somebody has to know. Called after what the same
     * message tells of them was {@link #record recorded}, in the same transaction.
     */
    public List<TrackingStopped> stopped(TrackingBatch batch) {
        List<TrackingStopped> stopped = new ArrayList<>();
        for (TrackingBatch.Report report : batch.reports()) {
            ParcelRow parcel = store.parcel(report.parcel().parcelNo());
            if (report.stopped() && parcel.underWay()) {
                stopped.add(stopped(parcel, report.source()));
            }
        }
        return stopped;
    }

    private static TrackingStopped stopped(ParcelRow parcel, Account source) {
        String milestone = parcel.milestone() == null ? "none" : parcel.milestone();
        LOG.warn(
                "OC-TRACKING-STOPPED {} no longer follows {} (parcel {} of order {}, milestone {}): nothing more will be told of it;"
                        + " have it followed again at {}, or ask the carrier",
                source.id(),
                parcel.waybillNo(),
                parcel.parcelNo(),
                parcel.orderNo(),
                milestone,
                source.vendor());
        return new TrackingStopped(
                parcel.tenant(),
                parcel.account(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                parcel.waybillNo(),
                source.id(),
                parcel.milestone(),
                source.id() + " no longer follows " + parcel.waybillNo() + " (milestone " + milestone + ")");
    }

    /** Keeps the message until a parcel with that number is there; {@code waybill.created} and a clock look for it. */
    public void park(String number, String account, Long inboxId) {
        if (inboxId != null) { // an answer to our own question can be had again
            store.park(accounts.get(account).tenant(), number, inboxId, account, clock.instant());
        }
    }

    /**
     * Looks again after a parcel of a shipment that has left ended without having been packed: what is left of its order may be
     * delivered already. Called inside the caller's transaction.
     *
     * @return the last delivery where with it the whole order is delivered, otherwise nothing
     */
    public List<OrderDelivered> ended(String parcelNo) {
        store.lock(parcelNo);
        return store.lastDeliveryBeside(parcelNo).filter(last -> store.allDelivered(last.orderNo())).stream()
                .toList();
    }

    /**
     * Looks again after an order came to want less, or a fulfillment of it ended: what was delivered before may be all that is
     * wanted now. Called inside the caller's transaction.
     *
     * @return the last delivery where nothing is left to be delivered and nobody was told yet, otherwise nothing
     */
    public List<OrderDelivered> settled(String orderNo) {
        // Most orders that are edited have nothing delivered yet: their row is not held for it.
        if (store.lastDelivery(orderNo).isEmpty()) {
            return List.of();
        }
        store.lockOrder(orderNo);
        return store.lastDelivery(orderNo).filter(last -> store.allDelivered(orderNo)).stream()
                .toList();
    }

    /**
     * What tells two statements about a number apart that say nothing else: when the hub last heard something new of its parcel.
     *
     * @param account who makes the statement
     * @return {@code none} where there is no such parcel or nothing was heard of it
     */
    public String lastHeard(String account, String number) {
        return store.findParcel(accounts.get(account).tenant(), ParcelNumber.plain(number))
                .flatMap(store::lastHeard)
                .map(at -> Long.toString(at.toEpochMilli()))
                .orElse("none");
    }

    /** Notes that an order is told to be delivered; true for the first to do so, whose transaction has to tell it. */
    public boolean firstDelivered(String orderNo) {
        return store.firstDelivered(orderNo);
    }

    /**
     * Stores what is new of a message that was {@link #receive}d in this transaction, and moves its parcels.
     *
     * @return what each new statement changed, oldest first within a parcel; a statement that is there already changes nothing
     */
    public List<TrackingChange> record(TrackingBatch batch) {
        List<TrackingChange> told = new ArrayList<>();
        for (TrackingBatch.Report report : batch.reports()) {
            told.addAll(record(report));
        }
        return told;
    }

    private List<TrackingChange> record(TrackingBatch.Report report) {
        report.unread().forEach((seq, event) -> store.setTwin(seq, event.source(), event.code()));
        count(report.unread().values());
        List<TrackingEvent> foreign = report.fresh(true);
        if (!foreign.isEmpty()) {
            keep(report.parcel(), foreign);
        }
        List<TrackingEvent> fresh = report.fresh(false);
        if (fresh.isEmpty()) {
            return List.of();
        }
        List<TrackingChange> told = new ArrayList<>(rereads.of(report.parcel(), report.history()));
        told.addAll(told.isEmpty() ? take(report, fresh) : take(again(report), fresh));
        return told;
    }

    /** The same report about a parcel that has moved in between. */
    private TrackingBatch.Report again(TrackingBatch.Report report) {
        String parcelNo = report.parcel().parcelNo();
        return report.about(store.parcel(parcelNo), store.history(parcelNo));
    }

    private List<TrackingChange> take(TrackingBatch.Report report, List<TrackingEvent> fresh) {
        List<EventRow> history = report.ownHistory();
        Map<String, Journey.Fact> facts = new HashMap<>();
        history.forEach(row -> facts.put(row.key(), row.fact()));
        report.moved().forEach((key, at) -> facts.computeIfPresent(key, (k, fact) -> fact.movedTo(at)));
        Journey.State first = Journey.of(history.stream().map(EventRow::fact).toList());
        List<Step> steps = new ArrayList<>();
        Journey.State before = first;
        for (TrackingEvent event : fresh) {
            Journey.Fact fact = event.twinOf() == null ? event.fact() : enriched(report, event);
            facts.put(fact.id(), fact);
            Journey.State after = Journey.of(facts.values());
            steps.add(new Step(after.meant(fact), event.reason(), event.occurredAt(), before, after));
            before = after;
        }
        return store(report, fresh, steps);
    }

    /** What is of another parcel is shown with this one. */
    private void keep(ParcelRow parcel, List<TrackingEvent> foreign) {
        List<TrackingEvent> fresh = new ArrayList<>();
        for (TrackingEvent event : foreign) {
            if (event.twinOf() == null) {
                fresh.add(event);
            } else {
                store.setMeaning(event.twinOf(), event.milestone(), event.reason(), event.flags(), event.codeKnown());
            }
        }
        store.add(fresh, Map.of(), clock.instant());
        count(fresh);
        orders.touch(parcel.orderNo());
    }

    private void count(Collection<TrackingEvent> fresh) {
        fresh.stream()
                .filter(event -> !event.codeKnown())
                .forEach(event -> tables.unknown(event.source(), event.code()));
    }

    private static Journey.Fact enriched(TrackingBatch.Report report, TrackingEvent event) {
        EventRow row = report.history().stream()
                .filter(one -> one.seq() == event.twinOf())
                .findFirst()
                .orElseThrow();
        return new Journey.Fact(
                row.key(), row.occurredAt(), row.clocked(), event.milestone(), event.flags(), event.reason());
    }

    private List<TrackingChange> store(TrackingBatch.Report report, List<TrackingEvent> told, List<Step> steps) {
        Instant now = clock.instant();
        ParcelRow parcel = report.parcel();
        Journey.State last = steps.get(steps.size() - 1).after();
        List<TrackingEvent> fresh = new ArrayList<>();
        for (TrackingEvent event : told) {
            if (event.twinOf() == null) {
                fresh.add(event);
            } else {
                store.setMeaning(event.twinOf(), event.milestone(), event.reason(), event.flags(), event.codeKnown());
            }
        }
        Map<String, Long> seqs = store.add(fresh, last.legs(), now);
        count(fresh);
        store.setLegs(report.ownHistory(), last.legs());
        for (EventRow row : report.ownHistory()) {
            if (report.moved().containsKey(row.key())) {
                store.setMoment(row.seq(), report.moved().get(row.key()));
            }
        }
        store.move(parcel, last, SubStatus.of(report.ownHistory(), told, last), now, now);
        orders.touch(parcel.orderNo());
        List<TrackingChange> changed = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            TrackingEvent event = told.get(i);
            changed.add(
                    changes.of(parcel, steps.get(i), event.twinOf() == null ? seqs.get(event.key()) : event.twinOf()));
        }
        return changed;
    }
}
