package io.openclaw.channel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openclaw.outbox.DeadLetter;
import io.openclaw.outbox.DeadLetters;
import io.openclaw.outbox.Deliveries;
import io.openclaw.outbox.Delivery;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventIds;
import io.openclaw.outbox.PushSubject;
import io.openclaw.outbox.PushSubjects;
import io.openclaw.partner.Grants;
import io.openclaw.store.StoreAvailability;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes one attempt at a delivery and settles it: finished, later again, or a dead letter. */
@Component
class Courier {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /** Whoever looks at an order is told of waits from so long on. */
    private static final Duration NOTICED = Duration.ofSeconds(5);

    private static final Duration PARKED = Duration.ofSeconds(20);

    /** From this many failures on a delivery is worth a warning and a line in operations. */
    static final int CONSPICUOUS = 3;

    private final Deliveries deliveries;
    private final DeadLetters deadLetters;
    private final Settlement settlement;
    private final ObjectProvider<Emitter> emitter;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final ChannelProperties properties;
    private final Grants grants;
    private final StoreAvailability store;
    private final ObjectProvider<PushSubjects> subjects;
    private final Backoff backoff;
    private final Backoff unauthorized;

    Courier(
            Deliveries deliveries,
            DeadLetters deadLetters,
            Settlement settlement,
            ObjectProvider<Emitter> emitter,
            PlatformTransactionManager transactions,
            Clock clock,
            MeterRegistry meters,
            ChannelProperties properties,
            Grants grants,
            StoreAvailability store,
            ObjectProvider<PushSubjects> subjects) {
        this.deliveries = deliveries;
        this.deadLetters = deadLetters;
        this.settlement = settlement;
        this.emitter = emitter;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.meters = meters;
        this.properties = properties;
        this.grants = grants;
        this.store = store;
        this.subjects = subjects;
        this.backoff = new Backoff(properties.firstRetry(), properties.longestRetry());
        this.unauthorized = new Backoff(properties.unauthorizedRetry(), properties.longestRetry());
    }

    /** One attempt; never throws, because nobody could do anything about it. */
    Outcome attempt(Subscriber subscriber, Work work) {
        Subscriber.Handler handler = subscriber.handler();
        if (handler == null) {
            return Outcome.again(0);
        }
        long start = System.nanoTime();
        Throwable failure = handler.handle(work.event);
        if (failure != null && store.explains(failure)) {
            // No attempt: its lane rests until the store is back.
            LOG.debug("{} broke off, the store is away", name(work), failure);
            record(subscriber, "later", start);
            return Outcome.again(properties.firstRetry().toNanos());
        }
        try {
            Outcome outcome;
            if (failure == null) {
                settlement.done(work.delivery);
                outcome = Outcome.FINISHED;
            } else {
                outcome = failed(work, failure);
            }
            record(subscriber, failure == null ? "done" : outcome.finished() ? "dead" : "later", start);
            return outcome;
        } catch (RuntimeException e) {
            if (!store.explains(e)) {
                LOG.warn(
                        "OC-CHANNEL-STORE the failure of {} could not be written, it is tried again: {}",
                        name(work),
                        e.toString());
            }
            return Outcome.again(properties.firstRetry().toNanos());
        }
    }

    private Outcome failed(Work work, Throwable failure) {
        Verdict verdict = Verdict.of(failure);
        return switch (verdict.kind()) {
            case DEAD -> bury(work, verdict, failure);
            case WAIT -> hold(work, verdict);
            case ABSENT -> park(work, verdict);
            case UNAUTHORIZED -> unauthorized(work, verdict, failure);
            case RETRY -> retry(work, verdict, failure);
            case TURN -> awaitTurn(work, verdict, failure);
        };
    }

    private Outcome hold(Work work, Verdict verdict) {
        Duration wait = verdict.retryAfter() == null ? properties.rateLimitedRetry() : verdict.retryAfter();
        LOG.debug("{} waits {} ms: {}", name(work), wait.toMillis(), verdict.message());
        if (wait.compareTo(NOTICED) >= 0) {
            deliveries.note(work.delivery, verdict.message());
        }
        return Outcome.holdLane(Math.max(wait.toNanos(), Duration.ofMillis(20).toNanos()));
    }

    /** Its lane is another account's, whose work goes on; it is not given up however long that takes. */
    private Outcome park(Work work, Verdict verdict) {
        if (!verdict.message().equals(work.parked)) {
            work.parked = verdict.message();
            deliveries.note(work.delivery, verdict.message());
            LOG.warn("OC-CHANNEL-PARKED {} waits for its account: {}", name(work), verdict.message());
        }
        return Outcome.again(PARKED.toNanos());
    }

    private Outcome retry(Work work, Verdict verdict, Throwable failure) {
        Instant now = clock.instant();
        int failures = work.failed(now);
        if (tooOld(work, now)) {
            return bury(work, expired(verdict), failure);
        }
        Duration wait = backoff.after(failures);
        if (verdict.retryAfter() != null && verdict.retryAfter().compareTo(wait) > 0) {
            wait = verdict.retryAfter();
        }
        if (!deliveries.putOff(work.delivery, wait, verdict.message())) {
            return notOurs(work);
        }
        tell(work, verdict, failure, failures, wait);
        return Outcome.again(wait.toNanos());
    }

    /** Seen in what is pending for its order; a log has nothing to say of it, however often it is looked at. */
    private Outcome awaitTurn(Work work, Verdict verdict, Throwable failure) {
        Instant now = clock.instant();
        Duration waited = work.tooEarly(now);
        if (tooOld(work, now)) {
            return bury(work, expired(verdict), failure);
        }
        Duration wait = backoff.asLongAgain(waited);
        if (!deliveries.putOff(work.delivery, wait, verdict.message())) {
            return notOurs(work);
        }
        LOG.debug("{} waits for its turn, again in {} ms: {}", name(work), wait.toMillis(), verdict.message());
        return Outcome.again(wait.toNanos());
    }

    /** Another hub has taken it over, or its row went with a store that came back as it was on disk: nothing is left to do. */
    private static Outcome notOurs(Work work) {
        LOG.info("{} is this hub's no more, it is let go", name(work));
        return Outcome.FINISHED;
    }

    private Outcome unauthorized(Work work, Verdict verdict, Throwable failure) {
        Instant now = clock.instant();
        int failures = work.failed(now);
        if (tooOld(work, now)) {
            return bury(work, expired(verdict), failure);
        }
        String account = verdict.account() != null ? verdict.account() : work.delivery.lane();
        // By the grant's own time, not by what this delivery failed for before: its whole lane waits.
        Duration wait = unauthorized.asLongAgain(grants.refusedFor(account));
        Boolean ours = transaction.execute(status -> {
            if (!deliveries.putOff(work.delivery, wait, verdict.message())) {
                return false;
            }
            // Told again where the account had worked meanwhile: its case was closed.
            if (failures == 1 || !grants.isTold(account)) {
                emitter.getObject()
                        .emit("partner.unauthorized", unauthorizedData(work, account, verdict), work.event.tenant());
            }
            return true;
        });
        if (!Boolean.TRUE.equals(ours)) {
            return notOurs(work);
        }
        grants.told(account);
        tell(work, verdict, failure, failures, wait);
        return Outcome.holdLane(wait.toNanos());
    }

    private static Map<String, Object> unauthorizedData(Work work, String account, Verdict verdict) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("account", account);
        data.put("order_key", "account:" + account);
        data.put("order_no", work.event.orderNo());
        data.put("subscriber", work.delivery.subscriber());
        data.put("message", verdict.message());
        return data;
    }

    private Outcome bury(Work work, Verdict verdict, Throwable failure) {
        Event event = work.event;
        Delivery row = work.delivery;
        Instant now = clock.instant();
        int attempts = verdict.reason().equals("expired") ? row.attempt() : row.attempt() + 1;
        PushSubject subject = subject(event);
        DeadLetter letter = new DeadLetter(
                EventIds.next(),
                event.tenant(),
                row.subscriber(),
                row.seq(),
                inboxId(event),
                event.type(),
                event.account(),
                event.orderNo() != null
                        ? event.orderNo()
                        : deadLetters
                                .orderOf(event.tenant(), event.account(), subject.fulfillmentNo())
                                .orElse(null),
                row.orderKey(),
                row.lane(),
                subject.pushType(),
                subject.platformOrderId(),
                subject.platformOrderNo(),
                attempts,
                verdict.reason(),
                verdict.field(),
                verdict.message(),
                verdict.hint(),
                row.firstFailedAt() == null ? now : row.firstFailedAt(),
                now,
                "open",
                null,
                null);
        Boolean ours = transaction.execute(status -> {
            if (!deliveries.settle(row)) {
                return false;
            }
            deadLetters.insert(letter);
            return true;
        });
        if (Boolean.TRUE.equals(ours)) {
            LOG.warn(
                    "OC-CHANNEL-DEAD {}{} is a dead letter {}: {} {} {}",
                    name(work),
                    subject.words(event.account()),
                    letter.id(),
                    verdict.reason(),
                    verdict.field() == null ? "" : verdict.field(),
                    verdict.message());
            LOG.debug("{} failed for good", name(work), failure);
        }
        return Outcome.FINISHED;
    }

    private PushSubject subject(Event event) {
        PushSubjects known = subjects.getIfAvailable();
        return known == null ? PushSubject.NONE : known.of(event);
    }

    private boolean tooOld(Work work, Instant now) {
        return Duration.between(work.delivery.firstFailedAt(), now).compareTo(properties.giveUpAfter()) >= 0;
    }

    private static Verdict expired(Verdict last) {
        return new Verdict(
                Verdict.Kind.DEAD,
                "expired",
                last.account(),
                last.field(),
                last.message(),
                "it failed for too long (" + last.reason() + "): mend the cause, then replay it",
                null);
    }

    private void tell(Work work, Verdict verdict, Throwable failure, int failures, Duration wait) {
        if (failures >= CONSPICUOUS) {
            LOG.warn(
                    "OC-CHANNEL-RETRY {} failed {} times, again in {} ms: {}",
                    name(work),
                    failures,
                    wait.toMillis(),
                    verdict.words());
        } else {
            LOG.info("{} failed, again in {} ms: {}", name(work), wait.toMillis(), verdict.words());
        }
        if (failures == 1 && verdict.reason().equals("failed") && !store.broke(failure)) {
            // Neither a partner's failure nor a connection's: most likely a defect of ours, whose place matters, once.
            LOG.warn("OC-CHANNEL-FAILURE {}", name(work), failure);
        }
    }

    private static Long inboxId(Event event) {
        return event.data().get("inbox_id") instanceof Number id ? Long.valueOf(id.longValue()) : null;
    }

    private static String name(Work work) {
        return work.delivery.subscriber() + "/" + work.seq() + " (" + work.event.type() + " " + work.delivery.orderKey()
                + ")";
    }

    private void record(Subscriber subscriber, String outcome, long start) {
        timers.computeIfAbsent(subscriber.name() + "/" + outcome, key -> Timer.builder("openclaw.channel.attempts")
                        .description("Attempts at deliveries")
                        .tag("subscriber", subscriber.name())
                        .tag("outcome", outcome)
                        .register(meters))
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }
}
