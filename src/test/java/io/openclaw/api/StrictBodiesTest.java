package io.openclaw.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.openclaw.sourcing.Decisions;
import io.openclaw.sourcing.SourcingSimulation;
import io.openclaw.sourcing.Undecided;
import io.openclaw.stock.LedgerCheck;
import io.openclaw.stock.view.StockQueries;
import io.openclaw.store.Durability;
import io.openclaw.store.PresentStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** A body that is not what {@code /openapi.json} says changes nothing, and its sender is told the field, the fault and the remedy. */
class StrictBodiesTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .findAndRegisterModules()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    private final ProducerTemplate routes = mock(ProducerTemplate.class);
    private final SourcingSimulation simulation = mock(SourcingSimulation.class);
    private final MockMvc api = MockMvcBuilders.standaloneSetup(
                    new StockController(
                            mock(StockQueries.class),
                            mock(LedgerCheck.class),
                            routes,
                            mock(Durability.class),
                            Clock.systemUTC()),
                    new StockMovementsController(mock(StockQueries.class), routes, mock(Durability.class)),
                    new SourcingController(
                            mock(Decisions.class), mock(Undecided.class), simulation, mock(QueryLimit.class)))
            .setMessageConverters(new StrictBodies(JSON), new MappingJackson2HttpMessageConverter(JSON))
            .setControllerAdvice(new ApiExceptions(new ProblemWriter(JSON), PresentStore.store()))
            .build();

    private JsonNode refused(String method, String path, String body) throws Exception {
        MockHttpServletResponse answer = api.perform(
                        request(HttpMethod.valueOf(method), path.startsWith("/api") ? path : "/api/v2.1/stock/A" + path)
                                .contentType(MediaType.APPLICATION_JSON)
                                .content(body)
                                .with((MockHttpServletRequest r) -> {
                                    new Caller("app", "demo", Set.of("stock:write"), Set.of()).attachTo(r);
                                    return r;
                                }))
                .andReturn()
                .getResponse();
        String text = answer.getContentAsString(StandardCharsets.UTF_8);
        assertThat(answer.getStatus()).as(text).isEqualTo(400);
        assertThat(answer.getContentType()).isEqualTo("application/problem+json");
        assertThat(text).doesNotContain("io.openclaw", "java.", "Jackson", "jackson", "Token");
        verifyNoInteractions(routes, simulation);
        return JSON.readTree(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            PUT  |                 | {"warehouse":"cn","onhand":50}                                 | $.onhand is no field of this call       | did you mean on_hand? the fields are: in_transit, on_hand, safety_stock, warehouse
            PUT  |                 | {"warehouse":"cn","on_hand":1.5}                               | $.on_hand 1.5 is no whole number        | 5
            PUT  |                 | {"warehouse":"cn","on_hand":"7"}                               | $.on_hand is no whole number            | without quotes
            PUT  |                 | {"warehouse":"cn","on_hand":""}                                | $.on_hand '' is no whole number         | without quotes
            PUT  |                 | {"warehouse":"cn","on_hand":true}                              | $.on_hand is no whole number            | whole number
            PUT  |                 | {"warehouse":"cn","on_hand":1000000000000}                     | $.on_hand is too large a number         | up to 2147483647
            PUT  |                 | {"warehouse":"cn","on_hand":[1]}                               | $.on_hand is no whole number            | whole number
            PUT  |                 | {"warehouse":5,"on_hand":1}                                    | $.warehouse 5 is no text                | in quotes
            PUT  |                 | {"warehouse":"cn"}                                             | nothing is stated about 'A'             | on_hand, safety_stock or in_transit
            PUT  |                 | {"warehouse":"cn","on_hand":1,"on_hand":2}                     | Duplicate field 'on_hand'               | well-formed
            PUT  |                 | {"warehouse":"cn","on_hand":1} x                               | the body is no JSON in line 1, column   | well-formed
            PUT  |                 | {"warehouse":"cn",                                             | the body is no JSON in line 1, column   | well-formed
            PUT  |                 | []                                                             | $ is no object                          | {..}
            PUT  |                 | ``                                                             | the body is empty                       | JSON object
            PUT  |                 | null                                                           | the body is empty                       | JSON object
            PUT  | /inbound        | {"warehouse":"cn","lines":[{"id":"X","quantity":2,"confidance":1}]}  | $.lines[0].confidance is no field | did you mean confidence?
            PUT  | /inbound        | {"warehouse":"cn","lines":[{"id":"X","quantity":2,"confidence":"half"}]} | $.lines[0].confidence 'half' is no number | 0.5
            PUT  | /inbound        | {"warehouse":"cn","lines":[null]}                              | $.lines[0] is no object                 | leave it out
            PUT  | /inbound        | {"warehouse":"cn","lines":{}}                                  | $.lines is no list                      | [..]
            POST | /receipts       | {"warehouse":"cn","quantity":2.9}                              | $.quantity 2.9 is no whole number       | 5
            POST | /receipts       | {"warehouse":"cn","quantity":2,"inboundid":"X"}                | $.inboundid is no field                 | did you mean inbound_id?
            POST | /returns        | {"warehouse":"cn","quantity":2,"orderno":"X"}                  | $.orderno is no field                   | did you mean order_no?
            POST | /regradings     | {"warehouse":"cn","quantity":2,"From":"sellable"}              | $.From is no field                      | did you mean from?
            POST | /counts         | {"warehouse":"cn","onhand":2}                                  | $.onhand is no field                    | did you mean on_hand?
            PUT  | /campaign-locks | {"warehouse":"cn","acount":"shop","quantity":1}                | $.acount is no field                    | did you mean account?
            POST | /api/v2.1/sourcing/simulations | {"rates":{"4px-cn.yaml":5}}                     | $.rates['4px-cn.yaml'] 5 is no text     | in quotes
            POST | /api/v2.1/sourcing/simulations | {"lasst":5}                                     | $.lasst is no field                     | did you mean last?
            """)
    void theFieldTheFaultAndTheRemedyAreNamed(String method, String path, String body, String detail, String hint)
            throws Exception {
        JsonNode problem = refused(method, path == null ? "" : path, body);
        assertThat(problem.get("detail").asText()).contains(detail);
        assertThat(problem.get("hint").asText()).contains(hint);
    }

    @Test
    void whatOthersSendIsReadByOthers() {
        StrictBodies strict = new StrictBodies(JSON);
        assertThat(strict.canRead(StockStep.class, StockController.class, MediaType.APPLICATION_JSON))
                .isTrue();
        assertThat(strict.canRead(StockStep.class, LedgerCheck.class, MediaType.APPLICATION_JSON))
                .isFalse();
        assertThat(strict.canRead(StockStep.class, MediaType.APPLICATION_JSON)).isFalse();
        assertThat(strict.canWrite(StockStep.class, MediaType.APPLICATION_JSON)).isFalse();
    }
}
