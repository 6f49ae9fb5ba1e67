package io.openclaw.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.openclaw.account.TestAccounts;
import io.openclaw.stock.MutableClock;
import io.openclaw.stock.StockFixture;
import io.openclaw.store.Durability;
import io.openclaw.store.TestDatabase;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** What each stock statement becomes on its way to the route {@code stock-movement}. */
class StockMovementsControllerTest {

    private StockStep said(String method, String path, String body) throws Exception {
        try (TestDatabase database = TestDatabase.h2()) {
            StockFixture stock = new StockFixture(database, new MutableClock());
            stock.stock("cn", "A", 5);
            ProducerTemplate routes = mock(ProducerTemplate.class);
            Durability durability = mock(Durability.class);
            int status = MockMvcBuilders.standaloneSetup(new StockMovementsController(
                            stock.queries(new TestAccounts(), (account, carrying) -> List.copyOf(carrying)),
                            routes,
                            durability))
                    .setMessageConverters(new MappingJackson2HttpMessageConverter(new ObjectMapper()
                            .findAndRegisterModules()
                            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)))
                    .build()
                    .perform(request(HttpMethod.valueOf(method), "/api/v2.1/stock/A/" + path)
                            .contentType(MediaType.APPLICATION_JSON)
                            .content(body)
                            .with((MockHttpServletRequest r) -> {
                                new Caller("app", "demo", Set.of("stock:write"), Set.of()).attachTo(r);
                                return r;
                            }))
                    .andReturn()
                    .getResponse()
                    .getStatus();
            assertThat(status).isBetween(200, 202);
            ArgumentCaptor<Object> sent = ArgumentCaptor.forClass(Object.class);
            InOrder order = inOrder(routes, durability);
            order.verify(routes).requestBody(eq("direct:stock-movement"), sent.capture());
            order.verify(durability).await();
            StockStep step = (StockStep) sent.getValue();
            assertThat(List.of(step.tenant(), step.warehouse(), step.sku())).containsExactly("demo", "cn", "A");
            assertThat(step.cause()).startsWith("app:");
            return step;
        }
    }

    @Test
    void eachStatementSaysWhatItsBodySays() throws Exception {
        StockStep receipt = said("POST", "receipts", "{\"warehouse\":\"cn\",\"quantity\":3,\"inbound_id\":\"PO-1\"}");
        assertThat(receipt.what()).isEqualTo("receipt");
        assertThat(receipt.quantity()).isEqualTo(3);
        assertThat(receipt.inboundId()).isEqualTo("PO-1");

        StockStep back = said("POST", "returns", "{\"warehouse\":\"cn\",\"quantity\":2,\"order_no\":\"O1\"}");
        assertThat(back.what()).isEqualTo("return");
        assertThat(back.from()).isNull();
        assertThat(back.to()).as("unless a grade is named").isEqualTo("quarantine");
        assertThat(back.orderNo()).isEqualTo("O1");

        StockStep graded = said(
                "POST",
                "regradings",
                "{\"warehouse\":\"cn\",\"quantity\":1,\"from\":\"quarantine\",\"to\":\"sellable\"}");
        assertThat(graded.what()).isEqualTo("regrade");
        assertThat(List.of(graded.from(), graded.to())).containsExactly("quarantine", "sellable");

        StockStep count =
                said("POST", "counts", "{\"warehouse\":\"cn\",\"on_hand\":9,\"as_of\":\"2026-06-15T08:30:00+08:00\"}");
        assertThat(count.what()).isEqualTo("count");
        assertThat(count.quantity()).isEqualTo(9);
        assertThat(count.asOf()).isEqualTo(OffsetDateTime.parse("2026-06-15T08:30:00+08:00"));

        StockStep lock = said("PUT", "campaign-locks", "{\"warehouse\":\"cn\",\"account\":\"shop\",\"quantity\":4}");
        assertThat(lock.what()).isEqualTo("campaign_lock");
        assertThat(lock.account()).isEqualTo("shop");

        StockStep inbound =
                said("PUT", "inbound", "{\"warehouse\":\"cn\",\"lines\":[{\"id\":\"PO-2\",\"quantity\":7}]}");
        assertThat(inbound.what()).isEqualTo("inbound");
        assertThat(inbound.lines()).hasSize(1);
        assertThat(inbound.lines().get(0).quantity()).isEqualTo(7);
    }
}
