package io.openclaw.partner.connectors;

import static io.openclaw.partner.connectors.ConnectorBench.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.connectors.ConnectorBench.Answer;
import io.openclaw.partner.connectors.ConnectorBench.Call;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an order is cancelled at Shopify. */
class ShopifyCancellationWireTest {

    private static final String ORDER = "/admin/api/2024-10/orders/450789469";

    private ConnectorBench bench;
    private Account shop;

    @BeforeEach
    void start() throws Exception {
        bench = new ConnectorBench("shopify");
        shop = bench.account(
                "shopify-us", Account.Kind.PLATFORM, "shopify", Map.of("access_token", "shpat_token"), Map.of());
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Object cancel(boolean asked) throws Exception {
        return bench.ask(
                "platform:cancel-order",
                shop,
                Map.of("platform_order_id", "450789469", "reason", "stock_shortage", "asked", asked));
    }

    @Test
    void firstTryCancelsForWantOfInventory() throws Exception {
        bench.partner(call -> Answer.ok("{\"notice\":\"Order has been canceled\",\"order\":{\"id\":450789469}}"));
        assertThat(cancel(false)).isEqualTo(Map.of("done_before", false));
        assertThat(bench.calls()).extracting(Call::line).containsExactly("POST " + ORDER + "/cancel.json");
        assertThat(bench.calls().get(0).json()).isEqualTo(json("{\"reason\":\"inventory\"}"));
        assertThat(bench.calls().get(0).header("X-Shopify-Access-Token")).isEqualTo("shpat_token");
        assertThat(bench.bench().awaits()).as("durable before the effect").isEqualTo(1);
    }

    @Test
    void secondTryLooksFirst() throws Exception {
        bench.partner(
                call -> Answer.ok("{\"order\":{\"id\":450789469,\"cancelled_at\":\"2026-03-02T08:00:00-05:00\"}}"));
        assertThat(cancel(true)).isEqualTo(Map.of("done_before", true));
        assertThat(bench.calls())
                .extracting(Call::line)
                .containsExactly("GET " + ORDER + ".json?fields=id%2Ccancelled_at");
    }

    @Test
    void secondTryAsksAgainWhereTheFirstWasNotHeard() throws Exception {
        bench.partner(call -> Answer.ok("{\"order\":{\"id\":450789469,\"cancelled_at\":null}}"));
        assertThat(cancel(true)).isEqualTo(Map.of("done_before", false));
        assertThat(bench.calls())
                .extracting(Call::line)
                .containsExactly("GET " + ORDER + ".json?fields=id%2Ccancelled_at", "POST " + ORDER + "/cancel.json");
    }

    @Test
    void whatIsNotToBeCancelledAnyMoreIsOnlyLookedAt() throws Exception {
        bench.partner(call -> Answer.ok("{\"order\":{\"id\":450789469,\"cancelled_at\":null}}"));
        assertThat(lookUp()).isEqualTo(Map.of("cancelled", false));
        bench.partner(
                call -> Answer.ok("{\"order\":{\"id\":450789469,\"cancelled_at\":\"2026-03-02T08:00:00-05:00\"}}"));
        assertThat(lookUp()).isEqualTo(Map.of("cancelled", true));
        assertThat(bench.calls())
                .extracting(Call::line)
                .containsExactly(
                        "GET " + ORDER + ".json?fields=id%2Ccancelled_at",
                        "GET " + ORDER + ".json?fields=id%2Ccancelled_at");
        assertThat(bench.bench().awaits()).as("nothing is changed").isZero();
    }

    private Object lookUp() throws Exception {
        return bench.ask("platform:find-cancellation", shop, Map.of("platform_order_id", "450789469"));
    }

    @Test
    void refusalIsToldInTheShopsWords() {
        bench.partner(call -> Answer.json(422, "{\"error\":\"Cannot cancel a paid and fulfilled order\"}"));
        assertThatThrownBy(() -> cancel(false)).isInstanceOfSatisfying(PartnerException.class, refused -> {
            assertThat(refused.category()).isEqualTo(Category.REJECTED);
            assertThat(refused).hasMessageContaining("Cannot cancel a paid and fulfilled order");
        });
    }
}
