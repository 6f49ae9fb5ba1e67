package io.openclaw.partner.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.account.Account;
import io.openclaw.account.NoSuchAccountException;
import io.openclaw.partner.OperationScope;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.budget.RateBudget;
import io.openclaw.partner.calls.CallLog;
import io.openclaw.partner.calls.CallRecord;
import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.signature.Keys;
import io.openclaw.partner.signature.OutboundRequest;
import io.openclaw.partner.signature.SignatureSchemes;
import io.openclaw.store.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Makes a call to a partner: guards it, signs it, sends it, reads the answer, notes it. */
@Component
class PartnerHttp {

    private final Transport transport;
    private final SignatureSchemes schemes;
    private final Durability durability;
    private final RateBudget budget;
    private final CallLog log;
    private final MeterRegistry meters;
    private final Clock clock;

    PartnerHttp(
            Transport transport,
            SignatureSchemes schemes,
            Durability durability,
            RateBudget budget,
            CallLog log,
            MeterRegistry meters,
            Clock clock) {
        this.transport = transport;
        this.schemes = schemes;
        this.durability = durability;
        this.budget = budget;
        this.log = log;
        this.meters = meters;
        this.clock = clock;
    }

    HttpAnswer send(Account account, HttpCall call, OperationScope scope) {
        guard(account, call);
        OutboundRequest request = signed(account, call);
        if (call.effect()) {
            // What we are about to ask for must be known after a crash, or it could be asked for twice.
            durability.await();
        }
        Instant at = clock.instant();
        long start = System.nanoTime();
        Transport.Response response = null;
        PartnerException failure = null;
        try {
            response = transport.send(
                    account, request, call.body().contentType(), new Failures(account.id(), call.effect(), clock));
            HttpAnswer answer = read(account, call, response);
            if (call.effect()) {
                scope.change();
            }
            return answer;
        } catch (PartnerException e) {
            failure = e;
            penalise(e, scope);
            throw e;
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            note(account, request, scope, at, took, response, failure);
        }
    }

    private static void guard(Account account, HttpCall call) {
        if (account.mode() == Account.Mode.OFF) {
            throw new NoSuchAccountException(
                    account.id(), "account " + account.id() + " is off: nothing is asked of it");
        }
        if (call.effect() && account.mode() != Account.Mode.LIVE) {
            throw new NoSuchAccountException(
                    account.id(),
                    "account " + account.id() + " is in mode "
                            + account.mode().name().toLowerCase(Locale.ROOT) + ": " + call.method() + " " + call.path()
                            + " would change something at the partner, which only an account in mode live may");
        }
        if (account.baseUrl() == null) {
            throw new IllegalStateException(
                    "account " + account.id() + " has no base_url: set it in config/partners.yaml");
        }
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "a database transaction is open: claim, call and commit are steps of their own");
        }
    }

    private OutboundRequest signed(Account account, HttpCall call) {
        OutboundRequest request = new OutboundRequest(
                call.method(),
                call.base() == null ? account.baseUrl() : call.base(),
                call.path(),
                call.query(),
                call.body().bytes(),
                Keys.of(account),
                clock);
        request.header("Accept", call.expect().equals("json") ? "application/json" : "*/*");
        request.header("User-Agent", "OpenClaw");
        call.headers().forEach(request::header);
        String scheme =
                call.scheme() != null ? call.scheme() : account.credentials().getOrDefault("scheme", "none");
        schemes.get(scheme).sign(request);
        return request;
    }

    private HttpAnswer read(Account account, HttpCall call, Transport.Response response) {
        Failures failures = new Failures(account.id(), call.effect(), clock);
        int status = response.status();
        boolean fine = status >= 200 && status <= 299;
        if (!fine && !call.accepted().contains(status)) {
            throw failures.of(status, response.header("Retry-After"), response.body(), call);
        }
        byte[] body = response.body();
        boolean empty = body == null || body.length == 0;
        // A 404 says it by its number; but a page that comes with it may be that of somebody in between.
        if (empty && fine && !call.expect().equals("none")) {
            throw failures.unclear("empty_body", "HTTP " + status + " without a body where one is expected", null);
        }
        return new HttpAnswer(status, response.allowed(), empty ? null : content(call, body, failures));
    }

    private static Object content(HttpCall call, byte[] body, Failures failures) {
        return switch (call.expect()) {
            case "bytes" -> body;
            case "base64" -> Base64.getEncoder().encodeToString(body);
            case "text" -> new String(body, StandardCharsets.UTF_8);
            case "none" -> lenient(body);
            default -> {
                try {
                    yield Json.parse(body);
                } catch (IOException e) {
                    throw failures.unclear("malformed_json", "the answer is no JSON: " + firstLine(e), e);
                }
            }
        };
    }

    private static Object lenient(byte[] body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            // Nobody asked for this body: its text is kept for whoever looks.
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** The partner says when it will listen again: the budget of the whole cluster learns it. */
    private void penalise(PartnerException e, OperationScope scope) {
        if (e.category() == PartnerException.Category.RATE_LIMITED
                && e.retryAfter() != null
                && scope.budget() != null) {
            budget.penalise(scope.budget(), scope.rate(), e.retryAfter());
        }
    }

    private void note(
            Account account,
            OutboundRequest request,
            OperationScope scope,
            Instant at,
            Duration took,
            Transport.Response response,
            PartnerException failure) {
        String outcome = failure == null ? "ok" : failure.category().name().toLowerCase(Locale.ROOT);
        meters.timer(
                        "openclaw.partner.http",
                        "account",
                        account.id(),
                        "operation",
                        scope.operation() == null ? "none" : scope.operation(),
                        "outcome",
                        outcome)
                .record(took.toNanos(), TimeUnit.NANOSECONDS);
        log.record(new CallRecord(
                account.tenant(),
                at,
                "out",
                account.id(),
                scope.operation(),
                scope.orderNo(),
                scope.requestId(),
                request.method(),
                request.url(),
                response == null ? null : response.status(),
                failure == null ? null : outcome + (failure.code() == null ? "" : ":" + failure.code()),
                took,
                request.body(),
                response == null ? null : response.body()));
    }
}
