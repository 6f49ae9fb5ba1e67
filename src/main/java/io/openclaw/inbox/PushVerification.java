package io.openclaw.inbox;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.outbox.Causes;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.signature.SignatureException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.http.common.HttpMessage;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * {@code inbox:verify}: account, size, form, signature, in this order. The vendor's own route {@code direct:<vendor>.push}
 * checks the signature over the raw bytes and says what the message is; nothing is parsed before that.
 */
@Component
class PushVerification {

    private static final Logger LOG = LoggerFactory.getLogger(PushVerification.class);
    private static final int KEY_LENGTH = 400;
    private static final Duration AWAY_RETRY = Duration.ofSeconds(5);
    /** Partners push again and again: one line a minute says it. */
    private static final long AWAY_QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Accounts accounts;
    private final CamelContext context;
    private final ProducerTemplate vendors;
    private final Unconsumed unconsumed = new Unconsumed();
    private final AtomicLong toldAway = new AtomicLong(System.nanoTime() - AWAY_QUIET_NANOS);

    PushVerification(Accounts accounts, CamelContext context, ProducerTemplate vendors) {
        this.accounts = accounts;
        this.context = context;
        this.vendors = vendors;
    }

    void verify(Exchange exchange) {
        exchange.setVariable(PushVars.STARTED, System.nanoTime());
        HttpServletRequest request = request(exchange);
        RawBody raw = (RawBody) request.getAttribute(RawBody.ATTRIBUTE);
        if (raw == null) {
            throw new IllegalStateException(
                    "a push came past the filter that keeps its bytes: " + request.getRequestURI());
        }
        exchange.setVariable(PushVars.REQUEST_ID, RequestIds.of(request.getHeader(Problem.REQUEST_ID)));
        exchange.setVariable(PushVars.METHOD, request.getMethod());
        exchange.setVariable(PushVars.PATH, request.getRequestURI());
        exchange.setVariable(PushVars.QUERY, request.getQueryString());
        Account account = account(request.getRequestURI());
        exchange.setVariable(PushVars.ACCOUNT, account.id());
        exchange.setVariable(PushVars.TENANT, account.tenant());
        exchange.setVariable(PushVars.KIND, account.kind().word());
        exchange.setVariable(PushVars.SHOP, account);
        if (raw.tooLarge()) {
            throw new Refused(
                    413,
                    "Too large",
                    "The body is larger than this account may send.",
                    "Send less at once, or have the account's policy max_body_bytes raised.");
        }
        Map<String, String> headers = PushHeaders.of(request, raw.sentContentType());
        exchange.setVariable(PushVars.HEADERS, PushHeaders.kept(headers));
        exchange.setVariable(PushVars.CONTENT_TYPE, raw.sentContentType());

        Exchange asked = askVendor(exchange, account, headers, raw.bytes());
        Misfit misfit = judge(asked, account, raw);
        String handling = text(asked, PushVars.HANDLING, PushVars.TAKEN);
        String type = text(asked, PushVars.TYPE, null);
        if (misfit == null && handling.equals(PushVars.UNKNOWN)) {
            misfit = type == null
                    ? untyped(text(asked, PushVars.TYPE_AT, null), account.vendor())
                    : new Misfit(
                            PushVars.TYPE,
                            "the type '" + type + "' is not known for " + account.vendor(),
                            "Remove its subscription at the partner where nobody needs it; or name it among the types taken or"
                                    + " ignored in the connector of " + account.vendor() + ", then replay this.");
        }
        exchange.setVariable(PushVars.KEY, key(text(asked, PushVars.KEY, null), raw.bytes()));
        exchange.setVariable(PushVars.TYPE, type);
        exchange.setVariable(
                PushVars.CHANNEL,
                text(asked, PushVars.CHANNEL, "push." + account.kind().word()));
        exchange.setVariable(PushVars.HANDLING, misfit == null ? handling : PushVars.UNKNOWN);
        if (misfit == null && handling.equals(PushVars.IGNORED)) {
            unconsumed.note(account, type);
        }
        exchange.setVariable(PushVars.ANSWER, text(asked, PushVars.ANSWER, "empty"));
        exchange.setVariable(PushVars.MISFIT, misfit);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(raw.bytes());
    }

    /**
     * A push that does not say what it is.
     *
     * @param where the connector's words for where the type stands; null where it has none
     */
    private static Misfit untyped(String where, String vendor) {
        return where == null
                ? new Misfit(
                        PushVars.TYPE,
                        "the push does not say its type",
                        "Look at its raw form, and at what sets " + PushVars.TYPE + " in the connector of " + vendor
                                + ".")
                : new Misfit(
                        where,
                        "the push has no " + where + ", which says its type at " + vendor,
                        "See who sends it without, or takes it out on the way, and have it sent again with it: a replay"
                                + " alone does not bring it back.");
    }

    private Account account(String path) {
        String[] segments = path.split("/");
        String kind = segments.length < 2 ? "" : segments[segments.length - 2];
        return accounts.find(segments[segments.length - 1])
                .filter(a -> a.kind().word().equals(kind) && a.mode() != Account.Mode.OFF)
                .orElseThrow(() -> new Refused(
                        404,
                        "Unknown account",
                        "There is no such account to push to, or it is off.",
                        "The address is /webhooks/{kind}/{account}, with the account's name in config/partners.yaml, where its"
                                + " mode is not off."));
    }

    private Exchange askVendor(Exchange push, Account account, Map<String, String> headers, byte[] body) {
        String route = "direct:" + account.vendor() + ".push";
        Exchange asked = new DefaultExchange(context);
        asked.getExchangeExtension().setFromEndpoint(push.getFromEndpoint());
        asked.getIn().setBody(body);
        headers.forEach(asked.getIn()::setHeader);
        for (String name : new String[] {
            PushVars.ACCOUNT,
            PushVars.TENANT,
            PushVars.KIND,
            PushVars.SHOP,
            PushVars.REQUEST_ID,
            PushVars.METHOD,
            PushVars.PATH,
            PushVars.QUERY
        }) {
            asked.setVariable(name, push.getVariable(name));
        }
        // Not asked for beforehand: a route that is being exchanged is away for a moment, and its gate knows.
        vendors.send(route + "?block=false", asked);
        if (asked.getException() instanceof DirectConsumerNotAvailableException) {
            throw away(account, route);
        }
        return asked;
    }

    /** The account is there and nobody can prove its pushes at present: the partner keeps what it has and comes again. */
    private Refused away(Account account, String route) {
        long now = System.nanoTime();
        long last = toldAway.get();
        if (now - last >= AWAY_QUIET_NANOS && toldAway.compareAndSet(last, now)) {
            LOG.warn(
                    "OC-INBOX-NO-CONNECTOR pushes to {} are refused with 503: there is no route {} that verifies them."
                            + " Is the connector's file gone from routes/connectors/{}?",
                    account.id(),
                    route,
                    account.kind().word());
        }
        return new Refused(
                503,
                "Not available",
                "Pushes to this account cannot be verified at present.",
                "Nothing was taken. Send it again in " + AWAY_RETRY.toSeconds() + " s.",
                AWAY_RETRY,
                null);
    }

    /** Refuses what is not proved; what is proved but failed to be read is kept, with the reason. */
    private static Misfit judge(Exchange asked, Account account, RawBody raw) {
        Throwable failure = asked.getException() != null
                ? asked.getException()
                : asked.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        boolean verified = Boolean.TRUE.equals(asked.getVariable(PushVars.VERIFIED));
        if (!verified) {
            Optional<SignatureException> signature = Causes.of(failure, SignatureException.class);
            if (signature.isPresent()) {
                throw signature.get();
            }
            if (failure != null) {
                throw new IllegalStateException("the signature of a push could not be checked", failure);
            }
            LOG.error(
                    "OC-INBOX-UNVERIFIED direct:{}.push has no partner:verify, pushes to {} are refused",
                    account.vendor(),
                    account.id());
            throw new SignatureException(SignatureException.Kind.MISSING, "the connector verifies nothing");
        }
        Optional<NotUnderstood> refused = Causes.of(failure, NotUnderstood.class);
        if (refused.isPresent()) {
            return new Misfit(
                    refused.get().field(),
                    refused.get().getMessage(),
                    refused.get().hint());
        }
        // What breaks a connector's reading is mostly the document itself, and that says where it is broken.
        Misfit form = Documents.misfit(raw.bytes(), raw.sentContentType());
        if (form != null || failure == null) {
            return form;
        }
        LOG.info("a push to {} could not be read: {}", account.id(), failure.toString());
        return new Misfit(
                "$", "the key or type of the message could not be read", "Look at its raw form and at the connector.");
    }

    private static HttpServletRequest request(Exchange exchange) {
        Message message = exchange.getIn();
        if (message instanceof PlatformHttpMessage http) {
            return http.getRequest();
        }
        if (message instanceof HttpMessage http) {
            return http.getRequest();
        }
        throw new IllegalStateException("inbox:verify belongs right behind platform-http:/webhooks/{kind}/{account}");
    }

    private static String key(String given, byte[] body) {
        if (given == null || given.isBlank()) {
            return "sha256:" + sha256(body);
        }
        return given.length() <= KEY_LENGTH ? given : "sha256:" + sha256(given.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String text(Exchange exchange, String variable, String otherwise) {
        Object value = exchange.getVariable(variable);
        return value == null || value.toString().isBlank() ? otherwise : value.toString();
    }
}
