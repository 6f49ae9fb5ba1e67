package io.openclaw.tracking;

import io.openclaw.order.OrderTouch;
import io.openclaw.tracking.TrackingStore.EventRow;
import io.openclaw.tracking.TrackingStore.ParcelRow;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Reads statements anew whose code was in no table when they came and is in one by now, or its main word: the parcel moves as if they had
 * just come, at the times they were made. Works in the caller's transaction.
 */
@Component("trackingRereads")
public class Rereads {

    /** A parcel that bears a code which is known by now. */
    public record Unread(String account, String code, String parcelNo) {}

    private final TrackingStore store;
    private final UnreadCodes unread;
    private final TrackingReader reader;
    private final Changes changes;
    private final OrderTouch orders;
    private final Clock clock;

    public Rereads(
            TrackingStore store,
            UnreadCodes unread,
            TrackingReader reader,
            Changes changes,
            OrderTouch orders,
            Clock clock) {
        this.store = store;
        this.unread = unread;
        this.reader = reader;
        this.changes = changes;
        this.orders = orders;
        this.clock = clock;
    }

    /**
     * Reads a parcel anew, of which another hub may have done so already.
     *
     * @return what each statement changed, oldest first
     */
    public List<TrackingChange> read(Unread one) {
        store.lock(one.parcelNo());
        List<TrackingChange> told = of(store.parcel(one.parcelNo()), store.history(one.parcelNo()));
        if (reader.known(one.account(), one.code())) {
            // Also where the statement is no row of its own: it may be another account's too.
            unread.read(new UnreadCodes.Code(one.account(), one.code()), one.parcelNo());
        }
        return told;
    }

    /** The same of a parcel that is held, with its history. */
    List<TrackingChange> of(ParcelRow parcel, List<EventRow> history) {
        Map<String, Journey.Fact> facts = new HashMap<>();
        history.stream().filter(row -> !row.foreign()).forEach(row -> facts.put(row.key(), row.fact()));
        String origin = reader.origin(parcel.warehouse());
        List<Step> steps = new ArrayList<>();
        List<Long> seqs = new ArrayList<>();
        Journey.State before = Journey.of(facts.values());
        for (EventRow row : inPart(history)) {
            Optional<Journey.Fact> fact = readAgain(row, parcel.parcelNo(), origin);
            if (fact.isPresent() && !row.foreign()) {
                facts.put(row.key(), fact.get());
                Journey.State after = Journey.of(facts.values());
                steps.add(Step.of(fact.get(), before, after));
                seqs.add(row.seq());
                before = after;
            }
        }
        return steps.isEmpty() ? List.of() : move(parcel, history, steps, seqs);
    }

    /** What is not understood in the words of everybody who says it. */
    private static List<EventRow> inPart(List<EventRow> history) {
        return history.stream()
                .filter(row -> !row.codeKnown() || row.twinCode() != null)
                .sorted(Comparator.comparing(EventRow::occurredAt).thenComparing(EventRow::seq))
                .toList();
    }

    /** What a statement says by now; empty where it is what it said before. */
    private Optional<Journey.Fact> readAgain(EventRow row, String parcelNo, String origin) {
        Optional<Twins.Meaning> own =
                row.codeKnown() ? Optional.of(row.meaning()) : meaning(row.source(), row.code(), row, origin);
        Optional<Twins.Meaning> twin =
                row.twinCode() == null ? Optional.empty() : meaning(row.twinSource(), row.twinCode(), row, origin);
        if (own.isEmpty() && twin.isEmpty()) {
            return Optional.empty();
        }
        Twins.Meaning meaning = own.isPresent() && twin.isPresent()
                ? Twins.together(own.get(), twin.get())
                : own.or(() -> twin).get();
        boolean known = !row.codeKnown() && reader.known(row.source(), row.code());
        boolean same = meaning.equals(row.meaning());
        if (known || !same) {
            store.setMeaning(row.seq(), meaning.milestone(), meaning.reason(), meaning.flags(), known);
        }
        if (known) {
            unread.read(new UnreadCodes.Code(row.source(), row.code()), parcelNo);
        }
        return same ? Optional.empty() : Optional.of(row.fact(meaning));
    }

    private Optional<Twins.Meaning> meaning(String account, String code, EventRow row, String origin) {
        return reader.meaning(account, code)
                .map(found ->
                        new Twins.Meaning(found.milestone(row.countryCode(), origin), found.reason(), found.flags()));
    }

    private List<TrackingChange> move(ParcelRow parcel, List<EventRow> history, List<Step> steps, List<Long> seqs) {
        Journey.State last = steps.get(steps.size() - 1).after();
        List<EventRow> own = history.stream().filter(row -> !row.foreign()).toList();
        store.setLegs(own, last.legs());
        store.move(parcel, last, SubStatus.of(own, List.of(), last), null, clock.instant());
        orders.touch(parcel.orderNo());
        List<TrackingChange> told = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            told.add(changes.of(parcel, steps.get(i), seqs.get(i)));
        }
        return told;
    }
}
