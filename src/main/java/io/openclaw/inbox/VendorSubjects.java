package io.openclaw.inbox;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.PushSubject;
import io.openclaw.outbox.PushSubjects;
import io.openclaw.reload.RouteFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Has the vendor's own route {@code direct:<vendor>.name-order} read which order a message is about; its result is a Map
 * {platform_order_id, platform_order_no}, of a warehouse {fulfillment_no}. A vendor without that route, or a message that cannot be read, leaves both open.
 */
@Component
class VendorSubjects implements PushSubjects {

    private static final Logger LOG = LoggerFactory.getLogger(VendorSubjects.class);

    private final Inbox inbox;
    private final Accounts accounts;
    private final CamelContext context;
    private final ProducerTemplate vendors;

    VendorSubjects(Inbox inbox, Accounts accounts, CamelContext context, ProducerTemplate vendors) {
        this.inbox = inbox;
        this.accounts = accounts;
        this.context = context;
        this.vendors = vendors;
    }

    @Override
    public PushSubject of(Event event) {
        if (!(event.data().get("inbox_id") instanceof Number id)) {
            return PushSubject.NONE;
        }
        PushSubject whole = of(id.longValue());
        // One notice of several says itself what it is about.
        return event.data().containsKey("notice") ? whole.ofFulfillment(event.text("fulfillment_no")) : whole;
    }

    /** Of a message in the inbox. Whatever fails leaves open what the message is about: it is set aside all the same. */
    PushSubject of(long inboxId) {
        try {
            return inbox.find(inboxId).map(this::of).orElse(PushSubject.NONE);
        } catch (RuntimeException e) {
            LOG.debug("what message {} is about could not be read", inboxId, e);
            return PushSubject.NONE;
        }
    }

    private PushSubject of(Push push) {
        Map<?, ?> named = named(push);
        return new PushSubject(
                push.type(),
                text(named.get("platform_order_id")),
                text(named.get("platform_order_no")),
                text(named.get("fulfillment_no")));
    }

    private Map<?, ?> named(Push push) {
        Account account = accounts.find(push.account()).orElse(null);
        if (account == null || !RouteFiles.hasRoute(context, account.vendor() + ".name-order")) {
            return Map.of();
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("push_type", push.type());
        document.put("headers", push.headers());
        document.put("body", body(push));
        Exchange asked = new DefaultExchange(context);
        asked.getMessage().setBody(document);
        vendors.send("direct:" + account.vendor() + ".name-order", asked);
        if (asked.getException() != null) {
            LOG.debug("{}.name-order failed", account.vendor(), asked.getException());
            return Map.of();
        }
        return asked.getMessage().getBody() instanceof Map<?, ?> map ? map : Map.of();
    }

    /** What cannot be read may still have its headers. */
    private static Object body(Push push) {
        try {
            return Documents.parse(push.body(), push.contentType());
        } catch (IOException e) {
            return null;
        }
    }

    private static String text(Object value) {
        return value == null || value.toString().isBlank() ? null : value.toString();
    }
}
