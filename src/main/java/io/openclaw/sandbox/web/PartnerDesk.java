package io.openclaw.sandbox.web;

import io.openclaw.sandbox.SandboxAccount;
import io.openclaw.sandbox.SandboxAccounts;
import io.openclaw.sandbox.ledger.Behaviours;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.ledger.LedgerAwayException;
import io.openclaw.sandbox.ledger.PartnerCall;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The front desk all simulated partners share: who calls, what fault is due, how the answer goes out. */
@Component("sandboxDesk")
public final class PartnerDesk {

    private static final Logger LOG = LoggerFactory.getLogger(PartnerDesk.class);

    private final SandboxAccounts accounts;
    private final Behaviours behaviours;
    private final Ledger ledger;
    private final Map<String, VendorDoor> doors;

    public PartnerDesk(SandboxAccounts accounts, Behaviours behaviours, Ledger ledger, List<VendorDoor> doors) {
        this.accounts = accounts;
        this.behaviours = behaviours;
        this.ledger = ledger;
        this.doors = doors.stream().collect(Collectors.toMap(VendorDoor::vendor, Function.identity()));
    }

    /**
     * Makes the request the exchange's body as a {@link PartnerCall}. It is answered already when the account is not one
     * of this vendor's, or when the vendor does not know the caller.
     */
    public void receive(Exchange exchange, String vendor, String operation) {
        Message message = exchange.getMessage();
        String id = message.getHeader("account", String.class);
        SandboxAccount account =
                accounts.find(id).filter(found -> found.vendor().equals(vendor)).orElse(null);
        String path = message.getHeader(Exchange.HTTP_URI, String.class);
        String query = message.getHeader(Exchange.HTTP_QUERY, String.class);
        byte[] body = message.getBody(byte[].class);
        PartnerCall call = new PartnerCall(
                id,
                operation,
                message.getHeader(Exchange.HTTP_METHOD, String.class),
                message.getHeader(Exchange.HTTP_URL, "", String.class),
                path == null ? "" : path,
                parameters(query),
                headers(message),
                body == null ? new byte[0] : body,
                account == null ? null : behaviours.ofCall(id, operation));
        message.setBody(call);
        if (account == null) {
            call.reply(404, Map.of("errors", "Not Found"));
        } else if (call.getFault().isEmpty()) {
            doors.get(vendor).check(account, call);
        }
    }

    /** Answers instead of the partner, without an effect. */
    public void refuse(PartnerCall call, int status, String message) {
        call.reply(status, Map.of("errors", message));
    }

    /** The answer without its body. */
    public void withoutBody(PartnerCall call) {
        call.reply(call.status(), call.answerHeaders().get("Content-Type"), new byte[0]);
    }

    /** The answer, broken off in the middle. */
    public void brokenOff(PartnerCall call) {
        byte[] whole = call.answer();
        call.reply(
                call.status(),
                call.answerHeaders().get("Content-Type"),
                Arrays.copyOf(whole, Math.max(1, whole.length * 2 / 3)));
    }

    /** Turns the call into the HTTP answer and notes it in the ledger. */
    public void answer(Exchange exchange) {
        PartnerCall call = exchange.getMessage().getBody(PartnerCall.class);
        if (call.isOpen()) {
            call.reply(500, Map.of("errors", "Internal Server Error"));
        }
        if (accounts.find(call.account()).isPresent()) {
            ledger.saw(call);
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        call.answerHeaders().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, call.status());
        message.setBody(call.answer());
    }

    /** The answer when a partner stumbled over what it was sent, or over itself. */
    public void failed(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        boolean unreadable = cause instanceof UncheckedIOException;
        if (!unreadable && !LedgerAwayException.meant(cause)) {
            LOG.error("a simulated partner failed", cause);
        }
        if (exchange.getMessage().getBody() instanceof PartnerCall call) {
            refuse(call, unreadable ? 400 : 500, unreadable ? "The body is no JSON" : "Internal Server Error");
            answer(exchange);
        } else {
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 500);
            exchange.getMessage().setBody(null);
        }
    }

    /** What this account can be told to misbehave in. */
    public List<String> operationsOf(SandboxAccount account) {
        return doors.get(account.vendor()).operations();
    }

    public List<String> pushesOf(SandboxAccount account) {
        return doors.get(account.vendor()).pushes();
    }

    private static Map<String, String> headers(Message message) {
        Map<String, String> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            if (value instanceof String text && !name.startsWith("Camel")) {
                headers.put(name.toLowerCase(Locale.ROOT), text);
            }
        });
        return headers;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&")) {
                int equals = pair.indexOf('=');
                parameters.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
