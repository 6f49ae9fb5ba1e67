package io.openclaw.partner.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openclaw.account.Account;
import io.openclaw.partner.OperationScope;
import io.openclaw.partner.PartnerBench;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.Rate;
import io.openclaw.partner.Vars;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetThrottleTest {

    private static PartnerBench bench;

    @BeforeAll
    static void start() throws Exception {
        bench = new PartnerBench();
        bench.routes(
                """
                - route:
                    id: slow.get-label
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:slow.get-label
                      steps:
                        - throttle:
                            id: slow.get-label.api
                            expression: {constant: {expression: "1"}}
                            timePeriodMillis: "60000"
                        - setBody: {id: slow.get-label.body, expression: {simple: {expression: "{\\"format\\":\\"pdf\\",\\"document\\":\\"AA==\\"}"}}}
                - route:
                    id: slow.find-waybill
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:slow.find-waybill
                      steps:
                        - throttle: {id: slow.find-waybill.quick, expression: {constant: {expression: "2"}}, timePeriodMillis: "1000"}
                        - throttle: {id: slow.find-waybill.again.quick, expression: {constant: {expression: "2"}}, timePeriodMillis: "1000"}
                        - to: {id: slow.find-waybill.get, uri: "partner:get", parameters: {path: /x}}
                - route:
                    id: work
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:work
                      steps:
                        - setVariable: {id: work.keep, name: asked, expression: {simple: {expression: "${body}"}}}
                        - to: {id: work.first, uri: "carrier:get-label", parameters: {account: "${variable.id}"}}
                        - setBody: {id: work.again, expression: {simple: {expression: "${variable.asked}"}}}
                        - to: {id: work.second, uri: "carrier:get-label", parameters: {account: "${variable.id}"}}
                - route:
                    id: api
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:api
                      steps:
                        - throttle:
                            id: api.queries
                            correlationExpression: {simple: {expression: "${body}"}}
                            expression: {constant: {expression: "1/2"}}
                            timePeriodMillis: "60000"
                """);
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            constant: {expression: "-2"}          | 1000  | rate '-2'
            constant: {expression: 0}             | 1000  | rate '0'
            constant: {expression: ""}            | 1000  | rate ''
            constant: {expression: "2/0"}         | 1000  | rate '2/0'
            constant: {expression: many}          | 1000  | rate 'many'
            simple: {expression: "${body}x"}      | 1000  | rate 'x'
            constant: {expression: "2"}           | 0     | timePeriodMillis '0'
            constant: {expression: "2"}           | -1    | timePeriodMillis '-1'
            constant: {expression: "2"}           | often | timePeriodMillis 'often'
            """)
    void whatIsNoRateIsRefusedAtLoad(String expression, String period, String wrong) {
        String route =
                """
                - route:
                    id: bad.get-label
                    from:
                      uri: direct:bad.get-label
                      steps:
                        - throttle:
                            id: bad.get-label.api
                            expression: {%s}
                            timePeriodMillis: "%s"
                """
                        .formatted(expression, period);
        assertThatThrownBy(() -> bench.routes(route))
                .hasStackTraceContaining("throttle 'bad.get-label.api' cannot have the " + wrong);
        assertThat(bench.camel().getRoute("bad.get-label")).isNull();
    }

    @Test
    void refusesInsteadOfWaitingAndSaysWhenToComeBack() throws Exception {
        carrier("one", "grant-1", Map.of());
        carrier("two", "grant-1", Map.of());
        carrier("three", "grant-3", Map.of());
        carrier("four", "grant-4", Map.of("api", "1/3"));
        Map<String, Object> label = Map.of("parcel_no", "P1");
        assertThat(bench.ask("carrier:get-label", "one", label)).isInstanceOf(Map.class);

        // Accounts of one grant share its budget.
        PartnerException spent =
                catchThrowableOfType(PartnerException.class, () -> bench.ask("carrier:get-label", "two", label));
        assertThat(spent.category()).isEqualTo(Category.RATE_LIMITED);
        assertThat(spent.account()).isEqualTo("two");
        assertThat(spent.retryAfter()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
        assertThat(spent).hasMessageContaining("grant-1:api");

        assertThat(bench.ask("carrier:get-label", "three", label)).isInstanceOf(Map.class);
        for (int i = 0; i < 3; i++) {
            assertThat(bench.ask("carrier:get-label", "four", label)).isInstanceOf(Map.class);
        }
        assertThatThrownBy(() -> bench.ask("carrier:get-label", "four", label)).isInstanceOf(PartnerException.class);
    }

    @Test
    void waitsForTheSecondPermitOfAnOperation() throws Exception {
        carrier("paced", "paced", Map.of());
        bench.partner(request -> PartnerBench.answer(request, 200, "{\"found\": false}"));
        long start = System.nanoTime();
        assertThat(bench.ask("carrier:find-waybill", "paced", Map.of("parcel_no", "P1")))
                .isInstanceOf(Map.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(450));
    }

    /** A delivery that found its waybill and is refused the label would find it again, and spend the label's permit on that, for ever. */
    @Test
    void waitsForThePermitOfALaterOperationOfTheSameWork() throws Exception {
        carrier("worker", "worker", Map.of("api", "120/1"));
        long start = System.nanoTime();
        work("worker");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(450));
    }

    /** A clock that a permit's delay moves on, in place of a thread that sleeps. */
    private static final class Paced implements RateBudget {

        private final OwnRateBudget budget;
        private Duration now = Duration.ZERO;
        private int spent;

        Paced(SharedRateBudget store) {
            budget = new OwnRateBudget(store, () -> now.toNanos() / 1_000, Duration.ofDays(1));
        }

        @Override
        public Permit take(String name, Rate rate, Duration patience) {
            Permit permit = budget.take(name, rate, patience);
            if (permit.granted()) {
                spent++;
                now = now.plus(permit.delay());
            }
            return permit.granted() ? new Permit(true, Duration.ZERO) : permit;
        }

        @Override
        public void penalise(String name, Rate rate, Duration wait) {
            budget.penalise(name, rate, wait);
        }
    }

    /**
     * A delivery whose answer was lost looks its label up and then asks for it: two permits, in two operations. Refused the second, it begins
     * anew when there is one, and spends it on the look-up.
     */
    @ParameterizedTest
    @ValueSource(strings = {"10000", "60000"})
    void workOfTwoCallsEndsUnderABudgetThatIsSlow(String period) throws Exception {
        try (TestDatabase database = TestDatabase.h2()) {
            Paced budget = new Paced(new SharedRateBudget(database.jdbc(), database.transactions()));
            BudgetThrottle throttle = throttle(budget, period);
            for (int delivery = 0; delivery < 3; delivery++) {
                assertThat(attempts(budget, throttle)).isEqualTo(1);
                budget.now = budget.now.plus(Duration.ofMinutes(3));
            }
            assertThat(budget.spent).isEqualTo(6);
        }
    }

    @Test
    void aPermitThatIsHoursAwayHoldsNoThread() throws Exception {
        try (TestDatabase database = TestDatabase.h2()) {
            Paced budget = new Paced(new SharedRateBudget(database.jdbc(), database.transactions()));
            BudgetThrottle throttle = throttle(budget, "3600000");
            assertThatThrownBy(() -> work(throttle))
                    .isInstanceOfSatisfying(PartnerException.class, e -> assertThat(e.retryAfter())
                            .isBetween(Duration.ofMinutes(59), Duration.ofHours(1)));
        }
    }

    private static BudgetThrottle throttle(RateBudget budget, String period) {
        BudgetThrottle throttle = new BudgetThrottle(
                budget,
                bench.camel().resolveLanguage("constant").createExpression("1"),
                Duration.ofMillis(Long.parseLong(period)),
                null);
        throttle.setId("gateway");
        return throttle;
    }

    /** How often the work has to be begun; it comes back when it is told to. */
    private static int attempts(Paced budget, BudgetThrottle throttle) throws Exception {
        for (int attempt = 1; attempt < 20; attempt++) {
            try {
                work(throttle);
                return attempt;
            } catch (PartnerException e) {
                budget.now = budget.now.plus(e.retryAfter());
            }
        }
        return Integer.MAX_VALUE;
    }

    private static void work(BudgetThrottle throttle) throws Exception {
        Set<String> drawn = ConcurrentHashMap.newKeySet();
        for (String operation : List.of("carrier:find-waybill", "carrier:create-waybill")) {
            var exchange = new DefaultExchange(bench.camel());
            exchange.setProperty(Vars.SCOPE, new OperationScope(operation, null, "E1", drawn));
            throttle.process(exchange);
        }
    }

    private static void work(String account) throws Exception {
        var exchange = new DefaultExchange(bench.camel());
        exchange.setVariable("id", account);
        exchange.getMessage().setBody(Map.of("parcel_no", "P1"));
        bench.send("direct:work", exchange);
    }

    @Test
    void learnsRetryAfterFromThePartner() throws Exception {
        carrier("taught", "taught", Map.of("quick", "10/10"));
        bench.partner(request -> {
            request.getResponseHeaders().set("Retry-After", "20");
            PartnerBench.answer(request, 429, "");
        });
        Map<String, Object> find = Map.of("parcel_no", "P1");
        assertThatThrownBy(() -> bench.ask("carrier:find-waybill", "taught", find))
                .hasMessageContaining("HTTP 429");
        PartnerException ours =
                catchThrowableOfType(PartnerException.class, () -> bench.ask("carrier:find-waybill", "taught", find));
        assertThat(ours).hasMessageContaining("budget taught:quick");
        assertThat(ours.retryAfter()).isGreaterThan(Duration.ofSeconds(15));
    }

    @Test
    void keepsABudgetForEachCorrelatedCallerOutsideOfConnectors() throws Exception {
        for (String app : List.of("app-1", "app-1", "app-2")) {
            api(app);
        }
        assertThatThrownBy(() -> api("app-1"))
                .isInstanceOf(PartnerException.class)
                .hasMessageContaining("api:queries:app-1");
    }

    private static void api(String app) throws Exception {
        var exchange = new DefaultExchange(bench.camel());
        exchange.getMessage().setBody(app);
        bench.send("direct:api", exchange);
    }

    private static void carrier(String id, String grant, Map<String, Object> limits) {
        Account plain = bench.account(id, Account.Kind.CARRIER, "slow", Account.Mode.LIVE, Map.of());
        bench.put(new Account(
                id,
                "demo",
                plain.kind(),
                "slow",
                grant,
                "CN",
                ZoneOffset.UTC,
                "CNY",
                Account.Mode.LIVE,
                null,
                plain.baseUrl(),
                List.of(),
                Map.of(),
                Map.of(),
                limits));
    }
}
