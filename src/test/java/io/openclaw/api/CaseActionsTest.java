package io.openclaw.api;

import static io.openclaw.tracking.TrackingFixture.FULFILLMENT;
import static io.openclaw.tracking.TrackingFixture.ORDER;
import static io.openclaw.tracking.TrackingFixture.PARCEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.openclaw.account.Account;
import io.openclaw.effect.Effects;
import io.openclaw.exceptions.CaseTexts;
import io.openclaw.exceptions.ExceptionBeans;
import io.openclaw.order.ActionRefusedException;
import io.openclaw.order.PersonalData;
import io.openclaw.outbox.Event;
import io.openclaw.routes.RouteBench;
import io.openclaw.store.PresentStore;
import io.openclaw.store.TestDatabase;
import io.openclaw.tracking.Reason;
import io.openclaw.tracking.TrackingFixture;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** What people do about cases: over HTTP, through routes/case-actions.camel.yaml, on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaseActionsTest {

    /** Stands for the rooms that do what is requested. */
    private final class Rooms {

        private final List<String> begun = new ArrayList<>();
        private ActionRefusedException refusal;

        private void begin(String what) {
            if (refusal != null) {
                throw refusal;
            }
            begun.add(what);
        }
    }

    /** Labels that are asked for again. */
    public final class Retries {

        /** What is to be asked again. */
        public record Retry(List<Map<String, Object>> labels, List<Map<String, Object>> handovers) {}

        public Retry start(String fulfillmentNo) {
            rooms.begin("retry " + fulfillmentNo);
            return new Retry(List.of(named()), List.of());
        }
    }

    /** Shipments that are told again. */
    public final class Confirmed {

        public Map<String, Object> confirmAgain(String fulfillmentNo) {
            rooms.begin("confirm " + fulfillmentNo);
            return named();
        }
    }

    /** Labels that are taken back. */
    public final class Voids {

        public List<Map<String, Object>> start(String orderNo) {
            rooms.begin("void " + orderNo);
            return List.of(named());
        }
    }

    /** Orders that are cancelled. */
    public final class Cancellations {

        public void begin(String orderNo) {
            rooms.begin("cancel " + orderNo);
        }
    }

    /** Numbers that are followed again. */
    public final class Resumptions {

        public Map<String, Object> begin(String parcelNo, String caseId, String action) {
            rooms.begin(action + " " + parcelNo);
            return Map.of("order_no", ORDER, "parcel_no", parcelNo, "case_id", caseId, "tenant", "demo");
        }
    }

    /** Holds that are lifted. */
    public final class Holds {

        public void release(String orderNo, String by, Locale locale) {
            rooms.begin("release " + orderNo + " by " + by + " in " + locale.getLanguage());
        }

        public String standing(String orderNo, Locale locale) {
            return "Held still.";
        }
    }

    /** Nobody wants an alert. */
    public static final class Alerts {

        public boolean wants(String severity) {
            return false;
        }

        public boolean configured() {
            return false;
        }

        public void send(Event event) {
            throw new AssertionError("nobody wants " + event);
        }
    }

    private static Map<String, Object> named() {
        return Map.of("order_no", ORDER, "parcel_no", PARCEL);
    }

    private final ObjectMapper json = new ObjectMapper()
            .findAndRegisterModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    private final AtomicInteger awaits = new AtomicInteger();
    private TestDatabase database;
    private TrackingFixture fixture;
    private Rooms rooms;
    private RouteBench bench;
    private MockMvc api;

    /** Where the tests run. */
    TestDatabase database() {
        return TestDatabase.h2();
    }

    @BeforeAll
    void migrate() {
        database = database();
    }

    @AfterAll
    void end() {
        database.close();
    }

    @BeforeEach
    void open() throws Exception {
        database.clear();
        awaits.set(0);
        fixture = new TrackingFixture(database);
        fixture.account("shopify-us", Account.Kind.PLATFORM, "shopify", "US", null, Map.of("erp", "mabang"));
        fixture.account("mabang", Account.Kind.ERP, "mabang", null, null, Map.of("position", "in_front"));
        fixture.order();
        rooms = new Rooms();
        ExceptionBeans beans = new ExceptionBeans(database, fixture.accounts());
        bench = beans.bindTo(new RouteBench(database))
                .bean("labelRetries", new Retries())
                .bean("labelVoids", new Voids())
                .bean("shipmentWithdrawals", new Confirmed())
                .bean("orderCancellations", new Cancellations())
                .bean("retracks", new Resumptions())
                .bean("orderHolds", new Holds())
                .bean("alertWebhook", new Alerts())
                .bean(
                        "effects",
                        new Effects(database.jdbc(), database.transactions(), Clock.systemUTC(), Duration.ofSeconds(5)))
                .start("exception-sync.camel.yaml", "case-actions.camel.yaml", "case-refusal.camel.yaml");
        bench.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:order-creation.gate")
                        .process(exchange ->
                                rooms.begin("judge " + exchange.getMessage().getBody(String.class)));
                from("direct:refused-in-a-transaction").transacted("work").to("direct:case-refusal");
            }
        });
        api = MockMvcBuilders.standaloneSetup(new ExceptionsController(
                        beans.queries(),
                        new CaseTexts(),
                        bench.camel().createProducerTemplate(),
                        awaits::incrementAndGet))
                .setControllerAdvice(new ApiExceptions(new ProblemWriter(json), PresentStore.store()))
                .setMessageConverters(new MappingJackson2HttpMessageConverter(json))
                .build();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private MockHttpServletResponse call(MockHttpServletRequestBuilder request, String account) throws Exception {
        MockHttpServletResponse answer = api.perform(request.with((MockHttpServletRequest r) -> {
                    new Caller("desk-app", "demo", Set.of("exceptions:read", "exceptions:write"), Set.of(account))
                            .attachTo(r);
                    return r;
                }))
                .andReturn()
                .getResponse();
        answer.setCharacterEncoding(StandardCharsets.UTF_8.name());
        return answer;
    }

    private MockHttpServletResponse act(String id, String body) throws Exception {
        return call(
                post("/api/v2.1/exceptions/" + id + "/actions")
                        .contentType("application/json")
                        .content(body.getBytes(StandardCharsets.UTF_8)),
                "*");
    }

    private JsonNode done(int status, MockHttpServletResponse answer) throws Exception {
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(status);
        JsonNode told = json.readTree(answer.getContentAsString());
        if (status < 300) {
            follows("CaseActionEffect", told);
        }
        return told;
    }

    private JsonNode shown(String id) throws Exception {
        JsonNode view =
                json.readTree(call(get("/api/v2.1/exceptions/" + id), "*").getContentAsString());
        follows("ExceptionCase", view);
        return view;
    }

    private void follows(String name, JsonNode answer) throws Exception {
        try (InputStream in = getClass().getResourceAsStream("/openapi.json")) {
            JsonNode document = json.readTree(in);
            ((com.fasterxml.jackson.databind.node.ObjectNode) document).put("$ref", "#/components/schemas/" + name);
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(document)
                            .validate(answer))
                    .as(name + ": " + answer)
                    .isEmpty();
        }
    }

    private Event happens(String type, Map<String, Object> data) {
        Map<String, Object> all = new HashMap<>(
                Map.of("order_no", ORDER, "fulfillment_no", FULFILLMENT, "parcel_no", PARCEL, "flags", List.of()));
        all.putAll(data);
        Event event = bench.event(type, "shopify-us", ORDER, all);
        bench.deliver("exception-sync", event);
        return event;
    }

    private String opened(String cause) {
        return database.jdbc()
                .sql("SELECT id FROM exception_case WHERE status = 'open' AND cause = :cause")
                .param("cause", cause)
                .query(String.class)
                .single();
    }

    private String refund() {
        happens("case.due", Map.of("cause", "refund_due", "message", "see whether the buyer got the money back"));
        return opened("refund_due");
    }

    private String rejected() {
        happens("waybill.failed", Map.of("reason", "label_rejected", "message", "hs code missing"));
        return opened("label_rejected");
    }

    @Test
    void whatAPersonDidIsKeptAndTheCaseStaysOpen() throws Exception {
        String id = refund();
        JsonNode answer =
                done(200, act(id, "{\"action\": \"contact_buyer\", \"note\": \"wrote to Ms Doe\", \"by\": \"maria\"}"));
        assertThat(answer.get("id").asText()).isEqualTo(id);
        assertThat(answer.get("action").asText()).isEqualTo("contact_buyer");
        assertThat(answer.get("effect").asText()).isEqualTo("recorded");
        assertThat(answer.get("status").asText()).isEqualTo("open");
        assertThat(answer.get("message").asText()).contains("a person's work", "contact buyer");
        done(200, act(id, "{\"action\": \"refund\"}"));
        assertThat(awaits).as("durable before the answer").hasValue(2);
        JsonNode taken = shown(id).get("actions_taken");
        assertThat(taken).hasSize(2);
        assertThat(taken.get(0).get("by").asText()).isEqualTo("maria");
        assertThat(taken.get(0).get("app").asText()).isEqualTo("desk-app");
        assertThat(taken.get(0).get("note").asText()).isEqualTo("wrote to Ms Doe");
        assertThat(taken.get(0).get("at").asText()).isNotBlank();
        assertThat(taken.get(1).get("by").asText()).as("nobody was named").isEqualTo("desk-app");
        assertThat(shown(id).get("status").asText()).isEqualTo("open");
        assertThat(bench.emitted("exception.action")).hasSize(2).first().satisfies(told -> assertThat(told)
                .containsEntry("order_no", ORDER)
                .containsEntry("action", "contact_buyer")
                .containsEntry("effect", "recorded")
                .containsEntry("by", "maria")
                .doesNotContainKeys("note", "order_key"));
        assertThat(database.jdbc()
                        .sql("SELECT COUNT(*) FROM outbox WHERE body LIKE '%Doe%'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void notesGoWithTheOrdersPersonalData() throws Exception {
        String id = refund();
        done(200, act(id, "{\"action\": \"contact_buyer\", \"note\": \"wrote to Ms Doe\"}"));
        database.work()
                .executeWithoutResult(status ->
                        new PersonalData(database.jdbc(), Clock.systemUTC(), Duration.ofDays(30)).erase(ORDER));
        JsonNode taken = shown(id).at("/actions_taken/0");
        assertThat(taken.get("action").asText()).isEqualTo("contact_buyer");
        assertThat(taken.has("note")).isFalse();
    }

    @Test
    void aCaseThatNothingElseEndsIsClosedByHandOnceWithAReason() throws Exception {
        String id = refund();
        assertThat(shown(id).get("allowed_actions").toString()).isEqualTo("[\"refund\",\"contact_buyer\",\"close\"]");
        JsonNode refused = done(400, act(id, "{\"action\": \"close\", \"note\": \" \"}"));
        assertThat(refused.get("detail").asText()).contains("$.note is missing");
        JsonNode answer = done(200, act(id, "{\"action\": \"close\", \"note\": \"refunded\", \"by\": \"maria\"}"));
        assertThat(answer.get("effect").asText()).isEqualTo("closed");
        assertThat(answer.get("status").asText()).isEqualTo("resolved");
        JsonNode view = shown(id);
        assertThat(view.get("status").asText()).isEqualTo("resolved");
        assertThat(view.get("resolution").asText()).isEqualTo("closed_by_hand");
        assertThat(view.get("resolved_at").asText()).isNotBlank();
        assertThat(view.at("/actions_taken/0/effect").asText()).isEqualTo("closed");
        assertThat(bench.emitted("exception.resolved")).singleElement().satisfies(told -> assertThat(told)
                .containsEntry("case_id", id)
                .containsEntry("status", "resolved")
                .containsEntry("resolution", "closed_by_hand")
                .containsEntry("by", "maria")
                .containsEntry("order_no", ORDER));
        Event told = bench.event(
                "exception.resolved",
                "shopify-us",
                ORDER,
                bench.emitted("exception.resolved").get(0));
        bench.deliver("exception-tell-erp", told);
        bench.deliver("exception-tell-erp", told);
        assertThat(bench.asked).as("the ERP is told once").singleElement().satisfies(asked -> {
            assertThat(asked.getKey()).isEqualTo("erp:push-exception");
            assertThat(asked.getValue()).hasFieldOrPropertyWithValue("status", "resolved");
        });
        JsonNode closed = done(409, act(id, "{\"action\": \"close\", \"note\": \"again\"}"));
        assertThat(closed.get("type").asText()).endsWith("case_closed");
        assertThat(bench.emitted("exception.resolved")).hasSize(1);
        String next = refund();
        assertThat(next).as("what happens later is another case").isNotEqualTo(id);
    }

    @Test
    void ofManyWhoCloseAtOnceOneDoes() throws Exception {
        String refund = refund();
        assertThat(atOnce(refund, "{\"action\": \"close\", \"note\": \"refunded\"}"))
                .containsExactly(200, 409, 409, 409);
        assertThat(bench.emitted("exception.resolved")).hasSize(1);
        assertThat(shown(refund).get("actions_taken")).hasSize(1);
    }

    /** Statuses of four who say the same at once, in order. */
    private List<Integer> atOnce(String id, String body) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        CyclicBarrier together = new CyclicBarrier(4);
        try {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : callers.invokeAll(Collections.nCopies(4, (Callable<Integer>) () -> {
                together.await();
                return act(id, body).getStatus();
            }))) {
                statuses.add(answer.get());
            }
            Collections.sort(statuses);
            return statuses;
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void anyOpenCaseCanBeClosedByHandWhateverItsFileSays() throws Exception {
        happens("order.backordered", Map.of());
        String id = opened("stock_shortage");
        assertThat(shown(id).get("allowed_actions").toString())
                .isEqualTo("[\"replenish\",\"change_warehouse\",\"cancel_order\",\"close\"]");
        done(200, act(id, "{\"action\": \"close\", \"note\": \"the buyer took another colour\"}"));
        happens("fulfillment.created", Map.of());
        assertThat(bench.emitted("exception.resolved")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"action": "dance"}          | 400 | action_unknown     | $.action 'dance' is no action of any case
            {"action": "retrack"}        | 409 | action_not_allowed | $.action 'retrack' is not allowed by case
            {}                           | 400 | bad_request        | $.action is missing
            {"action": ""}               | 400 | bad_request        | $.action is missing
            {"action": "close"}          | 400 | note_missing       | $.note is missing
            {"action": "refund", "by": "%s"}   | 400 | bad_request | $.by has 90 characters
            {"action": "refund", "why": "x"}   | 400 | bad_request | $.why is no field of this call
            {"action": "refund", "note": 7}    | 400 | bad_request | $.note is no text
            {"action": ["refund"]}             | 400 | bad_request | $.action is no text
            ["refund"]                         | 400 | bad_request | $ is no object
            """)
    void whatCannotBeIsRefusedWithFieldAndRemedy(String body, int status, String code, String detail) throws Exception {
        String id = refund();
        JsonNode problem = done(status, act(id, body.formatted("x".repeat(90))));
        assertThat(problem.get("type").asText()).endsWith(":" + code);
        assertThat(problem.get("detail").asText()).contains(detail);
        assertThat(problem.get("hint").asText()).isNotBlank();
        assertThat(shown(id).get("actions_taken")).isEmpty();
        assertThat(bench.emitted("exception.action")).isEmpty();
    }

    @Test
    void aListIsOnlyOfWhatThereIs() throws Exception {
        String id = refund();
        assertThat(call(get("/api/v2.1/exceptions?cursor=" + id), "*").getStatus())
                .isEqualTo(200);
        assertThat(call(get("/api/v2.1/exceptions?reason=retailer_cancelled"), "*")
                        .getStatus())
                .isEqualTo(200);
        assertThat(done(400, call(get("/api/v2.1/exceptions?cursor=a"), "*"))
                        .get("detail")
                        .asText())
                .contains("cursor");
        JsonNode problem = done(400, call(get("/api/v2.1/exceptions?reason=stock_shortag"), "*"));
        assertThat(problem.get("detail").asText()).contains("reason is 'stock_shortag'");
        assertThat(problem.get("hint").asText())
                .startsWith("did you mean stock_shortage? the reasons are: account_not_live,");
        Set<String> documented = new TreeSet<>();
        try (InputStream in = getClass().getResourceAsStream("/openapi.json")) {
            json.readTree(in)
                    .at("/paths/~1api~1v2.1~1exceptions/get/parameters")
                    .forEach(parameter -> {
                        if (parameter.get("name").asText().equals("reason")) {
                            parameter.at("/schema/enum").forEach(word -> documented.add(word.asText()));
                        }
                    });
        }
        assertThat(documented).isEqualTo(new TreeSet<>(Reason.words()));
    }

    @Test
    void aMissingBodySaysWhatTheCaseAllows() throws Exception {
        String id = refund();
        MockHttpServletResponse answer = call(post("/api/v2.1/exceptions/" + id + "/actions"), "*");
        assertThat(done(400, answer).get("hint").asText()).contains("refund, contact_buyer, close");
    }

    @Test
    void aCaseOfAnAccountTheAppDoesNotSeeIsNotThere() throws Exception {
        String id = refund();
        assertThat(call(get("/api/v2.1/exceptions/" + id), "lazada-th").getStatus())
                .isEqualTo(404);
        assertThat(act("EX-0", "{\"action\": \"refund\"}").getStatus()).isEqualTo(404);
    }

    @Test
    void aLabelIsAskedForAgainOnceWhileItIsUnderWay() throws Exception {
        String id = rejected();
        JsonNode answer = done(202, act(id, "{\"action\": \"retry_label\", \"by\": \"maria\"}"));
        assertThat(answer.get("effect").asText()).isEqualTo("requested");
        assertThat(answer.get("message").asText()).contains("asked for again");
        assertThat(bench.emitted("waybill.check")).singleElement().satisfies(asked -> assertThat(asked)
                .containsEntry("parcel_no", PARCEL));
        database.jdbc()
                .sql("INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at)"
                        + " VALUES ('waybill-generation', 1, '" + ORDER + "', '4px-cn', 0, CURRENT_TIMESTAMP)")
                .update();
        JsonNode again = done(202, act(id, "{\"action\": \"retry_label\", \"by\": \"john\"}"));
        assertThat(again.get("by").asText()).as("who asked for it").isEqualTo("maria");
        assertThat(again.get("message").asText()).contains("is under way");
        assertThat(rooms.begun).containsExactly("retry " + FULFILLMENT);
        assertThat(shown(id).get("actions_taken")).hasSize(1);
        assertThat(bench.emitted("exception.action")).hasSize(1);
        database.jdbc().sql("DELETE FROM delivery").update();
        done(202, act(id, "{\"action\": \"retry_label\"}"));
        assertThat(rooms.begun).as("it has come to an end").hasSize(2);
    }

    @Test
    void aShipmentIsToldAgainOnceWhileItIsUnderWay() throws Exception {
        happens("shipment.unconfirmed", Map.of("reason", "confirmation_cancelled", "message", "cancelled there"));
        String id = opened("confirmation_cancelled");
        JsonNode answer = done(202, act(id, "{\"action\": \"retry_confirm\", \"by\": \"maria\"}"));
        assertThat(answer.get("effect").asText()).isEqualTo("requested");
        assertThat(answer.get("message").asText()).contains("told of the shipment again");
        database.jdbc()
                .sql("INSERT INTO delivery (subscriber, seq, order_key, lane, attempt, next_at)"
                        + " VALUES ('shipment-confirmation', 1, '" + ORDER + "', 'shopify-us', 0, CURRENT_TIMESTAMP)")
                .update();
        done(202, act(id, "{\"action\": \"retry_confirm\"}"));
        assertThat(rooms.begun).containsExactly("confirm " + FULFILLMENT);
        assertThat(bench.emitted("shipment.due")).singleElement().satisfies(asked -> assertThat(asked)
                .containsEntry("parcel_no", PARCEL));
        database.jdbc().sql("DELETE FROM delivery").update();
        assertThat(done(200, act(id, "{\"action\": \"confirm_by_hand\"}"))
                        .get("effect")
                        .asText())
                .isEqualTo("recorded");
    }

    @Test
    void theCaseSaysWhyTheLabelWasRefusedTheLastTime() throws Exception {
        String id = rejected();
        assertThat(shown(id).get("message").asText()).isEqualTo("hs code missing");
        happens("waybill.failed", Map.of("reason", "label_rejected", "message", "postal code unknown"));
        assertThat(shown(id).get("message").asText()).isEqualTo("postal code unknown");
        assertThat(bench.emitted("exception.opened")).hasSize(1);
    }

    @Test
    void nothingIsAskedOfPartnersForAnAccountThatIsNotLive() throws Exception {
        String id = rejected();
        fixture.accounts.computeIfPresent("shopify-us", (name, live) -> inMode(live, Account.Mode.SHADOW));
        JsonNode problem = done(409, act(id, "{\"action\": \"retry_label\"}"));
        assertThat(problem.get("type").asText()).endsWith("account_not_live");
        assertThat(problem.get("detail").asText()).contains("shopify-us is in mode shadow");
        assertThat(rooms.begun).isEmpty();
        done(200, act(id, "{\"action\": \"correct_order\"}"));
        done(200, act(id, "{\"action\": \"close\", \"note\": \"done at the carrier's site\"}"));
    }

    private static Account inMode(Account account, Account.Mode mode) {
        return new Account(
                account.id(),
                account.tenant(),
                account.kind(),
                account.vendor(),
                account.authorization(),
                account.site(),
                ZoneId.of("UTC"),
                account.currency(),
                mode,
                account.actFrom(),
                account.baseUrl(),
                account.secrets(),
                account.credentials(),
                account.policy(),
                Map.of());
    }

    @Test
    void whatTheRoomRefusesIsToldAndNotKept() throws Exception {
        String id = rejected();
        rooms.refusal = new ActionRefusedException("label_there", "it has its label", "close the case");
        JsonNode problem = done(409, act(id, "{\"action\": \"retry_label\"}"));
        assertThat(problem.get("detail").asText()).isEqualTo("it has its label");
        assertThat(problem.get("hint").asText()).isEqualTo("close the case");
        assertThat(shown(id).get("actions_taken")).isEmpty();
    }

    @Test
    void labelsAreTakenBack() throws Exception {
        happens("order.changed_after_label", Map.of("changed", List.of("lines")));
        String id = opened("order_changed_after_label");
        assertThat(done(202, act(id, "{\"action\": \"void_label\"}"))
                        .get("message")
                        .asText())
                .contains("taken back from warehouse and carrier");
        assertThat(rooms.begun).containsExactly("void " + ORDER);
        assertThat(bench.emitted("waybill.void")).hasSize(1);
    }

    @Test
    void anOrderIsToBeCancelledAtItsPlatformAndARefusalIsKept() throws Exception {
        happens("order.backordered", Map.of());
        String id = opened("stock_shortage");
        done(202, act(id, "{\"action\": \"cancel_order\", \"note\": \"Ms Doe agrees\", \"by\": \"maria\"}"));
        assertThat(rooms.begun).containsExactly("cancel " + ORDER);
        Map<String, Object> asked = bench.emitted("case.cancel_order").get(0);
        assertThat(asked)
                .containsEntry("case_id", id)
                .containsEntry("order_no", ORDER)
                .containsEntry("account", "shopify-us")
                .containsEntry("cause", "stock_shortage")
                .doesNotContainKeys("note", "locale", "app");
        bench.camel()
                .createFluentProducerTemplate()
                .withVariable("event", bench.event("case.cancel_order", "shopify-us", ORDER, asked))
                .withVariable("refusedBy", "shopify-us")
                .withVariable("refusal", "it is fulfilled")
                .to("direct:refused-in-a-transaction")
                .request();
        JsonNode last = shown(id).at("/actions_taken/1");
        assertThat(last.get("effect").asText()).isEqualTo("refused");
        assertThat(last.get("by").asText()).isEqualTo("shopify-us");
        assertThat(last.get("note").asText()).isEqualTo("it is fulfilled");
        assertThat(shown(id).get("status").asText()).isEqualTo("open");
        assertThat(bench.emitted("exception.action")).last().satisfies(told -> assertThat(told)
                .containsEntry("effect", "refused")
                .containsEntry("message", "it is fulfilled")
                .containsEntry("by", "shopify-us"));
    }

    @Test
    void whichOrdersACaseOfStockMeansAPersonDecides() throws Exception {
        bench.deliver(
                "exception-sync",
                bench.event(
                        "stock.finding",
                        "cn-szx",
                        null,
                        Map.of("tenant", "demo", "sku", "A", "cause", "stock_oversold", "open", true)));
        String id = opened("stock_oversold");
        assertThat(done(200, act(id, "{\"action\": \"cancel_order\"}"))
                        .get("effect")
                        .asText())
                .isEqualTo("recorded");
        assertThat(rooms.begun).isEmpty();
        assertThat(bench.emitted("exception.action")).singleElement().satisfies(told -> assertThat(told)
                .containsEntry("order_key", "case:cn-szx"));
    }

    @Test
    void aNumberIsFollowedAgain() throws Exception {
        happens("tracking.stopped", Map.of());
        String id = opened("tracking_stopped");
        done(202, act(id, "{\"action\": \"retrack\"}"));
        assertThat(rooms.begun).containsExactly("retrack " + PARCEL);
        assertThat(bench.emitted("case.retrack")).singleElement().satisfies(asked -> assertThat(asked)
                .containsEntry("case_id", id));
    }

    @Test
    void aHoldIsLiftedTheOrderJudgedAndWhatStaysIsSaid() throws Exception {
        happens("case.due", Map.of("cause", "hold_too_long", "message", "since yesterday"));
        String id = opened("hold_too_long");
        JsonNode answer = done(202, act(id, "{\"action\": \"release_hold\", \"by\": \"maria\"}"));
        assertThat(answer.get("message").asText()).contains("accepted").endsWith(" Held still.");
        assertThat(rooms.begun).containsExactly("release " + ORDER + " by maria in en", "judge " + ORDER);
    }

    @Test
    void theAnswerComesInChineseToo() throws Exception {
        String id = refund();
        MockHttpServletResponse answer = call(
                post("/api/v2.1/exceptions/" + id + "/actions")
                        .contentType("application/json")
                        .content("{\"action\": \"refund\"}")
                        .locale(Locale.SIMPLIFIED_CHINESE),
                "*");
        assertThat(done(200, answer).get("message").asText()).contains("人工处理：退款");
    }
}
