package io.openclaw.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.account.Account;
import io.openclaw.partner.budget.SharedRateBudget;
import io.openclaw.sourcing.SourcingFixture;
import io.openclaw.store.PresentStore;
import io.openclaw.store.TestDatabase;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** The sourcing calls over HTTP, held to {@code /openapi.json}. */
class SourcingControllerTest {

    private static TestDatabase database;

    private final ObjectMapper json = new ObjectMapper();
    private SourcingFixture hub;
    /** Each call is another app's, because an app has ten a second. */
    private int calls;

    private MockMvc api;

    @BeforeAll
    static void migrate() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.clear();
        hub = new SourcingFixture(database, "default: [cn]\n");
        QueryLimit limit = new QueryLimit(new SharedRateBudget(database.jdbc(), database.transactions()));
        api = MockMvcBuilders.standaloneSetup(
                        new SourcingController(hub.decisions, hub.undecided, hub.simulation, limit))
                .setControllerAdvice(new ApiExceptions(new ProblemWriter(json), PresentStore.store()))
                .build();
        hub.stock.stock("cn", "A", 5);
        hub.stock.stock("de", "A", 5);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
    }

    private MockHttpServletResponse call(MockHttpServletRequestBuilder request, String account) throws Exception {
        return api.perform(request.with((MockHttpServletRequest r) -> {
                    new Caller("app" + ++calls, "demo", Set.of("orders:read"), Set.of(account)).attachTo(r);
                    return r;
                }))
                .andReturn()
                .getResponse();
    }

    private MockHttpServletResponse simulate(String body) throws Exception {
        return call(
                post("/api/v2.1/sourcing/simulations")
                        .contentType("application/json")
                        .content(body),
                "*");
    }

    @Test
    void decisionIsExplained() throws Exception {
        MockHttpServletResponse answer = call(get("/api/v2.1/orders/O1/sourcing"), "shop");
        assertThat(answer.getStatus()).isEqualTo(200);
        JsonNode told = json.readTree(answer.getContentAsString());
        assertThat(told.get("outcome").asText()).isEqualTo("planned");
        assertThat(told.at("/alternatives/0/fulfillments/0/warehouse").asText()).isEqualTo("cn");
        assertThat(told.at("/alternatives/0/fulfillments/0/services/0/service").asText())
                .isEqualTo("ECO");
        assertThat(told.get("refused").toString()).contains("is not one of cn");
        follows("SourcingDecision", told);
    }

    @Test
    void tenQueriesMayComeAtOnceAndTooManyAreRefused() {
        QueryLimit limit = new QueryLimit(new SharedRateBudget(database.jdbc(), database.transactions()));
        Caller one = new Caller("hasty", "demo", Set.of("orders:read"), Set.of("*"));
        for (int i = 0; i < 10; i++) {
            limit.check(one);
        }
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        limit.check(one);
                    }
                })
                .isInstanceOfSatisfying(
                        ApiProblem.class, e -> assertThat(e.retryAfter()).isPositive());
        limit.check(new Caller("other", "demo", Set.of("orders:read"), Set.of("*")));
    }

    @Test
    void orderOfAnotherAccountIsNotFound() throws Exception {
        assertThat(call(get("/api/v2.1/orders/O1/sourcing"), "market").getStatus())
                .isEqualTo(404);
        assertThat(call(get("/api/v2.1/orders/O9/sourcing"), "*").getStatus()).isEqualTo(404);
    }

    /** Its units are kept for it: somebody who looks why they are not for sale is told, and how it is going to be served. */
    @Test
    void anUnpaidOrderSaysWhatItWaitsForWhatIsWithheldAndHowItWouldBeServed() throws Exception {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("withhold_unpaid_minutes", "60"));
        hub.order("O2", Map.of("A", 2));
        hub.run(
                "UPDATE orders SET payment_status = 'unpaid', allocation = 'none', state = 'on_hold' WHERE order_no = 'O2'");
        hub.run("INSERT INTO order_hold (order_no, code, subject, since, held_by)"
                + " VALUES ('O2', 'unpaid', '', CURRENT_TIMESTAMP, 'gate')");
        hub.database.work().executeWithoutResult(s -> hub.withholding.review("O2"));

        JsonNode told = undecided("O2");
        assertThat(told.get("decision").asText())
                .contains("held by unpaid", "withheld for it: 2 of A in cn until ", "planned now: ");
        assertThat(told.at("/withheld/0/warehouse").asText()).isEqualTo("cn");
        assertThat(told.at("/withheld/0/quantity").asInt()).isEqualTo(2);
        assertThat(told.at("/alternatives/0/fulfillments/0/warehouse").asText()).isEqualTo("cn");
        assertThat(told.get("refused").toString()).contains("is not one of cn");
        assertThat(hub.allocation("O2")).as("looked at, no more").isEqualTo("none");
    }

    @Test
    void whatWillNotBePlannedSaysWhy() throws Exception {
        hub.order("O2", Map.of("A", 9));
        assertThat(undecided("O2").get("decision").asText())
                .contains("about to be planned; nothing is withheld for it; planned now: ");
        hub.run("UPDATE orders SET allocation = 'none', ship_country = NULL WHERE order_no = 'O2'");
        hub.run("UPDATE order_line SET sku = NULL WHERE order_no = 'O2'");
        assertThat(undecided("O2").get("decision").asText()).contains("it is not released");
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.IMPORT_ONLY, Map.of());
        assertThat(undecided("O2").get("decision").asText()).contains("shop is in mode import_only");
        hub.run("UPDATE orders SET fulfilled_by = 'platform' WHERE order_no = 'O2'");
        assertThat(undecided("O2").get("decision").asText()).contains("fulfilled by its platform");
        hub.state("O2", "cancelled");
        assertThat(undecided("O2").get("decision").asText()).contains("the order is cancelled");
        hub.run("DELETE FROM sourcing_decision");
        assertThat(undecided("O1").get("decision").asText())
                .contains("planned, and the decision about it is kept no longer");
    }

    private JsonNode undecided(String orderNo) throws Exception {
        MockHttpServletResponse answer = call(get("/api/v2.1/orders/" + orderNo + "/sourcing"), "shop");
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
        JsonNode told = json.readTree(answer.getContentAsString());
        assertThat(told.get("outcome").asText()).isEqualTo("undecided");
        follows("SourcingDecision", told);
        return told;
    }

    @Test
    void changedRulesAreTried() throws Exception {
        MockHttpServletResponse answer = simulate("{\"rules\": \"default: [de]\\n\", \"last\": 100}");
        assertThat(answer.getStatus()).isEqualTo(200);
        JsonNode told = json.readTree(answer.getContentAsString());
        assertThat(told.get("orders_differing").asInt()).isEqualTo(1);
        assertThat(told.at("/differences/0/then/fulfillments/0/warehouse").asText())
                .isEqualTo("de");
        follows("SourcingSimulation", told);
    }

    @Test
    void whatIsLeftOutIsAsInForce() throws Exception {
        MockHttpServletResponse answer = simulate("{\"last\": 3}");
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
        JsonNode told = json.readTree(answer.getContentAsString());
        assertThat(told.get("orders_tried").asInt()).isEqualTo(1);
        assertThat(told.get("orders_differing").asInt()).isZero();
    }

    @Test
    void badTextIsRefusedWithLineAndReason() throws Exception {
        MockHttpServletResponse answer = simulate("{\"rules\": \"default: [cn]\\ndefaults: [de]\\n\"}");
        assertThat(answer.getStatus()).isEqualTo(422);
        JsonNode problem = json.readTree(answer.getContentAsString());
        assertThat(problem.get("detail").asText()).contains(":2: unknown word 'defaults'");
        assertThat(problem.get("hint").asText()).contains("line 2");
        follows("Problem", problem);
    }

    @Test
    void badRequestsSayWhatToSend() throws Exception {
        assertThat(simulate("{\"rules\": \"default: [cn]\", \"last\": 1001}").getContentAsString())
                .contains("from 1 to 1000");
        assertThat(simulate("{\"rates\": {\"../x.yaml\": \"\"}}").getStatus()).isEqualTo(400);
    }

    /** What the document requires is there, what it does not know is not. */
    private void follows(String schema, JsonNode value) throws Exception {
        JsonNode document;
        try (InputStream in = getClass().getResourceAsStream("/openapi.json")) {
            document = json.readTree(in);
        }
        List<String> faults = new ArrayList<>();
        check(document, document.at("/components/schemas/" + schema), value, schema, faults);
        assertThat(faults).isEmpty();
    }

    private void check(JsonNode document, JsonNode given, JsonNode value, String path, List<String> faults) {
        JsonNode schema =
                given.has("$ref") ? document.at(given.get("$ref").asText().substring(1)) : given;
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                faults.add(path + "." + name.asText() + " is missing");
            }
        });
        if (value.isObject() && schema.has("properties")) {
            value.fields().forEachRemaining(field -> {
                JsonNode known = schema.get("properties").get(field.getKey());
                if (known == null) {
                    faults.add(path + "." + field.getKey() + " is not in the document");
                } else {
                    check(document, known, field.getValue(), path + "." + field.getKey(), faults);
                }
            });
        }
        if (value.isArray()) {
            value.forEach(item -> check(document, schema.path("items"), item, path + "[]", faults));
        }
    }
}
