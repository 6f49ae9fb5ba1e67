package io.openclaw.inbox;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.outbox.DeadLetter;
import io.openclaw.outbox.DeadLetters;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.EventIds;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.outbox.PushSubject;
import io.openclaw.partner.mapping.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** {@code inbox:store}, {@code inbox:load} and {@code inbox:dead-letter}. */
@Component
class PushStore {

    private static final Logger LOG = LoggerFactory.getLogger(PushStore.class);

    /** Subscriber of the dead letters of messages that nobody could be given. */
    static final String INTAKE = "push-intake";

    private final Inbox inbox;
    private final Accounts accounts;
    private final DeadLetters deadLetters;
    private final VendorSubjects subjects;
    private final Clock clock;

    PushStore(Inbox inbox, Accounts accounts, DeadLetters deadLetters, VendorSubjects subjects, Clock clock) {
        this.inbox = inbox;
        this.accounts = accounts;
        this.deadLetters = deadLetters;
        this.subjects = subjects;
        this.clock = clock;
    }

    /** Writes the body as a message of the account; what follows gets {@link StoredPush}, ready to be emitted. */
    void store(Exchange exchange, String origin) {
        Account account = accounts.get(exchange.getVariable(PushVars.ACCOUNT, String.class));
        Map<String, String> headers = headers(exchange);
        String requestId = exchange.getVariable(PushVars.REQUEST_ID, String.class);
        Push push = new Push(
                account.tenant(),
                account.id(),
                account.kind().word(),
                account.vendor(),
                origin,
                exchange.getVariable(PushVars.KEY, String.class),
                exchange.getVariable(PushVars.TYPE, String.class),
                requestId == null ? UUID.randomUUID().toString() : requestId,
                headers,
                contentType(exchange),
                bytes(exchange.getMessage().getBody()),
                exchange.getVariable(PushVars.HANDLING, PushVars.TAKEN, String.class));
        exchange.getMessage().setBody(stored(inbox.store(push), push));
    }

    /** Reads the message an event tells of; the body becomes a Map {push_type, headers, body ...}. */
    void load(Exchange exchange) {
        Event event = exchange.getVariable("event", Event.class);
        Object id = event == null ? null : event.data().get("inbox_id");
        if (!(id instanceof Number number)) {
            throw new NotUnderstood("inbox_id", "the event tells of no message in the inbox", null);
        }
        Push push = inbox.find(number.longValue())
                .orElseThrow(() -> new NotUnderstood(
                        "inbox_id",
                        "message " + number + " is not in the inbox any more",
                        "Its raw form was erased; have the partner send it again or poll it."));
        Map<String, Object> loaded = new LinkedHashMap<>();
        loaded.put("inbox_id", number.longValue());
        loaded.put("account", push.account());
        loaded.put("kind", push.kind());
        loaded.put("push_type", push.type());
        loaded.put("headers", push.headers());
        loaded.put("body", parse(push));
        exchange.getMessage().setBody(loaded);
    }

    /** Sets the message just stored aside, with what is wrong with it. */
    void deadLetter(Exchange exchange) {
        StoredPush stored = exchange.getMessage().getBody(StoredPush.class);
        Misfit misfit = exchange.getVariable(PushVars.MISFIT, Misfit.class);
        Misfit known = misfit == null ? new Misfit(null, "the message is not understood", null) : misfit;
        PushSubject subject = subjects.of(stored.inboxId());
        Instant now = clock.instant();
        String id = EventIds.next();
        deadLetters.insert(new DeadLetter(
                id,
                stored.tenant(),
                INTAKE,
                null,
                stored.inboxId(),
                exchange.getVariable(PushVars.CHANNEL, "push." + stored.kind(), String.class),
                stored.account(),
                deadLetters
                        .orderOf(stored.tenant(), stored.account(), subject.fulfillmentNo())
                        .orElse(null),
                stored.orderKey(),
                "-",
                subject.pushType(),
                subject.platformOrderId(),
                subject.platformOrderNo(),
                1,
                "not_understood",
                known.field(),
                known.message(),
                known.hint(),
                now,
                now,
                "open",
                null,
                null));
        LOG.warn(
                "OC-INBOX-DEAD a push{} is not understood, dead letter {}: {} {}",
                subject.words(stored.account()),
                id,
                known.field() == null ? "" : known.field(),
                known.message());
    }

    static StoredPush stored(long id, Push push) {
        return new StoredPush(id, push.kind(), push.vendor(), push.type(), push.account(), push.tenant(), "push:" + id);
    }

    private static Object parse(Push push) {
        try {
            return Documents.parse(push.body(), push.contentType());
        } catch (IOException e) {
            Misfit misfit = Documents.misfit(e);
            throw new NotUnderstood(misfit.field(), misfit.message(), misfit.hint());
        }
    }

    private static Map<String, String> headers(Exchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (exchange.getVariable(PushVars.HEADERS) instanceof Map<?, ?> given) {
            given.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        return headers;
    }

    private static String contentType(Exchange exchange) {
        String given = exchange.getVariable(PushVars.CONTENT_TYPE, String.class);
        return given != null || exchange.getMessage().getBody() instanceof byte[] ? given : "application/json";
    }

    private static byte[] bytes(Object body) {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        return body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : Json.bytes(body);
    }
}
