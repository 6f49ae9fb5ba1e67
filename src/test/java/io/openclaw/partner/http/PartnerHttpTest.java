package io.openclaw.partner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpExchange;
import io.openclaw.account.Account;
import io.openclaw.account.NoSuchAccountException;
import io.openclaw.partner.PartnerBench;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.Vars;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PartnerHttpTest {

    private static PartnerBench bench;
    private static Account live;

    /** Waits for no answer longer than a moment. */
    private static Account hasty;

    @BeforeAll
    static void start() throws Exception {
        bench = new PartnerBench();
        live = bench.account("live", Account.Kind.CARRIER, "acme", Account.Mode.LIVE, Map.of());
        hasty = bench.account(
                "hasty",
                Account.Kind.CARRIER,
                "acme",
                Account.Mode.LIVE,
                Map.of("http", Map.of("connect_ms", 500, "response_ms", 400)));
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    static Stream<Arguments> statuses() {
        return Stream.of(
                arguments(400, Category.REJECTED, Category.REJECTED),
                arguments(401, Category.UNAUTHORIZED, Category.UNAUTHORIZED),
                arguments(403, Category.UNAUTHORIZED, Category.UNAUTHORIZED),
                arguments(404, Category.NOT_FOUND, Category.NOT_FOUND),
                arguments(408, Category.TRANSIENT, Category.UNKNOWN_OUTCOME),
                arguments(409, Category.REJECTED, Category.REJECTED),
                arguments(422, Category.REJECTED, Category.REJECTED),
                arguments(429, Category.RATE_LIMITED, Category.RATE_LIMITED),
                arguments(500, Category.TRANSIENT, Category.UNKNOWN_OUTCOME),
                arguments(503, Category.TRANSIENT, Category.UNKNOWN_OUTCOME),
                arguments(302, Category.TRANSIENT, Category.UNKNOWN_OUTCOME));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void readsAStatus(int status, Category read, Category effect) {
        bench.partner(request -> {
            request.getResponseHeaders().set("Location", "/elsewhere");
            PartnerBench.answer(request, status, "{\"code\":\"E7\",\"message\":\"because of a@b.example\"}");
        });
        PartnerException onRead = fails("partner:get?path=/x");
        assertThat(onRead.category()).isEqualTo(read);
        PartnerException onEffect = fails("partner:post?path=/x&effect=true");
        assertThat(onEffect.category()).isEqualTo(effect);
        if (status != 302) {
            assertThat(onEffect.code()).isEqualTo("E7");
            assertThat(onEffect.getMessage()).contains("because of ***");
        }
    }

    @Test
    void readsRetryAfterInSecondsAndAsADate() {
        bench.partner(request -> {
            request.getResponseHeaders().set("Retry-After", "7");
            PartnerBench.answer(request, 503, "busy");
        });
        PartnerException seconds = fails("partner:post?path=/x&effect=true");
        assertThat(seconds.category()).isEqualTo(Category.RATE_LIMITED);
        assertThat(seconds.retryAfter()).hasSeconds(7);

        bench.partner(request -> {
            request.getResponseHeaders()
                    .set(
                            "Retry-After",
                            ZonedDateTime.now(ZoneOffset.UTC)
                                    .plusSeconds(60)
                                    .format(DateTimeFormatter.RFC_1123_DATE_TIME));
            PartnerBench.answer(request, 429, "");
        });
        assertThat(fails("partner:get?path=/x").retryAfter()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
    }

    @Test
    void takesNeitherAnEmptyNorAMalformedAnswer() {
        bench.partner(request -> PartnerBench.answer(request, 200, ""));
        assertThat(fails("partner:get?path=/x").code()).isEqualTo("empty_body");
        assertThat(fails("partner:post?path=/x&effect=true").category()).isEqualTo(Category.UNKNOWN_OUTCOME);

        for (String body : List.of("{\"a\":", "<html>", "{} {}", "[".repeat(65) + "]".repeat(65))) {
            bench.partner(request -> PartnerBench.answer(request, 200, body));
            PartnerException read = fails("partner:get?path=/x");
            assertThat(read.category()).isEqualTo(Category.TRANSIENT);
            assertThat(read.code()).isEqualTo("malformed_json");
            assertThat(fails("partner:post?path=/x&effect=true").category()).isEqualTo(Category.UNKNOWN_OUTCOME);
        }
    }

    @Test
    void takesAnEmptyAnswerWhereNoneIsExpected() throws Exception {
        bench.partner(request -> PartnerBench.answer(request, 204, ""));
        Exchange answer = bench.call("partner:post?path=/x&effect=true&expect=none", live, Map.of());
        assertThat(answer.getMessage().getBody()).isNull();
        assertThat(answer.getVariable(Vars.STATUS)).isEqualTo(204);
    }

    @Test
    void doesNotReadWithoutEnd() {
        bench.partner(request -> {
            request.sendResponseHeaders(200, 0);
            byte[] block = new byte[1024 * 1024];
            try (var out = request.getResponseBody()) {
                for (int i = 0; i < 6; i++) {
                    out.write(block);
                }
            }
        });
        assertThat(fails("partner:get?path=/x").code()).isEqualTo("too_large");
    }

    @Test
    void tellsASilentPartnerFromOneThatIsNotThere() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        bench.partner(request -> hang(request, over));
        assertThat(fails("partner:get?path=/x", hasty).category()).isEqualTo(Category.TRANSIENT);
        assertThat(fails("partner:post?path=/x&effect=true", hasty).category()).isEqualTo(Category.UNKNOWN_OUTCOME);
        over.countDown();

        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Account nowhere = at("nowhere", "http://127.0.0.1:" + free);
        PartnerException refused = catchThrowableOfType(
                PartnerException.class, () -> bench.call("partner:post?path=/x&effect=true", nowhere, Map.of()));
        assertThat(refused.category()).isEqualTo(Category.TRANSIENT);
        assertThat(refused.code()).isEqualTo("not_sent");
    }

    @Test
    void cutsAnAnswerThatTrickles() {
        CountDownLatch over = new CountDownLatch(1);
        bench.partner(request -> {
            request.sendResponseHeaders(200, 0);
            try (var out = request.getResponseBody()) {
                while (!over.await(100, TimeUnit.MILLISECONDS)) {
                    out.write(' ');
                    out.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(fails("partner:get?path=/x", hasty).category()).isEqualTo(Category.TRANSIENT);
        over.countDown();
    }

    @Test
    void readsAResetAsUnknown() {
        bench.partner(request -> {
            request.getRequestBody().readAllBytes();
            throw new IOException("the partner's process dies");
        });
        assertThat(fails("partner:post?path=/x&effect=true").category()).isEqualTo(Category.UNKNOWN_OUTCOME);
        assertThat(fails("partner:get?path=/x").category()).isEqualTo(Category.TRANSIENT);
    }

    @Test
    void encodesWhatGoesIntoPathAndQuery() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        bench.partner(request -> {
            seen.set(request.getRequestURI() + " " + request.getRequestHeaders().getFirst("X-Shop"));
            PartnerBench.answer(request, 200, "[1.10, 12345678901234567890, \"x\"]");
        });
        bench.routes(
                """
                - route:
                    id: encode
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:encode
                      steps:
                        - to:
                            id: encode.get
                            uri: partner:get
                            parameters:
                              path: "/orders/${body[no]}.json?fields=id,name"
                              query.status: "${body[status]}"
                              query.since: "${body[since]}"
                              query.absent: "${body[absent]}"
                              header.X_Shop: "${variable.shop.site}"
                """);
        Exchange answer = bench.call(
                "direct:encode", live, Map.of("no", "A&B/1 #?", "status", "a+b", "since", "2024-06-15T08:30:00+08:00"));
        assertThat(seen.get())
                .isEqualTo(
                        "/orders/A%26B%2F1%20%23%3F.json?fields=id%2Cname&since=2024-06-15T08%3A30%3A00%2B08%3A00&status=a%2Bb US");
        assertThat(answer.getMessage().getBody(List.class))
                .containsExactly(new BigDecimal("1.10"), new java.math.BigInteger("12345678901234567890"), "x");

        assertThatThrownBy(() -> bench.call("direct:encode", live, Map.of("status", "x", "since", "y")))
                .hasMessageContaining("${body[no]} is ''");
        assertThatThrownBy(() -> bench.call("direct:encode", live, Map.of("no", "..", "status", "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sendsFormsAndReadsBytesAndAcceptedStatuses() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        bench.partner(request -> {
            seen.set(request.getRequestHeaders().getFirst("Content-Type") + " "
                    + new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            request.getResponseHeaders().set("X-Internal", "hidden");
            request.getResponseHeaders().set("Link", "<next>");
            PartnerBench.answer(request, 404, "%PDF-");
        });
        Exchange answer = bench.call(
                "partner:post?path=/x&form=true&expect=bytes&accept=404", live, Map.of("data", Map.of("no", "张 1&2")));
        assertThat(seen.get()).startsWith("application/x-www-form-urlencoded data=%7B%22no%22%3A%22");
        assertThat(answer.getMessage().getBody()).isEqualTo("%PDF-".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.getVariable(Vars.STATUS)).isEqualTo(404);
        assertThat(answer.getMessage().getHeader("link")).isEqualTo("<next>");
        assertThat(answer.getMessage().getHeader("x-internal")).isNull();
    }

    @Test
    void awaitsDurabilityBeforeAnEffectAndOnlyThen() throws Exception {
        AtomicReference<Integer> before = new AtomicReference<>();
        bench.partner(request -> {
            before.set(bench.awaits());
            PartnerBench.answer(request, 200, "{}");
        });
        int awaited = bench.awaits();
        bench.call("partner:get?path=/x", live, Map.of());
        assertThat(before.get()).isEqualTo(awaited);
        bench.call("partner:post?path=/x&effect=true", live, Map.of());
        assertThat(before.get()).isEqualTo(awaited + 1);
    }

    @Test
    void callsNobodyForAnAccountThatIsNotLive() {
        for (Account.Mode mode : List.of(Account.Mode.SHADOW, Account.Mode.IMPORT_ONLY, Account.Mode.OFF)) {
            Account account = bench.account("m", Account.Kind.CARRIER, "acme", mode, Map.of());
            int calls = bench.calls().size();
            assertThatThrownBy(() -> bench.call("partner:post?path=/x&effect=true", account, Map.of()))
                    .isInstanceOf(NoSuchAccountException.class);
            assertThat(bench.calls()).hasSize(calls);
        }
    }

    @Test
    void callsNobodyWithinATransaction() {
        bench.database().work().executeWithoutResult(status -> assertThatThrownBy(
                        () -> bench.call("partner:get?path=/x", live, Map.of()))
                .hasMessageContaining("transaction is open"));
    }

    @Test
    void signsAsTheStepOrTheAccountSays() throws Exception {
        AtomicReference<String> signature = new AtomicReference<>();
        bench.partner(request -> {
            signature.set(request.getRequestHeaders().getFirst("X-OpenClaw-Signature"));
            PartnerBench.answer(request, 200, "{}");
        });
        bench.call("partner:get?path=/x", live, Map.of());
        assertThat(signature.get()).isNull();
        bench.call("partner:get?path=/x&scheme=openclaw-hmac", live, Map.of());
        assertThat(signature.get()).matches("[0-9a-f]{64}");
    }

    @Test
    void refusesOptionsThatMakeNoSense() {
        for (String uri : List.of(
                "partner:get?path=x",
                "partner:get?path=/x&effect=true",
                "partner:fetch?path=/x",
                "partner:post",
                "partner:get?path=/x&expect=xml",
                "partner:fail",
                "partner:fail?category=sad",
                "partner:get?path=/x&colour=red")) {
            assertThatThrownBy(() -> bench.call(uri, live, Map.of()), uri).isInstanceOf(Exception.class);
        }
    }

    private static Account at(String id, String baseUrl) {
        Account account = new Account(
                id,
                "demo",
                Account.Kind.CARRIER,
                "acme",
                id,
                null,
                ZoneOffset.UTC,
                null,
                Account.Mode.LIVE,
                null,
                baseUrl,
                List.of(),
                Map.of(),
                Map.of(),
                Map.of());
        bench.put(account);
        return account;
    }

    private static void hang(HttpExchange request, CountDownLatch over) {
        try {
            over.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        request.close();
    }

    private static PartnerException fails(String uri) {
        return fails(uri, live);
    }

    private static PartnerException fails(String uri, Account account) {
        return catchThrowableOfType(PartnerException.class, () -> bench.call(uri, account, Map.of("a", 1)));
    }
}
