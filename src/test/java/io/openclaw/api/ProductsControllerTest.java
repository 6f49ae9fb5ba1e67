package io.openclaw.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.account.TestAccounts;
import io.openclaw.product.Products;
import io.openclaw.store.PresentStore;
import io.openclaw.store.TestDatabase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** Products over HTTP, through the route as it stands, held to {@code /openapi.json}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProductsControllerTest {

    private final ObjectMapper json = new ObjectMapper();
    private final AtomicInteger awaits = new AtomicInteger();
    private TestDatabase database;
    private DefaultCamelContext camel;
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
        Products products = new Products(database.jdbc(), Clock.systemUTC());
        camel = new DefaultCamelContext();
        camel.disableJMX();
        camel.addComponent("channel", new MockComponent());
        camel.getRegistry().bind("work", new SpringTransactionPolicy(database.transactions()));
        camel.getRegistry()
                .bind(
                        "productStatements",
                        new ProductStatements(
                                products, new TestAccounts().platform("shop").warehouse("cn")));
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveResource(camel, "file:routes/product-statement.camel.yaml"));
        camel.start();
        api = MockMvcBuilders.standaloneSetup(
                        new ProductsController(products, camel.createProducerTemplate(), awaits::incrementAndGet))
                .setControllerAdvice(new ApiExceptions(new ProblemWriter(json), PresentStore.store()))
                .build();
    }

    @AfterEach
    void close() {
        camel.stop();
    }

    private MockHttpServletResponse call(MockHttpServletRequestBuilder request) throws Exception {
        MockHttpServletResponse answer = api.perform(request.with((MockHttpServletRequest r) -> {
                    new Caller("app", "demo", Set.of("stock:read", "stock:write"), Set.of("*")).attachTo(r);
                    return r;
                }))
                .andReturn()
                .getResponse();
        answer.setCharacterEncoding(StandardCharsets.UTF_8.name());
        return answer;
    }

    private MockHttpServletResponse state(String sku, String body) throws Exception {
        return call(put("/api/v2.1/products/" + sku)
                .contentType("application/json")
                .content(body.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode told(MockHttpServletResponse answer) throws Exception {
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
        return json.readTree(answer.getContentAsString());
    }

    @Test
    void whatIsStatedIsShown() throws Exception {
        told(state("CUP", "{\"weight_g\": 200}"));
        told(state("POT", "{\"weight_g\": 900}"));
        JsonNode set = told(
                state(
                        "SET",
                        """
                {"title": "Tea set", "brand": "Glow", "origin": "CN", "material": "clay", "purpose": "tea", "category": "kitchen",
                 "sales_url": "https://shop.example.com/set", "weight_g": 1300, "length_mm": 300, "width_mm": 200, "height_mm": 150,
                 "boxes_per_unit": 2, "battery": "966", "liquid": false, "magnetic": true, "powder": false,
                 "declared_name_cn": "茶具", "declared_name_en": "tea set", "declared_value": "12.50", "declared_currency": "USD",
                 "hs_code": "691110", "hs_codes": {"DE": "69111000"}, "home_warehouse": "cn",
                 "components": [{"sku": "POT", "quantity": 1}, {"sku": "CUP", "quantity": 4}],
                 "mappings": [{"account": "shop", "platform_sku": "TEA"}, {"platform_sku": "SET"}]}
                """));
        assertThat(set.get("home_warehouse").asText()).isEqualTo("cn");
        assertThat(set.get("declared_value").asText()).isEqualTo("12.5");
        assertThat(set.get("components").toString())
                .isEqualTo("[{\"sku\":\"CUP\",\"quantity\":4},{\"sku\":\"POT\",\"quantity\":1}]");
        assertThat(set.get("mappings").toString())
                .isEqualTo(
                        "[{\"account\":\"*\",\"platform_sku\":\"SET\"},{\"account\":\"shop\",\"platform_sku\":\"TEA\"}]");
        assertThat(set.get("missing")).isEmpty();
        assertThat(told(call(get("/api/v2.1/products/SET")))).isEqualTo(set);
        assertThat(awaits).as("durable before the answer").hasValue(3);
        follows(set);
        Set<String> names = new TreeSet<>();
        set.fieldNames().forEachRemaining(names::add);
        names.add("add_mappings"); // is part of mappings once it is stated
        assertThat(names).containsAll(ProductStatements.FIELDS);
    }

    @Test
    void twoWhoStateAProductFirstAtOnceAreAsOneAfterTheOther() throws Exception {
        List<String> parts = List.of(
                "{\"weight_g\": 250, \"hs_codes\": {\"DE\": \"940520\"}}",
                "{\"title\": \"Lamp\", \"hs_code\": \"940520\"}",
                "{\"home_warehouse\": \"cn\", \"liquid\": true}");
        ExecutorService callers = Executors.newFixedThreadPool(parts.size());
        try {
            for (int round = 0; round < 15; round++) {
                String sku = "NEW-" + round;
                CyclicBarrier together = new CyclicBarrier(parts.size());
                List<Callable<MockHttpServletResponse>> calls = parts.stream()
                        .<Callable<MockHttpServletResponse>>map(part -> () -> {
                            together.await();
                            return state(sku, part);
                        })
                        .toList();
                for (Future<MockHttpServletResponse> answer : callers.invokeAll(calls)) {
                    told(answer.get());
                }
                JsonNode product = told(call(get("/api/v2.1/products/" + sku)));
                assertThat(product.get("weight_g").asInt()).as(sku).isEqualTo(250);
                assertThat(product.get("hs_codes").toString()).as(sku).isEqualTo("{\"DE\":\"940520\"}");
                assertThat(product.get("title").asText()).as(sku).isEqualTo("Lamp");
                assertThat(product.get("home_warehouse").asText()).as(sku).isEqualTo("cn");
                assertThat(product.get("liquid").asBoolean()).as(sku).isTrue();
                assertThat(product.get("mappings")).as(sku).hasSize(1);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void whatIsLeftOutStaysAndNullTakesItBack() throws Exception {
        told(state("A", "{\"weight_g\": 250, \"battery\": \"967\", \"hs_codes\": {\"DE\": \"940520\"}}"));
        JsonNode after = told(state("A", "{\"battery\": null, \"mappings\": []}"));
        assertThat(after.get("weight_g").asInt()).isEqualTo(250);
        assertThat(after.at("/hs_codes/DE").asText()).isEqualTo("940520");
        assertThat(after.has("battery")).isFalse();
        assertThat(after.get("mappings")).isEmpty();
        assertThat(after.get("missing").toString()).contains("declared_name_en").doesNotContain("weight");
        follows(after);
    }

    @Test
    void aCodeIsAddedWithoutLosingTheOthers() throws Exception {
        told(state("A", "{\"mappings\": [{\"account\": \"shop\", \"platform_sku\": \"TEA\"}]}"));
        JsonNode after = told(state("A", "{\"add_mappings\": [{\"platform_sku\": \"line:1\"}]}"));
        assertThat(after.get("mappings").toString())
                .isEqualTo(
                        "[{\"account\":\"*\",\"platform_sku\":\"line:1\"},{\"account\":\"shop\",\"platform_sku\":\"TEA\"}]");
        assertThat(told(state("A", "{\"add_mappings\": [{\"platform_sku\": \"line:1\"}]}")))
                .isEqualTo(after);
        JsonNode unknown = told(state("NEW", "{\"add_mappings\": [{\"platform_sku\": \"N-1\"}]}"));
        assertThat(unknown.get("mappings"))
                .as("a new product keeps its own name")
                .hasSize(2);
        follows(after);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"weigth_g": 5}                                        | $.weigth_g is no field of this call
            {"weight_g": 0}                                        | $.weight_g 0 is no whole number from 1 to 2000000
            {"weight_g": "heavy"}                                  | $.weight_g "heavy" is no whole number
            {"liquid": "yes"}                                      | $.liquid is neither true nor false
            {"origin": "China"}                                    | $.origin has 5 characters
            {"origin": "cn"}                                       | $.origin 'cn' is not understood
            {"battery": "AA"}                                      | $.battery 'AA' is not understood
            {"declared_value": "-1"}                               | $.declared_value "-1" is no amount above 0
            {"declared_currency": "usd"}                           | $.declared_currency 'usd' is not understood
            {"declared_currency": "UDS"}                           | $.declared_currency 'UDS' is not understood
            {"hs_codes": {"germany": "9405"}}                      | $.hs_codes.germany is not understood
            {"home_warehouse": "shop"}                             | $.home_warehouse 'shop' is no warehouse account
            {"components": [{"sku": "NONE", "quantity": 1}]}       | $.components[0].sku 'NONE' is no product
            {"components": [{"sku": "A", "quantity": 1}]}          | $.components[0].sku is the product itself
            {"components": [{"sku": "B", "quantity": 0}]}          | $.components[0] needs a sku and a whole quantity
            {"components": [{"sku": "SET", "quantity": 1}]}        | $.components[0].sku 'SET' is a bundle itself
            {"mappings": [{"account": "cn", "platform_sku": "X"}]} | $.mappings[0].account 'cn' is no platform account
            {"mappings": [{"account": "shop"}]}                    | $.mappings[0].platform_sku is missing
            {"add_mappings": [{"account": "shop"}]}                | $.add_mappings[0].platform_sku is missing
            """)
    void mistakeNamesTheFieldAndTheRemedy(String body, String fault) throws Exception {
        told(state("B", "{}"));
        told(state("SET", "{\"components\": [{\"sku\": \"B\", \"quantity\": 2}]}"));
        MockHttpServletResponse answer = state("A", body);
        assertThat(answer.getStatus()).isEqualTo(400);
        JsonNode problem = json.readTree(answer.getContentAsString());
        assertThat(problem.get("detail").asText()).contains(fault);
        assertThat(problem.get("hint").asText()).isNotBlank();
        assertThat(call(get("/api/v2.1/products/A")).getStatus()).isEqualTo(404);
    }

    @Test
    void componentOfABundleCannotBecomeOne() throws Exception {
        told(state("B", "{}"));
        told(state("C", "{}"));
        told(state("SET", "{\"components\": [{\"sku\": \"B\", \"quantity\": 2}]}"));
        assertThat(state("B", "{\"components\": [{\"sku\": \"C\", \"quantity\": 2}]}")
                        .getContentAsString())
                .contains("B is itself part of SET");
    }

    @Test
    void unknownProductIsNotFound() throws Exception {
        MockHttpServletResponse answer = call(get("/api/v2.1/products/NONE"));
        assertThat(answer.getStatus()).isEqualTo(404);
        assertThat(answer.getContentAsString()).contains("PUT /api/v2.1/products/NONE makes it known");
    }

    /** What the document requires is there, what it does not know is not. */
    private void follows(JsonNode product) throws Exception {
        JsonNode schema;
        try (InputStream in = getClass().getResourceAsStream("/openapi.json")) {
            schema = json.readTree(in).at("/components/schemas/Product");
        }
        List<String> faults = new ArrayList<>();
        schema.get("required").forEach(name -> {
            if (!product.has(name.asText())) {
                faults.add(name.asText() + " is missing");
            }
        });
        product.fieldNames().forEachRemaining(name -> {
            if (!schema.get("properties").has(name)) {
                faults.add(name + " is not in the document");
            }
        });
        assertThat(faults).isEmpty();
    }
}
