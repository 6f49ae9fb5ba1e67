package io.openclaw.partner.component;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.NoSuchAccountException;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.Grants;
import io.openclaw.partner.OperationScope;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.Vars;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.util.ObjectHelper;
import org.springframework.stereotype.Component;

/** One operation of one account, guarded: mode, pause, breaker, schemas, metrics. */
@Component
class Operations {

    private static final Duration PAUSED = Duration.ofSeconds(5);

    /**
     * How a mapping's own $error refuses a document: the field at fault by its path in the document as it came, what is wrong,
     * and where it knows one, the remedy. JSONata tells the line of the mapping first, which may hold the same words; further
     * faults may follow in brackets, their paths without the sign.
     */
    private static final Pattern REFUSAL = Pattern.compile(
            ".*(?<field>\\$\\.(?:body|order)\\b[\\w.\\[\\]]*) (?<what>[^;]+)(?:; remedy: (?<remedy>.+))?",
            Pattern.DOTALL);

    /** Operations that change nothing, by the verb they begin with. */
    private static final Pattern READS = Pattern.compile("(list|get|find|read|poll|quote)(-|$)");

    /** The code of a 404 that says nothing more. */
    private static final String BARE = "http_404";

    /** Fields of documents that say what an operation is about; none is personal. */
    private static final List<String> NAMES = List.of(
            "reference",
            "order_no",
            "platform_order_id",
            "platform_order_no",
            "fulfillment_no",
            "parcel_no",
            "waybill_no",
            "partner_ref",
            "push_type");

    private final Documents documents;
    private final Breakers breakers;
    private final AccountSwitches switches;
    private final PartnerStates states;
    private final Grants grants;
    private final MeterRegistry meters;

    Operations(
            Documents documents,
            Breakers breakers,
            AccountSwitches switches,
            PartnerStates states,
            Grants grants,
            MeterRegistry meters) {
        this.documents = documents;
        this.breakers = breakers;
        this.switches = switches;
        this.states = states;
        this.grants = grants;
        this.meters = meters;
    }

    /**
     * Runs the vendor's route for an operation.
     *
     * @param form in which the caller takes the result
     */
    Object call(VendorRoutes routes, Account account, String operation, Exchange caller, ResultForm form) {
        long start = System.nanoTime();
        String outcome = "ok";
        try {
            Object body = caller.getMessage().getBody();
            Map<String, Object> document = documents.in(account.kind(), operation, body);
            // A normalize- operation reads what the partner sent already: nothing is asked of it.
            return operation.startsWith("normalize-")
                    ? normalize(routes, account, operation, document, caller, form)
                    : ask(routes, account, operation, document, caller, form);
        } catch (RuntimeException e) {
            outcome = outcome(e);
            throw e;
        } finally {
            meters.timer(
                            "openclaw.partner.operation",
                            "account",
                            account.id(),
                            "operation",
                            account.kind().word() + ":" + operation,
                            "outcome",
                            outcome)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private Object normalize(
            VendorRoutes routes,
            Account account,
            String operation,
            Map<String, Object> document,
            Exchange caller,
            ResultForm form) {
        OperationScope scope = scope(account, operation, document, caller);
        try {
            Object result = routes.run(account, operation, document, scope, caller);
            if (scope.begun()) {
                // What the document only names was read anew.
                succeeded(account, operation);
            }
            return documents.out(account.kind(), operation, result, form, () -> routes.mapping(account, operation));
        } catch (PartnerException e) {
            failed(account, operation, e);
            throw named(e, account, operation, document, scope);
        } catch (NotUnderstood | MissingRouteException e) {
            throw e;
        } catch (RuntimeException e) {
            DirectConsumerNotAvailableException unanswered =
                    ObjectHelper.getException(DirectConsumerNotAvailableException.class, e);
            if (unanswered != null) {
                // Mended in the file that names the route, not in the mapping, and tried again until then.
                throw new MissingRouteException("account " + account.id() + " cannot do "
                        + account.kind().word() + ":" + operation + ": " + unanswered.getMessage() + ", which "
                        + VendorRoutes.file(account) + " or a file it calls names");
            }
            throw notUnderstood(account, operation, routes.mapping(account, operation), e);
        }
    }

    /** Mapping is deterministic: what fails once fails for ever, until the mapping or the document changes. */
    private static NotUnderstood notUnderstood(
            Account account, String operation, String mapping, RuntimeException failure) {
        String told = account.vendor() + "." + operation + " could not read the document: ";
        String remedy = "mend the mapping in " + mapping + ", then replay";
        Matcher refusal = REFUSAL.matcher(String.valueOf(failure.getMessage()));
        if (!refusal.lookingAt()) {
            return new NotUnderstood(null, told + failure.getMessage(), remedy, failure);
        }
        String field = refusal.group("field");
        String known = refusal.group("remedy");
        return new NotUnderstood(
                field, told + field + " " + refusal.group("what"), known == null ? remedy : known, failure);
    }

    private Object ask(
            VendorRoutes routes,
            Account account,
            String operation,
            Map<String, Object> document,
            Exchange caller,
            ResultForm form) {
        if (account.mode() == Account.Mode.OFF) {
            throw new NoSuchAccountException(
                    account.id(), "account " + account.id() + " is off: " + operation + " is not asked of it");
        }
        if (account.mode() != Account.Mode.LIVE && !READS.matcher(operation).lookingAt()) {
            throw new NoSuchAccountException(
                    account.id(),
                    "account " + account.id() + " is in mode "
                            + account.mode().name().toLowerCase(Locale.ROOT) + ": " + operation
                            + " would change something at the partner, which only an account in mode live may");
        }
        switches.pause(account).ifPresent(pause -> {
            throw PartnerException.rateLimited(
                    account.id(), PAUSED, "account " + account.id() + " is paused: " + pause.reason());
        });
        CircuitBreaker breaker = breakers.enter(account.id());
        OperationScope scope = scope(account, operation, document, caller);
        long start = System.nanoTime();
        Object result;
        try {
            result = routes.run(account, operation, document, scope, caller);
        } catch (RuntimeException e) {
            breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            failed(account, operation, e);
            if (scope.changed() && e instanceof PartnerException partner) {
                partner.afterOthers();
            }
            throw e instanceof PartnerException partner ? named(partner, account, operation, document, scope) : e;
        }
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        succeeded(account, operation);
        return understood(routes, account, operation, result, form);
    }

    private Object understood(VendorRoutes routes, Account account, String operation, Object result, ResultForm form) {
        try {
            return documents.out(account.kind(), operation, result, form, () -> routes.mapping(account, operation));
        } catch (NotUnderstood e) {
            if (READS.matcher(operation).lookingAt()) {
                throw e;
            }
            // It has happened, only its answer is not understood: once the mapping is mended, the reference finds it.
            throw new PartnerException(
                    PartnerException.Category.UNKNOWN_OUTCOME,
                    account.id(),
                    "answer_not_understood",
                    e.getMessage(),
                    e.field(),
                    null,
                    e);
        }
    }

    private void succeeded(Account account, String operation) {
        states.succeeded(account.id());
        grants.worked(account.id(), operation);
    }

    private void failed(Account account, String operation, RuntimeException e) {
        if (ourOwn(e)) {
            return;
        }
        states.failed(account.id(), outcome(e), e.getMessage());
        if (e instanceof PartnerException partner && partner.category() == PartnerException.Category.UNAUTHORIZED) {
            grants.refused(account.id(), operation, partner);
        }
    }

    /** A partner's bare 404 does not say of what: who was asked what about which thing is put before it. */
    private static PartnerException named(
            PartnerException e, Account account, String operation, Map<String, Object> document, OperationScope scope) {
        if (e.category() != PartnerException.Category.NOT_FOUND || !BARE.equals(e.code())) {
            return e;
        }
        StringBuilder what = new StringBuilder(account.kind().word() + ":" + operation + " of " + account.id());
        for (String name : NAMES) {
            Object value = document.get(name);
            if (value instanceof String || value instanceof Number) {
                what.append(", ").append(name).append(' ').append(value);
            }
        }
        if (scope.orderNo() != null && !document.containsKey("order_no")) {
            what.append(", order_no ").append(scope.orderNo());
        }
        return e.about(what.toString());
    }

    /** A spent budget and a mapping at fault say nothing about the partner. */
    private static boolean ourOwn(RuntimeException e) {
        return !(e instanceof PartnerException partner) || partner.category() == PartnerException.Category.RATE_LIMITED;
    }

    private static OperationScope scope(
            Account account, String operation, Map<String, Object> document, Exchange caller) {
        Event event = caller.getVariable(Vars.EVENT) instanceof Event e ? e : null;
        Object orderNo = document.get("order_no");
        if (orderNo == null && event != null) {
            orderNo = event.orderNo();
        }
        return new OperationScope(
                account.kind().word() + ":" + operation,
                orderNo == null ? null : orderNo.toString(),
                event == null ? null : event.id(),
                Vars.drawn(caller));
    }

    private static String outcome(RuntimeException e) {
        if (e instanceof PartnerException partner) {
            return partner.category().name().toLowerCase(Locale.ROOT);
        }
        return e instanceof NotUnderstood ? "not_understood" : "error";
    }
}
