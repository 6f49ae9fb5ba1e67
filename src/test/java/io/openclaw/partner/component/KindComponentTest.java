package io.openclaw.partner.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.NoSuchAccountException;
import io.openclaw.order.OrderDocument;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.Grants;
import io.openclaw.partner.PartnerBench;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.Vars;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KindComponentTest {

    private static final String ROUTES =
            """
            - route:
                id: acme.find-waybill
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:acme.find-waybill
                  steps:
                    - choice:
                        id: find.fork
                        when:
                          - expression: {simple: {expression: "${body[parcel_no]} == 'GONE'"}}
                            steps:
                              - to:
                                  id: find.fail
                                  uri: partner:fail
                                  parameters:
                                    category: not_found
                                    code: E-${body[parcel_no]}
                                    message: "no ${body[parcel_no]} here"
                          - expression: {simple: {expression: "${body[parcel_no]} == 'DOWN'"}}
                            steps:
                              - to: {id: find.down, uri: "partner:fail", parameters: {category: transient, code: down, message: "down"}}
                          - expression: {simple: {expression: "${body[parcel_no]} == 'GRANT'"}}
                            steps:
                              - to: {id: find.grant, uri: "partner:fail", parameters: {category: unauthorized, code: http_401, message: "token revoked"}}
                          - expression: {simple: {expression: "${body[parcel_no]} == 'LIMIT'"}}
                            steps:
                              - to: {id: find.limit, uri: "partner:fail", parameters: {category: rate_limited, message: "slow down", retryAfter: "2.5"}}
                        otherwise:
                          steps:
                            - transform:
                                id: find.answer
                                expression:
                                  language:
                                    language: jsonata
                                    expression: '{"found": parcel_no != "NONE", "status": parcel_no = "ODD" ? "sold" : "created", "waybill_no": $shop.id & "-" & $account, "leak": $secret}'
            - route:
                id: acme.poll-tracking
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:acme.poll-tracking
                  steps:
                    - transform:
                        id: poll.answer
                        expression: {language: {language: jsonata, expression: '[{"waybill_no": "A"}, {"events": []}]'}}
            - route:
                id: lost.normalize-tracking
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:lost.normalize-tracking
                  steps:
                    - to:
                        id: normalize.misspelt
                        uri: direct:lost.budgt?block=false
            - route:
                id: mart.normalize-order
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:mart.normalize-order
                  steps:
                    - transform:
                        id: order.map
                        expression:
                          language:
                            language: jsonata
                            expression: |
                              { "platform_order_id": $string(body.id), "platform_order_no": body.name, "status": "open",
                                "updated_at": body.at, "placed_at": body.at, "payment_status": "paid", "currency": "USD",
                                "total": body.total,
                                "lines": [ body.lines.{ "platform_line_id": $string(id), "quantity": $number(qty), "unit_price": price } ] }
            """;

    private static PartnerBench bench;

    @BeforeAll
    static void start() throws Exception {
        bench = new PartnerBench();
        bench.routes(ROUTES);
        bench.account("acme-cn", Account.Kind.CARRIER, "acme", Account.Mode.LIVE, Map.of());
        bench.account("lost-cn", Account.Kind.CARRIER, "lost", Account.Mode.LIVE, Map.of());
        bench.account("acme-off", Account.Kind.CARRIER, "acme", Account.Mode.OFF, Map.of());
        bench.account("mart-us", Account.Kind.PLATFORM, "mart", Account.Mode.LIVE, Map.of("erp", "books"));
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    private record Find(String parcelNo, String carrier, BigDecimal ignored) {}

    @Test
    void takesARecordAndGivesAMap() throws Exception {
        assertThat(bench.ask("carrier:find-waybill", "acme-cn", new Find("P1", null, null)))
                .isEqualTo(Map.of("found", true, "status", "created", "waybill_no", "acme-cn-acme-cn"));
    }

    @Test
    void letsNothingOfTheCallerReachTheVendorRouteNorTheOtherWay() throws Exception {
        Exchange exchange = new DefaultExchange(bench.camel());
        exchange.setVariable(Vars.ACCOUNT, "acme-cn");
        exchange.setVariable("secret", "of the caller");
        exchange.getMessage().setHeader("kept", "yes");
        exchange.getMessage().setBody(Map.of("parcel_no", "P1"));
        bench.send("carrier:find-waybill", exchange);
        assertThat(exchange.getMessage().getBody(Map.class).containsKey("leak")).isFalse();
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("kept");
        assertThat(exchange.getVariable(Vars.SHOP)).isNull();
    }

    @Test
    void findsTheAccountByOptionVariableBodyAndEvent() throws Exception {
        assertThat(bench.ask("carrier:find-waybill", "mart-us", new Find("P1", "acme-cn", null)))
                .isInstanceOf(Map.class);
        assertThat(bench.ask("carrier:find-waybill?account=acme-cn", null, Map.of("parcel_no", "P1")))
                .isInstanceOf(Map.class);

        Exchange exchange = new DefaultExchange(bench.camel());
        exchange.setVariable(Vars.ACCOUNT, "mart-us");
        exchange.setVariable(
                Vars.EVENT,
                new Event("e1", "t", Instant.now(), "demo", "O1", 1, "mart-us", Map.of("carrier", "acme-cn")));
        exchange.getMessage().setBody(Map.of("parcel_no", "P1"));
        assertThat(bench.send("carrier:find-waybill", exchange).getMessage().getBody())
                .isInstanceOf(Map.class);

        assertThatThrownBy(() -> bench.ask("carrier:find-waybill", "mart-us", Map.of("parcel_no", "P1")))
                .hasMessageContaining("has no account to ask")
                .hasMessageContaining("mart-us");
        assertThatThrownBy(() -> bench.ask("carrier:find-waybill?account=mart-us", null, Map.of("parcel_no", "P1")))
                .hasMessageContaining("is a platform, not a carrier");
    }

    @Test
    void namesWhatIsMissingInOurOwnDocument() {
        assertThatThrownBy(() -> bench.ask("carrier:find-waybill", "acme-cn", Map.of("parcel", "P1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$.parcel_no is missing")
                .hasMessageContaining("schema/carrier/find-waybill.in.json");
        assertThatThrownBy(() -> bench.ask("carrier:find-waybill", "acme-cn", "P1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes a record or a map");
    }

    @Test
    void namesPathAndFileOfWhatAVendorRouteLacks() {
        NotUnderstood odd = fails(
                () -> bench.ask("carrier:find-waybill", "acme-cn", Map.of("parcel_no", "ODD")), NotUnderstood.class);
        assertThat(odd.field()).isEqualTo("$.status");
        assertThat(odd.hint()).contains("routes/connectors/carrier/acme.camel.yaml");

        NotUnderstood list = fails(
                () -> bench.ask("carrier:poll-tracking", "acme-cn", Map.of("waybill_nos", List.of("A"))),
                NotUnderstood.class);
        assertThat(list.field()).isEqualTo("$[1].waybill_no");
    }

    @Test
    void namesTheMissingRoute() {
        assertThatThrownBy(() -> bench.ask("carrier:get-label", "acme-cn", Map.of("parcel_no", "P1")))
                .isInstanceOf(MissingRouteException.class)
                .hasMessageContaining("acme.get-label")
                .hasMessageContaining("routes/connectors/carrier/acme.camel.yaml");
    }

    /** Mended in the route file and tried again: no document and no mapping is at fault. */
    @Test
    void aRouteNameThatNobodyAnswersIsNoFaultOfTheDocument() {
        assertThatThrownBy(() -> bench.ask("carrier:normalize-tracking", "lost-cn", Map.of("body", Map.of())))
                .isInstanceOf(MissingRouteException.class)
                .hasMessageContaining("lost.budgt")
                .hasMessageContaining("routes/connectors/carrier/lost.camel.yaml");
    }

    @Test
    void refusesAnOperationThereIsNot() {
        assertThatThrownBy(() -> bench.ask("carrier:make-coffee", "acme-cn", Map.of()))
                .hasStackTraceContaining("'make-coffee' is no operation of carrier:");
    }

    @Test
    void surfacesTheTaxonomyOfTheVendorRoute() {
        PartnerException gone = fails(
                () -> bench.ask("carrier:find-waybill", "acme-cn", Map.of("parcel_no", "GONE")),
                PartnerException.class);
        assertThat(gone.category()).isEqualTo(PartnerException.Category.NOT_FOUND);
        assertThat(gone.code()).isEqualTo("E-GONE");
        assertThat(gone).hasMessage("no GONE here");
        assertThat(gone.account()).isEqualTo("acme-cn");

        PartnerException limit = fails(
                () -> bench.ask("carrier:find-waybill", "acme-cn", Map.of("parcel_no", "LIMIT")),
                PartnerException.class);
        assertThat(limit.retryAfter()).hasMillis(2500);
    }

    @Test
    void asksNothingOfAnAccountThatIsOff() {
        assertThatThrownBy(() -> bench.ask("carrier:find-waybill", "acme-off", Map.of("parcel_no", "P1")))
                .isInstanceOf(NoSuchAccountException.class)
                .hasMessageContaining("acme-off is off");
    }

    @Test
    void changesNothingForAnAccountThatOnlyWatches() throws Exception {
        bench.account("acme-shadow", Account.Kind.CARRIER, "acme", Account.Mode.SHADOW, Map.of());
        assertThat(bench.ask("carrier:find-waybill", "acme-shadow", Map.of("parcel_no", "P1")))
                .isInstanceOf(Map.class);
        assertThatThrownBy(() -> bench.ask("carrier:void-waybill", "acme-shadow", Map.of("parcel_no", "P1")))
                .as("it waits until the account is live, and is no attempt meanwhile")
                .isInstanceOf(NoSuchAccountException.class)
                .hasMessageContaining("mode shadow")
                .hasMessageContaining("void-waybill");
    }

    @Test
    void refusesBadOptionsWhenTheRouteIsRead() {
        for (String uri :
                List.of("carrier:find-waybill?account=${oops", "carrier:find-waybill?resultType=no.such.Type")) {
            assertThatThrownBy(() -> bench.camel().getEndpoint(uri), uri).isInstanceOf(Exception.class);
        }
        for (String uri : List.of(
                "partner:get?path=/${oops", "partner:get?path=/x&scheme=nobodys", "partner:fail?category=sad")) {
            assertThatThrownBy(() -> bench.camel().getEndpoint(uri), uri).isInstanceOf(Exception.class);
        }
    }

    @Test
    void makesARecordOfAnOrder() throws Exception {
        Object order = bench.ask("platform:normalize-order", "mart-us", push("1.50", 2));
        assertThat(order).isInstanceOfSatisfying(OrderDocument.class, document -> {
            assertThat(document.platformOrderId()).isEqualTo("5");
            assertThat(document.total()).isEqualByComparingTo("1.5");
            assertThat(document.lines()).hasSize(1);
        });
    }

    @Test
    void doesNotUnderstandAnOrderOfNothing() {
        NotUnderstood none =
                fails(() -> bench.ask("platform:normalize-order", "mart-us", push("1.50", 0)), NotUnderstood.class);
        assertThat(none.field()).isEqualTo("$.lines[0].quantity");

        // An expression that fails on a document fails on it for ever.
        NotUnderstood text = fails(
                () -> bench.ask("platform:normalize-order", "mart-us", push("1.50", "many")), NotUnderstood.class);
        assertThat(text.hint()).contains("routes/connectors/platform/mart.camel.yaml");
    }

    private static Map<String, Object> push(String total, Object quantity) {
        Map<String, Object> body = new HashMap<>();
        body.put("id", 5);
        body.put("name", "#5");
        body.put("at", "2024-06-15T08:30:00+08:00");
        body.put("total", total);
        body.put("lines", List.of(Map.of("id", 1, "qty", quantity, "price", "0.75")));
        return Map.of("push_type", "orders/create", "headers", Map.of(), "body", body);
    }

    @Test
    void opensTheBreakerForOneAccountAlone() throws Exception {
        bench.account("acme-flaky", Account.Kind.CARRIER, "acme", Account.Mode.LIVE, Map.of());
        for (int i = 0; i < 20; i++) {
            // Refusals are answers, they open nothing.
            fails(
                    () -> bench.ask("carrier:find-waybill", "acme-flaky", Map.of("parcel_no", "GONE")),
                    PartnerException.class);
        }
        for (int i = 0; i < 10; i++) {
            fails(
                    () -> bench.ask("carrier:find-waybill", "acme-flaky", Map.of("parcel_no", "DOWN")),
                    PartnerException.class);
        }
        PartnerException open = fails(
                () -> bench.ask("carrier:find-waybill", "acme-flaky", Map.of("parcel_no", "P1")),
                PartnerException.class);
        assertThat(open.category()).isEqualTo(PartnerException.Category.RATE_LIMITED);
        assertThat(open.retryAfter()).isPositive().isLessThanOrEqualTo(Breakers.OPEN);
        assertThat(bench.ask("carrier:find-waybill", "acme-cn", Map.of("parcel_no", "P1")))
                .isInstanceOf(Map.class);

        Map<String, Object> details =
                bench.bean(PartnersHealthIndicator.class).health().getDetails();
        assertThat(details.get("acme-flaky"))
                .asString()
                .contains("breaker=open", "state=down", "last_error_message=down");
        assertThat(bench.bean(PartnersHealthIndicator.class)
                        .health()
                        .getStatus()
                        .getCode())
                .isEqualTo("UP");
    }

    @Test
    void showsAnAccountWithoutItsConnectorAsDownWithTheRemedy() {
        bench.account("nowhere-1", Account.Kind.CARRIER, "nowhere", Account.Mode.LIVE, Map.of());
        bench.account("nowhere-2", Account.Kind.CARRIER, "nowhere", Account.Mode.OFF, Map.of());
        var health = bench.bean(PartnersHealthIndicator.class).health();
        assertThat(health.getDetails().get("nowhere-1"))
                .asString()
                .contains(
                        "state=down",
                        "has no connector: ",
                        "connectors/carrier/nowhere.camel.yaml has to be there first");
        assertThat(health.getDetails().get("nowhere-2")).asString().doesNotContain("down");
        assertThat(health.getStatus().getCode()).isEqualTo("UP");
    }

    @Test
    void showsARefusedGrantUntilACallIsGood() throws Exception {
        bench.account("acme-revoked", Account.Kind.CARRIER, "acme", Account.Mode.LIVE, Map.of());
        OffsetDateTime before = OffsetDateTime.now().minusSeconds(1);
        fails(
                () -> bench.ask("carrier:find-waybill", "acme-revoked", Map.of("parcel_no", "GRANT")),
                PartnerException.class);
        var health = bench.bean(PartnersHealthIndicator.class).health();
        assertThat(health.getDetails().get("acme-revoked"))
                .asString()
                .contains("state=unauthorized", "breaker=closed", "last_error_message=token revoked");
        assertThat(health.getStatus().getCode()).isEqualTo("UP");
        assertThat(bench.bean(Grants.class).renewedSince("acme-revoked", before))
                .isFalse();

        bench.ask("carrier:find-waybill", "acme-revoked", Map.of("parcel_no", "P1"));
        assertThat(bench.bean(Grants.class).renewedSince("acme-revoked", before))
                .isTrue();
        assertThat(bench.bean(PartnersHealthIndicator.class)
                        .health()
                        .getDetails()
                        .get("acme-revoked"))
                .asString()
                .contains("state=up");
    }

    @Test
    void makesAPausedAccountWait() throws Exception {
        Account account = bench.account("acme-paused", Account.Kind.CARRIER, "acme", Account.Mode.LIVE, Map.of());
        bench.bean(AccountSwitches.class).set(account.tenant(), account.id(), true, "stocktaking", "operator");
        PartnerException paused = fails(
                () -> bench.ask("carrier:find-waybill", "acme-paused", Map.of("parcel_no", "P1")),
                PartnerException.class);
        assertThat(paused.category()).isEqualTo(PartnerException.Category.RATE_LIMITED);
        assertThat(paused).hasMessageContaining("stocktaking");
        bench.bean(AccountSwitches.class).set(account.tenant(), account.id(), false, null, "operator");
        assertThat(bench.ask("carrier:find-waybill", "acme-paused", Map.of("parcel_no", "P1")))
                .isInstanceOf(Map.class);
    }

    @Test
    void isNotFooledByAnErrorHandlerThatSwallows() throws Exception {
        bench.routes(
                """
                - routeConfiguration:
                    id: swallow
                    onException:
                      - onException:
                          id: swallow.all
                          exception: [java.lang.Exception]
                          handled: {constant: {expression: "true"}}
                          steps: [{setBody: {id: swallow.body, expression: {simple: {expression: "fine"}}}}]
                - route:
                    id: acme.quote
                    routeConfigurationId: swallow
                    from:
                      uri: direct:acme.quote
                      steps:
                        - to: {id: quote.fail, uri: "partner:fail", parameters: {category: rejected, code: X, message: "no service"}}
                """);
        PartnerException rejected = fails(
                () -> bench.ask("carrier:quote", "acme-cn", Map.of("ship_to", Map.of("country_code", "US"))),
                PartnerException.class);
        assertThat(rejected.category()).isEqualTo(PartnerException.Category.REJECTED);
    }

    private static <T extends Throwable> T fails(Callable<?> action, Class<T> type) {
        return catchThrowableOfType(type, action::call);
    }
}
