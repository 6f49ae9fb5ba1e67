package io.openclaw.exceptions;

import io.openclaw.order.OrderTouch;
import io.openclaw.outbox.Event;
import io.openclaw.tracking.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Opens and closes cases as events come. One open case for each (order, fulfillment, cause), guarded by a unique key; a
 * later event closes it, and what happened before the closing does not open it again. An event may open one cause only where another is
 * open, which it closes: then the case follows that one. A case opens and closes at the time of its event, not of the judging, so that a backlog changes nothing. Works in the caller's transaction.
 */
@Component("exceptionCases")
public class ExceptionCases {

    static final String BY_HAND = "closed_by_hand";
    private static final Set<CaseRule.Subject> RESTATED =
            EnumSet.of(CaseRule.Subject.STOCK, CaseRule.Subject.ACCOUNT, CaseRule.Subject.ORDER);

    private final CaseRules rules;
    private final CaseStore store;
    private final CaseActionStore taken;
    private final CaseTexts texts;
    private final OrderTouch orders;
    private final Clock clock;

    public ExceptionCases(
            CaseRules rules, CaseStore store, CaseActionStore taken, CaseTexts texts, OrderTouch orders, Clock clock) {
        this.rules = rules;
        this.store = store;
        this.taken = taken;
        this.texts = texts;
        this.orders = orders;
        this.clock = clock;
    }

    /** The cases that the event resolved and opened; empty for most events. Whoever marks an order by the last word sees what is open. */
    public List<CaseChange> judge(Event event) {
        List<CaseChange> changes = new ArrayList<>();
        List<CaseChange> opened = new ArrayList<>();
        Map<Boolean, List<CaseStore.Row>> open = new HashMap<>();
        for (CaseRule rule : rules.all()) {
            boolean opens = rule.opens(event.type(), event.data());
            List<EventMatch> following = opens ? List.of() : rule.following(event.type(), event.data());
            boolean resolves = !opens && rule.resolves(event.type(), event.data());
            boolean ofOrder = rule.subject().ofOrder();
            if (opens || resolves || !following.isEmpty()) {
                List<CaseStore.Row> rows = open.computeIfAbsent(
                        ofOrder, o -> store.open(event.tenant(), o ? event.orderNo() : null, event.account()));
                Optional<CaseStore.Row> before = followed(following, event, rows);
                if (opens || before.isPresent()) {
                    String reason = rule.stated(event.data())
                            .or(() -> before.map(CaseStore.Row::reason))
                            .orElse(rule.reason());
                    open(rule, event, reason, rows).ifPresent(opened::add);
                } else if (resolves) {
                    resolve(rule, event, rows, changes);
                }
            }
        }
        changes.addAll(opened);
        if (!changes.isEmpty()) {
            orders.touch(event.orderNo());
        }
        return changes;
    }

    /** The open case that one of these lines goes by, unless somebody did what leaves nothing to follow it. */
    private Optional<CaseStore.Row> followed(List<EventMatch> lines, Event event, List<CaseStore.Row> open) {
        return lines.stream()
                .flatMap(line -> open.stream()
                        .filter(row -> line.whileOpen().contains(row.cause()) && samePart(row, event))
                        .filter(row -> line.unlessDone().isEmpty()
                                || taken.of(List.of(row.id())).getOrDefault(row.id(), List.of()).stream()
                                        .noneMatch(done -> line.unlessDone().contains(done.action()))))
                .findFirst();
    }

    private Optional<CaseChange> open(CaseRule rule, Event event, String reason, List<CaseStore.Row> open) {
        CaseSubject subject = CaseSubject.of(rule, event);
        Optional<CaseStore.Row> there = open.stream()
                .filter(row -> subject.liveKey().equals(row.liveKey()))
                .findFirst();
        if (there.isPresent()) {
            learn(there.get(), rule, event);
            return Optional.empty();
        }
        Optional<Instant> closed = store.lastResolved(subject);
        if (closed.isPresent() && event.occurredAt().isBefore(closed.get())) {
            return Optional.empty();
        }
        Instant at = event.occurredAt();
        String message = event.text("message");
        CaseStore.Row row = new CaseStore.Row(
                CaseIds.next(clock.instant()),
                subject.tenant(),
                subject.account(),
                subject.orderNo(),
                subject.fulfillmentNo(),
                subject.orderNo() == null ? null : event.text("parcel_no"),
                named(rule, event),
                rule.cause(),
                reason,
                rule.severity().word(),
                "open",
                subject.liveKey(),
                message == null || message.isBlank() ? texts.message(rule.cause(), reason, Locale.ENGLISH) : message,
                String.join(",", rule.actions(reason)));
        boolean added = store.add(row, rule.owner(), at, at.plus(rule.due()), event.id());
        return added ? Optional.of(opened(row, event)) : Optional.empty();
    }

    /**
     * Closes an open case whose row the caller holds because a person says that it is over. What happens later of the same cause is another case.
     *
     * @param by who says so
     */
    CaseChange close(CaseStore.Row row, String by) {
        if (!store.resolve(row.id(), clock.instant(), BY_HAND, by)) {
            throw new IllegalStateException("case " + row.id() + " is not open");
        }
        orders.touch(row.orderNo());
        return resolved(row, null, BY_HAND, by);
    }

    /**
     * A second source may know why where the first did not, and the next attempt may fail for another reason than the first: the case goes by
     * the reason of now, and offers what may be done about that. What is said again of stock, an account or an order names what it is about by
     * now, not what it was about when the case was opened; and a label that was asked for again may be refused in other words. The case learns
     * it and is not told again: the contract has no word for it.
     */
    private void learn(CaseStore.Row row, CaseRule rule, Event event) {
        String reason = rule.reason(event.data());
        boolean news = rule.reasonFrom() == null ? Reason.isUnknown(row.reason()) : !reason.equals(row.reason());
        if (news && !Reason.isUnknown(reason)) {
            store.learn(
                    row.id(), reason, texts.message(rule.cause(), reason, Locale.ENGLISH), null, rule.actions(reason));
            orders.touch(row.orderNo());
            return;
        }
        String message = event.text("message");
        boolean restated = RESTATED.contains(rule.subject()) || event.type().equals("waybill.failed");
        if (restated && message != null && !message.isBlank()) {
            store.learn(row.id(), row.reason(), message, named(rule, event), row.actions());
        }
    }

    /** What the case is about beside its order or account; a case of an order bears what the event names. */
    private static String named(CaseRule rule, Event event) {
        return rule.subject() == CaseRule.Subject.ORDER
                ? event.text("subject")
                : rule.subject().part(event);
    }

    private void resolve(CaseRule rule, Event event, List<CaseStore.Row> open, List<CaseChange> changes) {
        for (CaseStore.Row row : open) {
            if (row.cause().equals(rule.cause())
                    && samePart(row, event)
                    && same(row.subject(), rule.subject().part(event))
                    && store.resolve(row.id(), event.occurredAt(), event.type(), event.id())) {
                changes.add(resolved(row, event, event.type(), null));
            }
        }
    }

    /** A case of the order names a parcel as well, the first it was about; what is said of the order names the parcel that made it so. */
    private static boolean samePart(CaseStore.Row row, Event event) {
        if (row.fulfillmentNo() == null && event.type().startsWith("order.")) {
            return true;
        }
        return same(row.fulfillmentNo(), event.text("fulfillment_no")) && same(row.parcelNo(), event.text("parcel_no"));
    }

    /** An event of the whole order means every fulfillment of it, and a case of the order is meant by each of its parts. */
    private static boolean same(String ofCase, String ofEvent) {
        return ofCase == null || ofEvent == null || ofCase.equals(ofEvent);
    }

    private static CaseChange opened(CaseStore.Row row, Event event) {
        return change("opened", "open", row, event, null, null);
    }

    /** @param event null where it was closed by hand */
    private static CaseChange resolved(CaseStore.Row row, Event event, String resolution, String by) {
        return change("resolved", "resolved", row, event, resolution, by);
    }

    private static CaseChange change(
            String change, String status, CaseStore.Row row, Event event, String resolution, String by) {
        return new CaseChange(
                change,
                row.id(),
                row.tenant(),
                row.account(),
                row.orderNo(),
                row.fulfillmentNo(),
                row.parcelNo(),
                row.cause(),
                row.reason(),
                row.severity(),
                status,
                row.message(),
                row.actions(),
                row.orderKey(),
                row.subject(),
                event == null ? null : skus(event),
                resolution,
                by);
    }

    private static List<String> skus(Event event) {
        return event.data().get("skus") instanceof List<?> skus
                ? skus.stream().map(String::valueOf).toList()
                : null;
    }
}
