package io.openclaw.listing;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.openclaw.account.Account;
import io.openclaw.outbox.Event;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.component.MissingRouteException;
import io.openclaw.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** routes/stock-sync.camel.yaml and stock-readback.camel.yaml on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockSyncRouteTest {

    private static final UnaryOperator<Object> TAKEN = batch -> Map.of();

    private TestDatabase database;
    private ListingFixture hub;

    TestDatabase database() {
        return TestDatabase.h2();
    }

    /** How many sessions wait for a row that another is making; H2 tries again and again, and tells of no blocker. */
    String waiting() {
        return "SELECT COUNT(*) FROM information_schema.sessions WHERE executing_statement LIKE 'INSERT INTO listing%'";
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
        hub = new ListingFixture(database);
        hub.routes.answer("platform:push-stock", TAKEN);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    /** A listing of A at shop-a that was told its five units. */
    private void toldFive() {
        hub.map("shop-a", "A", "A");
        hub.stock("A", 5);
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("A", 5));
    }

    private static UnaryOperator<Object> fails(Category category) {
        return batch -> {
            throw new PartnerException(category, "shop-a", "c", "the shop says " + category);
        };
    }

    private static UnaryOperator<Object> shows(int... figures) {
        return question -> Map.of(
                "items",
                java.util.Arrays.stream(figures)
                        .mapToObj(figure -> Map.of("platform_sku", "A", "available", figure))
                        .toList());
    }

    @Test
    void aChangeGoesToEveryAccountThatSellsTheSku() {
        hub.map("*", "A", "A");
        hub.map("*", "X", "A");
        hub.map("shop-b", "B-A", "A");
        hub.map("shop-b", "X", "OTHER");
        hub.stock("A", 5);
        assertThat(hub.asked()).containsExactlyInAnyOrder("shop-a", "shop-b", "shop-sh");
        hub.flush("shop-a");
        hub.flush("shop-b");
        hub.flush("shop-sh");
        assertThat(hub.told()).containsExactly(Map.of("A", 5, "X", 5), Map.of("A", 5, "B-A", 5));
        assertThat(hub.view("shop-a", "A"))
                .extracting(ListingView::state, ListingView::desired, ListingView::told, ListingView::dirty)
                .containsExactly("told", 5, 5, false);
        assertThat(hub.view("shop-sh", "A"))
                .extracting(ListingView::state, ListingView::desired, ListingView::told, ListingView::dirty)
                .containsExactly("shadow", 5, null, false);
        assertThatThrownBy(() -> hub.view("shop-ext", "A")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> hub.view("shop-imp", "A")).isInstanceOf(AssertionError.class);
    }

    @Test
    void aThousandChangesAreOneFlushAndOneMoreWhileItIsUnderWay() {
        hub.map("shop-a", "A", "A");
        for (int units = 1; units <= 20; units++) {
            hub.stock("A", units);
        }
        assertThat(hub.asked()).containsExactly("shop-a");
        hub.routes.answer("platform:push-stock", batch -> {
            if (hub.told().size() == 1) {
                for (int units = 21; units <= 40; units++) {
                    hub.clock.advance(Duration.ofMillis(1));
                    int now = units;
                    hub.stock.stock("cn", "A", now);
                    hub.database.work().executeWithoutResult(s -> assertThat(hub.listings.mark(
                                    hub.routes.event("stock.changed", null, null, Map.of("sku", "A"))))
                            .isEmpty());
                }
            }
            return Map.of();
        });
        hub.flush("shop-a");
        assertThat(hub.asked()).containsExactly("shop-a", "shop-a");
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("A", 20), Map.of("A", 40));
        assertThat(hub.asked()).hasSize(2);
        assertThat(hub.view("shop-a", "A").dirty()).isFalse();
    }

    @Test
    void aFigureThatComesToTheSameIsNotToldAgain() {
        toldFive();
        hub.stock("A", 6);
        hub.stock("A", 5);
        hub.flush("shop-a");
        assertThat(hub.told()).hasSize(1);
        assertThat(hub.view("shop-a", "A").dirty()).isFalse();
        hub.database.work().executeWithoutResult(s -> assertThat(hub.listings.tellAgain("shop-a"))
                .isEqualTo(1));
        hub.sweep();
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("A", 5), Map.of("A", 5));
    }

    @Test
    void anOlderFigureNeverOvertakesANewerOne() {
        hub.map("shop-a", "A", "A");
        hub.stock("A", 5);
        FlushBatch older = hub.database.work().execute(s -> hub.flush.claim("shop-a", "E1"));
        hub.stock("A", 3);
        FlushBatch newer = hub.database.work().execute(s -> hub.flush.claim("shop-a", "E2"));
        hub.database.work().executeWithoutResult(s -> hub.flush.told(newer, Map.of()));
        hub.database.work().executeWithoutResult(s -> hub.flush.told(older, Map.of()));
        assertThat(hub.view("shop-a", "A").told()).as("the books").isEqualTo(3);
        assertThat(hub.view("shop-a", "A").dirty())
                .as("which of them the platform took last is not known")
                .isTrue();
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("A", 3));
        assertThat(hub.view("shop-a", "A").dirty()).isFalse();
    }

    @Test
    void aPlatformThatWasDownGetsTheNewestFigureOnly() {
        hub.map("shop-a", "A", "A");
        hub.routes.answer("platform:push-stock", fails(Category.UNKNOWN_OUTCOME));
        for (int units = 1; units <= 8; units++) {
            hub.stock("A", units);
            hub.flush("shop-a");
        }
        assertThat(hub.queries.flushes())
                .extracting(
                        ListingQueries.Flush::outstanding, ListingQueries.Flush::failures, ListingQueries.Flush::pushes)
                .containsExactly(tuple(true, 8, 0L));
        assertThat(hub.queries.backlog())
                .extracting(ListingQueries.Backlog::dirty)
                .containsExactly(1L);
        hub.sweep();
        assertThat(hub.asked()).as("the first, and one after each failure").hasSize(9);
        hub.routes.answer("platform:push-stock", TAKEN);
        hub.routes.asked.clear();
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("A", 8));
        assertThat(hub.queries.flushes().get(0).failures()).isZero();

        // Nobody knows what the calls without an answer have done: it is looked at.
        hub.clock.advance(ListingFixture.CONFIRM.plusSeconds(1));
        assertThat(hub.readback.turns()).extracting(StockReading.Turn::account).contains("shop-a");
    }

    @Test
    void aShopThatIsDownIsNotShownAsHealthy() {
        toldFive();
        hub.routes.answer("platform:push-stock", fails(Category.TRANSIENT));
        String since = ISO_OFFSET_DATE_TIME.format(hub.clock.time().plus(Duration.ofMillis(20)));
        hub.stock("A", 7);
        hub.flush("shop-a");
        hub.clock.advance(Duration.ofMinutes(2));
        hub.flush("shop-a");
        hub.stock("A", 9);
        ListingView view = hub.view("shop-a", "A");
        assertThat(view)
                .extracting(ListingView::told, ListingView::desired, ListingView::dirty, ListingView::sync)
                .as("what it was told last, and what it would be told now")
                .containsExactly(5, 9, true, "blocked");
        assertThat(view.dirtySince()).isNotNull();
        assertThat(view.obstacle()).isEqualTo(new Obstacle("transient", since, "the shop says TRANSIENT"));
        assertThat(hub.account("shop-a"))
                .extracting(AccountSync::listings, AccountSync::obstacle, AccountSync::failures)
                .containsExactly(Map.of("blocked", 1L), view.obstacle(), 2);
        assertThat(hub.account("shop-a").oldestToTell()).isEqualTo(view.dirtySince());

        hub.routes.answer("platform:push-stock", TAKEN);
        hub.flush("shop-a");
        assertThat(hub.view("shop-a", "A"))
                .extracting(ListingView::told, ListingView::sync, ListingView::obstacle)
                .as("told, but nobody has seen what it shows")
                .containsExactly(9, "unverified", null);
        hub.routes.answer("platform:read-stock", shows(9));
        hub.clock.advance(Duration.ofMinutes(15));
        hub.routes.fire("stock-readback");
        assertThat(hub.view("shop-a", "A").sync()).isEqualTo("in_sync");
        assertThat(hub.account("shop-a").listings()).isEqualTo(Map.of("in_sync", 1L));
    }

    @Test
    void anAccountThatWasAnotherTenantsIsShownAsItIsNow() {
        toldFive();
        hub.database
                .jdbc()
                .sql("INSERT INTO listing_flush (tenant, account, outstanding, failures, pushes, figures, touched_at)"
                        + " SELECT 'before', account, TRUE, 7, 0, 0, touched_at FROM listing_flush")
                .update();
        assertThat(hub.queries.flushes())
                .extracting(ListingQueries.Flush::tenant, ListingQueries.Flush::failures)
                .containsExactly(tuple("demo", 0));
        assertThat(hub.view("shop-a", "A").obstacle()).isNull();
        assertThat(hub.account("shop-a").failures()).isZero();
    }

    @Test
    void whyAnAccountIsToldNothingIsNotedOnceAndLeftToTheChannel() {
        toldFive();
        hub.stock("A", 7);
        CallNotPermittedException open =
                CallNotPermittedException.createCallNotPermittedException(CircuitBreaker.ofDefaults("shop-a"));
        hub.routes.answer("platform:push-stock", batch -> {
            throw open;
        });
        String since = ISO_OFFSET_DATE_TIME.format(hub.clock.time().plus(Duration.ofMillis(10)));
        assertThatThrownBy(() -> hub.flush("shop-a")).hasRootCause(open);
        assertThat(hub.view("shop-a", "A").obstacle())
                .extracting(Obstacle::code, Obstacle::since)
                .containsExactly("breaker_open", since);
        for (Category category : List.of(Category.RATE_LIMITED, Category.UNAUTHORIZED)) {
            hub.routes.answer("platform:push-stock", fails(category));
            assertThatThrownBy(() -> hub.flush("shop-a")).hasRootCauseInstanceOf(PartnerException.class);
            assertThat(hub.view("shop-a", "A").obstacle())
                    .extracting(Obstacle::code, Obstacle::since)
                    .as("since the first of them")
                    .containsExactly(category.name().toLowerCase(java.util.Locale.ROOT), since);
        }
        assertThat(hub.queries.flushes().get(0).failures())
                .as("the channel counts those")
                .isZero();
    }

    @Test
    void aPausedAccountAndOneNobodyTellsSaySo() {
        toldFive();
        hub.switches.set("demo", "shop-a", true, "sale is over", "operator");
        hub.stock("A", 7);
        assertThat(hub.view("shop-a", "A"))
                .extracting(ListingView::told, ListingView::desired, ListingView::sync)
                .containsExactly(5, 7, "blocked");
        assertThat(hub.view("shop-a", "A").obstacle())
                .extracting(Obstacle::code, Obstacle::message)
                .containsExactly("paused", "shop-a is paused by operator: sale is over");
        hub.switches.set("demo", "shop-a", false, null, "operator");
        hub.accounts.add("shop-a", Account.Kind.PLATFORM, Account.Mode.IMPORT_ONLY, Map.of());
        assertThat(hub.view("shop-a", "A").obstacle())
                .extracting(Obstacle::code, Obstacle::message)
                .containsExactly("mode", "shop-a is in mode import_only: it is told nothing");
    }

    @Test
    void whatIsShownFollowsTheOpenApiDocument() throws Exception {
        toldFive();
        hub.routes.answer("platform:push-stock", fails(Category.TRANSIENT));
        hub.stock("A", 7);
        hub.flush("shop-a");
        hub.routes.answer("platform:read-stock", fails(Category.TRANSIENT));
        hub.clock.advance(Duration.ofMinutes(15));
        hub.routes.fire("stock-readback");
        assertThat(hub.account("shop-a").unread()).isNotNull();
        ObjectMapper json = new ObjectMapper();
        follows("Listing", json.valueToTree(hub.view("shop-a", "A")));
        follows("ListingAccounts", json.valueToTree(Map.of("items", hub.queries.accounts("demo", List.of("*")))));
        assertThat(hub.queries.accounts("demo", List.of("shop-b")))
                .as("whom it does not concern sees nothing of it")
                .extracting(AccountSync::account)
                .doesNotContain("shop-a");
    }

    private static void follows(String name, JsonNode answer) throws Exception {
        ObjectNode schema =
                (ObjectNode) new ObjectMapper().readTree(StockSyncRouteTest.class.getResourceAsStream("/openapi.json"));
        schema.put("$ref", "#/components/schemas/" + name);
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(schema)
                        .validate(answer))
                .as(name + ": " + answer)
                .isEmpty();
    }

    @Test
    void whatCouldNotBeReadIsNotInSyncAndIsLookedAtAgain() {
        toldFive();
        hub.routes.answer("platform:read-stock", shows(5));
        hub.clock.advance(Duration.ofMinutes(15));
        hub.routes.fire("stock-readback");
        assertThat(hub.view("shop-a", "A").sync()).isEqualTo("in_sync");
        hub.routes.answer("platform:read-stock", fails(Category.TRANSIENT));
        hub.clock.advance(Duration.ofMinutes(15));
        assertThat(hub.view("shop-a", "A").sync()).as("seen lately").isEqualTo("in_sync");
        hub.routes.fire("stock-readback");
        assertThat(hub.view("shop-a", "A").sync())
                .as("it was tried in vain to see what it shows")
                .isEqualTo("unverified");
        assertThat(hub.account("shop-a").unread())
                .extracting(Obstacle::code, Obstacle::message)
                .containsExactly("transient", "the shop says TRANSIENT");
        assertThat(hub.account("shop-a").listings()).isEqualTo(Map.of("unverified", 1L));

        hub.routes.answer("platform:read-stock", shows(5));
        hub.clock.advance(Duration.ofMinutes(15));
        hub.routes.fire("stock-readback");
        assertThat(hub.view("shop-a", "A").sync()).isEqualTo("in_sync");
        hub.clock.advance(Duration.ofMinutes(36));
        assertThat(hub.view("shop-a", "A").sync())
                .as("two turns have come to nothing")
                .isEqualTo("unverified");

        // A second look that could not be made is made later.
        hub.routes.answer("platform:read-stock", shows(0));
        hub.clock.advance(Duration.ofMinutes(15));
        hub.routes.fire("stock-readback");
        assertThat(hub.view("shop-a", "A").sync()).isEqualTo("differs");
        assertThat(hub.account("shop-a").unread()).isNull();
        hub.routes.answer("platform:read-stock", fails(Category.TRANSIENT));
        hub.clock.advance(ListingFixture.CONFIRM.plusSeconds(1));
        hub.routes.fire("stock-readback");
        hub.routes.answer("platform:read-stock", shows(0));
        hub.clock.advance(Duration.ofMinutes(2));
        hub.routes.fire("stock-readback");
        assertThat(hub.routes.emitted("case.due")).hasSize(1);
    }

    @Test
    void waitsDoubleUpToAMinute() {
        hub.map("shop-a", "A", "A");
        hub.stock("A", 1);
        FlushBatch batch = hub.database.work().execute(s -> hub.flush.claim("shop-a", "E"));
        List<Long> waits = new java.util.ArrayList<>();
        for (int i = 0; i < 9; i++) {
            waits.add(hub.database
                    .work()
                    .execute(s -> hub.flush.postpone(batch, new IllegalStateException("down"), 0))
                    .delayMs());
        }
        assertThat(waits).containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L);
    }

    @Test
    void aConnectorThatCannotTellStockIsAskedAgainAfterAWhile() {
        hub.map("shop-a", "A", "A");
        hub.stock("A", 1);
        hub.routes.answer("platform:push-stock", batch -> {
            throw new MissingRouteException("generic has no push-stock");
        });
        hub.flush("shop-a");
        assertThat(hub.asked()).hasSize(2);
        assertThat(hub.queries.flushes().get(0).lastError()).isEqualTo("generic has no push-stock");
        FlushBatch batch = hub.database.work().execute(s -> hub.flush.claim("shop-a", "E"));
        assertThat(hub.database
                        .work()
                        .execute(s -> hub.flush.postpone(batch, new IllegalStateException("none"), 600_000))
                        .delayMs())
                .isEqualTo(600_000);
    }

    @Test
    void limitsAndGrantsAreTheChannelsAffair() {
        hub.map("shop-a", "A", "A");
        hub.stock("A", 1);
        for (Category category : List.of(Category.RATE_LIMITED, Category.UNAUTHORIZED)) {
            hub.routes.answer("platform:push-stock", fails(category));
            assertThatThrownBy(() -> hub.flush("shop-a"))
                    .hasRootCauseInstanceOf(PartnerException.class)
                    .hasMessageContaining(category.name());
        }
        assertThat(hub.view("shop-a", "A").dirty()).isTrue();
    }

    @Test
    void aCallRefusedAsAWholeIsTriedFigureByFigure() {
        hub.map("shop-a", "A", "A");
        hub.map("shop-a", "B", "B");
        hub.map("shop-a", "C", "C");
        for (String sku : List.of("A", "B", "C")) {
            hub.stock(sku, 5);
        }
        hub.routes.answer("platform:push-stock", batch -> {
            if (((FlushBatch) batch)
                    .items().stream().anyMatch(item -> item.platformSku().equals("B"))) {
                throw new PartnerException(Category.REJECTED, "shop-a", "422", "B is a bundle");
            }
            return Map.of();
        });
        for (int i = 0; i < 4; i++) {
            hub.flush("shop-a");
        }
        assertThat(hub.told())
                .containsExactly(Map.of("A", 5, "B", 5, "C", 5), Map.of("A", 5), Map.of("B", 5), Map.of("C", 5));
        assertThat(hub.view("shop-a", "B"))
                .extracting(ListingView::state, ListingView::told, ListingView::message)
                .containsExactly("refused", null, "B is a bundle");
        assertThat(hub.queries.backlog()).isEmpty();
        hub.clock.advance(Duration.ofMinutes(31));
        hub.sweep();
        hub.flush("shop-a");
        assertThat(hub.told()).hasSize(5);
    }

    @Test
    void whatThePlatformDoesNotListIsRemembered() {
        hub.map("shop-a", "A", "A");
        hub.map("shop-a", "B", "B");
        hub.stock("A", 5);
        hub.stock("B", 5);
        hub.routes.answer(
                "platform:push-stock",
                batch -> Map.of(
                        "unlisted",
                        List.of("A"),
                        "listings",
                        List.of(Map.of("platform_sku", "B", "listing", Map.of("inventory_item_id", "9")))));
        hub.flush("shop-a");
        assertThat(hub.view("shop-a", "A").state()).isEqualTo("unlisted");
        hub.stock("A", 6);
        hub.stock("B", 6);
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("A", 5, "B", 5), Map.of("B", 6));
        assertThat(((FlushBatch) hub.routes.asked.get(1).getValue())
                        .items()
                        .get(0)
                        .listing())
                .as("what was looked up once")
                .isEqualTo(Map.of("inventory_item_id", "9"));

        hub.changed("product.changed", Map.of("sku", "A"));
        hub.flush("shop-a");
        assertThat(hub.told()).last().isEqualTo(Map.of("A", 6));
        hub.clock.advance(Duration.ofHours(7));
        hub.sweep();
        hub.flush("shop-a");
        assertThat(hub.told()).hasSize(4).last().isEqualTo(Map.of("A", 6));
    }

    @Test
    void idsThatThePlatformNoLongerKnowsAreLookedUpAnew() {
        hub.map("shop-a", "A", "A");
        hub.stock("A", 5);
        hub.routes.answer(
                "platform:push-stock",
                batch -> Map.of(
                        "listings", List.of(Map.of("platform_sku", "A", "listing", Map.of("inventory_item_id", "9")))));
        hub.flush("shop-a");
        hub.stock("A", 4);
        hub.routes.answer("platform:push-stock", batch -> Map.of("stale", List.of("A")));
        hub.flush("shop-a");
        hub.routes.answer("platform:push-stock", TAKEN);
        hub.clock.advance(Duration.ofSeconds(11));
        hub.sweep();
        hub.flush("shop-a");
        assertThat(((FlushBatch) hub.routes.asked.get(2).getValue())
                        .items()
                        .get(0)
                        .listing())
                .isNull();
        assertThat(hub.view("shop-a", "A").told()).isEqualTo(4);
    }

    @Test
    void nothingIsToldOfASkuTheHubKnowsNothingOf() {
        hub.map("*", "A", "A");
        hub.enrol();
        hub.sweep();
        hub.flush("shop-a");
        assertThat(hub.told()).isEmpty();
        assertThat(hub.view("shop-a", "A").state()).isEqualTo("unstocked");
        hub.stock("A", 0);
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("A", 0));
    }

    @Test
    void aMappingThatMovesToAnotherSkuTellsThatOnesFigure() {
        toldFive();
        hub.stock("B", 9);
        hub.map("shop-a", "A", "B");
        hub.changed("product.changed", Map.of("sku", "B"));
        hub.flush("shop-a");
        assertThat(hub.told()).last().isEqualTo(Map.of("A", 9));
        hub.stock("A", 1);
        hub.flush("shop-a");
        assertThat(hub.told()).hasSize(2);
    }

    @Test
    void aCodeThatStandsForNothingAnyMoreIsToldToBeSoldOut() {
        toldFive();
        unmap("shop-a", "A");
        hub.changed("product.changed", Map.of("sku", "A"));
        hub.flush("shop-a");
        assertThat(hub.told()).last().isEqualTo(Map.of("A", 0));
    }

    @Test
    void aShopsOwnMappingThatIsTakenBackLeavesTheOneOfAllShops() {
        toldFive();
        hub.stock("B", 2);
        hub.map("*", "A", "B");
        unmap("shop-a", "A");
        hub.changed("product.changed", Map.of("sku", "A"));
        hub.flush("shop-a");
        assertThat(hub.told()).last().isEqualTo(Map.of("A", 2));
    }

    private void unmap(String account, String platformSku) {
        hub.database
                .jdbc()
                .sql("DELETE FROM sku_mapping WHERE account = :account AND platform_sku = :code")
                .param("account", account)
                .param("code", platformSku)
                .update();
    }

    @Test
    void aBundleFollowsItsScarcestComponent() {
        hub.map("shop-a", "SET", "SET");
        hub.database
                .jdbc()
                .sql(
                        "INSERT INTO bundle_component (tenant, sku, component, quantity) VALUES ('demo', 'SET', 'A', 2), ('demo', 'SET', 'B', 1)")
                .update();
        hub.stock("A", 9);
        hub.flush("shop-a");
        assertThat(hub.told()).as("nothing is known of B").isEmpty();
        hub.stock("B", 7);
        hub.flush("shop-a");
        hub.stock("A", 5);
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("SET", 4), Map.of("SET", 2));
    }

    @Test
    void aReservationTakesUnitsOffEveryChannel() {
        toldFive();
        assertThat(hub.stock.reserve("F1", "cn", "A", 2)).isTrue();
        hub.changed("fulfillment.created", Map.of("fulfillment_no", "F1"));
        hub.flush("shop-a");
        assertThat(hub.told()).last().isEqualTo(Map.of("A", 3));
    }

    @Test
    void theSweepFindsWhatAKilledHubLeft() {
        hub.map("shop-a", "A", "A");
        hub.enrol();
        hub.stock.stock("cn", "A", 5);
        hub.sweep();
        hub.sweep();
        assertThat(hub.asked()).as("one is outstanding").containsExactly("shop-a");
        hub.clock.advance(Listings.LOST.plusSeconds(1));
        hub.sweep();
        assertThat(hub.asked()).as("and that one is lost").containsExactly("shop-a", "shop-a");
        hub.flush("shop-a");
        hub.sweep();
        assertThat(hub.asked()).hasSize(2);
        assertThat(hub.told()).containsExactly(Map.of("A", 5));
    }

    @Test
    void aShadowThatGoesLiveIsToldAllOfIt() {
        hub.map("shop-sh", "A", "A");
        hub.stock("A", 5);
        hub.flush("shop-sh");
        assertThat(hub.told()).isEmpty();
        hub.accounts.add("shop-sh", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of());
        hub.changed("account.changed", Map.of("account", "shop-sh"));
        hub.flush("shop-sh");
        assertThat(hub.told()).containsExactly(Map.of("A", 5));
        hub.accounts.add("shop-sh", Account.Kind.PLATFORM, Account.Mode.IMPORT_ONLY, Map.of());
        hub.stock("A", 4);
        hub.flush("shop-sh");
        assertThat(hub.told()).hasSize(1);
    }

    @Test
    void whatBecomesOfAWarehousesAccountIsLookedAtForEveryListing() {
        hub.map("shop-a", "A", "A");
        hub.stock("A", 5);
        hub.flush("shop-a");
        for (String warehouse : List.of("us", "one-that-was-taken-out")) {
            int asked = hub.asked().size();
            hub.changed("account.changed", Map.of("account", warehouse, "tenant", "demo"));
            assertThat(hub.asked().subList(asked, hub.asked().size()))
                    .as(warehouse)
                    .contains("shop-a");
            hub.flush("shop-a");
        }
        assertThat(hub.told())
                .as("figures that are the same are not told again")
                .hasSize(1);
    }

    @Test
    void batchesAreAsLargeAsThePolicySays() {
        hub.accounts.add("shop-a", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("push_stock_batch", 2));
        for (String sku : List.of("A", "B", "C")) {
            hub.map("shop-a", sku, sku);
            hub.stock(sku, 1);
        }
        hub.flush("shop-a");
        assertThat(hub.asked()).hasSize(2);
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("A", 1, "B", 1), Map.of("C", 1));
        assertThat(hub.asked()).hasSize(2);
    }

    @Test
    void driftOpensACaseAndIsRepairedAndTheCaseEndsWhenItAgrees() {
        toldFive();
        hub.routes.answer("platform:read-stock", shows(0));
        hub.routes.fire("stock-readback");
        assertThat(hub.view("shop-a", "A").listed()).isZero();
        assertThat(hub.routes.emitted("case.due")).as("seen once is not enough").isEmpty();
        hub.clock.advance(ListingFixture.CONFIRM.plusSeconds(1));
        hub.routes.fire("stock-readback");
        assertThat(hub.routes.emitted("case.due")).singleElement().satisfies(due -> assertThat(due)
                .containsEntry("cause", "listing_drift")
                .containsEntry("account", "shop-a")
                .containsEntry("sku", "A")
                .containsEntry("told", 5)
                .containsEntry("listed", 0));
        judge("case.due");
        assertThat(hub.routes.emitted("exception.opened")).singleElement().satisfies(opened -> assertThat(opened)
                .containsEntry("reason", "stock_drift")
                .containsEntry("account", "shop-a")
                .extractingByKey("message")
                .asString()
                .contains("shop-a lists 0 of A", "told 5"));

        hub.clock.advance(Duration.ofMinutes(5));
        hub.routes.fire("stock-readback");
        hub.sweep();
        hub.flush("shop-a");
        assertThat(hub.told()).containsExactly(Map.of("A", 5), Map.of("A", 5));
        hub.routes.answer("platform:read-stock", shows(5));
        hub.clock.advance(ListingFixture.CONFIRM.plusSeconds(1));
        hub.routes.fire("stock-readback");
        assertThat(hub.view("shop-a", "A").drift()).isFalse();
        judge("listing.agreed");
        assertThat(hub.routes.emitted("exception.resolved")).hasSize(1);
        assertThat(hub.database
                        .jdbc()
                        .sql("SELECT status || ':' || subject FROM exception_case")
                        .query(String.class)
                        .list())
                .containsExactly("resolved:A");
    }

    private void judge(String type) {
        Map<String, Object> data = hub.routes.emitted(type).get(0);
        hub.routes.deliver("exception-sync", hub.routes.event(type, "shop-a", null, data));
    }

    @Test
    void casesOfTwoListingsAreTwo() {
        for (String sku : List.of("A", "B")) {
            hub.routes.deliver(
                    "exception-sync",
                    hub.routes.event(
                            "case.due",
                            "shop-a",
                            null,
                            Map.of("cause", "listing_drift", "subject", sku, "message", sku + " drifts")));
        }
        assertThat(hub.routes.emitted("exception.opened")).hasSize(2);
        hub.routes.deliver(
                "exception-sync",
                hub.routes.event("listing.agreed", "shop-a", null, Map.of("subject", "B", "message", "")));
        assertThat(hub.routes.emitted("exception.resolved"))
                .extracting(data -> data.get("message"))
                .containsExactly("B drifts");
    }

    @Test
    void aFigureUnderWayOrJustChangedIsNoDrift() {
        toldFive();
        hub.routes.answer("platform:read-stock", question -> {
            hub.stock.stock("cn", "A", 4);
            hub.database
                    .work()
                    .executeWithoutResult(
                            s -> hub.listings.mark(hub.routes.event("stock.changed", null, null, Map.of("sku", "A"))));
            return shows(4).apply(question);
        });
        hub.routes.fire("stock-readback");
        hub.clock.advance(ListingFixture.CONFIRM.plusSeconds(1));
        hub.routes.answer("platform:read-stock", shows(4));
        hub.routes.fire("stock-readback");
        assertThat(hub.routes.emitted("case.due")).isEmpty();
    }

    @Test
    void unitsOfOrdersStillToBeServedMayBeMissing() {
        assertThat(StockReadback.agrees(5, 5, 0)).isTrue();
        assertThat(StockReadback.agrees(5, 4, 0)).isFalse();
        assertThat(StockReadback.agrees(5, 4, 1)).isTrue();
        assertThat(StockReadback.agrees(5, 6, 1)).isFalse();
        assertThat(StockReadback.agrees(0, -2, 0)).isTrue();
        assertThat(StockReadback.agrees(1, 0, 3)).isTrue();
        toldFive();
        hub.database
                .jdbc()
                .sql(
                        "INSERT INTO orders (order_no, tenant, account, platform, platform_order_id, platform_order_no, order_type,"
                                + " fulfilled_by, state, payment_status, allocation, test, placed_at, currency, address_restricted,"
                                + " source_updated_at, version_seq, version, created_at, updated_at) VALUES ('O1', 'demo', 'shop-a', 'generic',"
                                + " '1', '#1', 'normal', 'merchant', 'on_hold', 'paid', 'none', FALSE, CURRENT_TIMESTAMP, 'USD', FALSE,"
                                + " CURRENT_TIMESTAMP, 1, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)")
                .update();
        hub.database
                .jdbc()
                .sql(
                        "INSERT INTO order_line (order_no, line_no, platform_line_id, platform_sku, sku, quantity, cancelled, allocated,"
                                + " shipped, returned, refunded, requires_shipping, gift) VALUES ('O1', 1, '1', 'A', 'A', 2, 0, 0, 0, 0, 0, TRUE, FALSE)")
                .update();
        for (int i = 0; i < 2; i++) {
            hub.routes.answer("platform:read-stock", shows(3));
            hub.routes.fire("stock-readback");
            hub.clock.advance(Duration.ofMinutes(16));
        }
        assertThat(hub.routes.emitted("case.due")).isEmpty();
        assertThat(hub.view("shop-a", "A").dirty()).isFalse();
    }

    @Test
    void whatNoEventToldOfShowsWhenItIsReadBack() {
        toldFive();
        hub.stock.stock("cn", "A", 8);
        hub.routes.answer("platform:read-stock", shows(5));
        hub.routes.fire("stock-readback");
        assertThat(hub.routes.emitted("case.due")).isEmpty();
        hub.sweep();
        hub.flush("shop-a");
        assertThat(hub.told()).last().isEqualTo(Map.of("A", 8));
    }

    @Test
    void accountsThatAreNotToldAreNotReadAndATurnIsTakenOnce() {
        hub.map("*", "A", "A");
        hub.stock("A", 5);
        assertThat(hub.readback.turns())
                .extracting(StockReading.Turn::account)
                .containsExactlyInAnyOrder("shop-a", "shop-b");
        assertThat(hub.readback.turns()).isEmpty();
        hub.readback.readNow("shop-a");
        assertThat(hub.readback.turns()).extracting(StockReading.Turn::account).containsExactly("shop-a");
        hub.clock.advance(Duration.ofMinutes(15));
        assertThat(hub.readback.turns()).hasSize(2);
    }

    @Test
    void listingsAreShownPageByPageToWhomTheyConcern() {
        for (String sku : List.of("A", "B", "C")) {
            hub.map("*", sku, sku);
        }
        hub.enrol();
        List<ListingView> page =
                hub.queries.list(new ListingQueries.Filter("demo", null, null, null, List.of("shop-a"), null, 2));
        assertThat(page).extracting(ListingView::platformSku).containsExactly("A", "B");
        assertThat(hub.queries.list(new ListingQueries.Filter(
                        "demo", null, null, "pending", List.of("shop-a"), ListingQueries.cursor(page.get(1)), 2)))
                .extracting(ListingView::account, ListingView::platformSku)
                .containsExactly(tuple("shop-a", "C"));
        assertThat(hub.queries.list(new ListingQueries.Filter("demo", null, "B", null, List.of("*"), null, 9)))
                .extracting(ListingView::account)
                .containsExactly("shop-a", "shop-b", "shop-sh");
        assertThatThrownBy(() ->
                        hub.queries.list(new ListingQueries.Filter("demo", null, null, null, List.of("*"), "?", 2)))
                .hasMessageContaining("next_cursor");
    }

    @Test
    void howFarBehindEachChannelIsCanBeScraped() {
        hub.map("shop-a", "A", "A");
        hub.map("shop-b", "A", "A");
        hub.stock("A", 5);
        hub.flush("shop-a");
        hub.clock.advance(Duration.ofSeconds(40));
        hub.sweep();
        assertThat(hub.scraped())
                .containsExactlyInAnyOrder(
                        "openclaw_stock_sync_dirty{account=\"shop-a\"} 0.0",
                        "openclaw_stock_sync_dirty{account=\"shop-b\"} 1.0",
                        "openclaw_stock_sync_dirty_oldest_seconds{account=\"shop-a\"} 0.0",
                        "openclaw_stock_sync_dirty_oldest_seconds{account=\"shop-b\"} 40.0",
                        "openclaw_stock_sync_failures{account=\"shop-a\"} 0.0",
                        "openclaw_stock_sync_failures{account=\"shop-b\"} 0.0",
                        "openclaw_stock_sync_failing_seconds{account=\"shop-a\"} 0.0",
                        "openclaw_stock_sync_failing_seconds{account=\"shop-b\"} 0.0",
                        "openclaw_stock_sync_unread_seconds{account=\"shop-a\"} 0.0",
                        "openclaw_stock_sync_unread_seconds{account=\"shop-b\"} 0.0",
                        "openclaw_stock_sync_pushes{account=\"shop-a\"} 1.0",
                        "openclaw_stock_sync_pushes{account=\"shop-b\"} 0.0",
                        "openclaw_stock_sync_figures{account=\"shop-a\"} 1.0",
                        "openclaw_stock_sync_figures{account=\"shop-b\"} 0.0");

        hub.flush("shop-b");
        database.jdbc()
                .sql("DELETE FROM listing_flush WHERE account = 'shop-a'")
                .update();
        hub.sweep();
        assertThat(hub.scraped())
                .as("who has nothing to be told stays, at zero")
                .containsExactlyInAnyOrder(
                        "openclaw_stock_sync_dirty{account=\"shop-a\"} 0.0",
                        "openclaw_stock_sync_dirty{account=\"shop-b\"} 0.0",
                        "openclaw_stock_sync_dirty_oldest_seconds{account=\"shop-a\"} 0.0",
                        "openclaw_stock_sync_dirty_oldest_seconds{account=\"shop-b\"} 0.0",
                        "openclaw_stock_sync_failures{account=\"shop-b\"} 0.0",
                        "openclaw_stock_sync_failing_seconds{account=\"shop-b\"} 0.0",
                        "openclaw_stock_sync_unread_seconds{account=\"shop-b\"} 0.0",
                        "openclaw_stock_sync_pushes{account=\"shop-b\"} 1.0",
                        "openclaw_stock_sync_figures{account=\"shop-b\"} 1.0");

        hub.stock("A", 7);
        hub.routes.answer("platform:push-stock", fails(Category.TRANSIENT));
        hub.flush("shop-b");
        hub.clock.advance(Duration.ofSeconds(30));
        hub.sweep();
        hub.routes.fire("stock-sync-standing");
        assertThat(hub.scraped())
                .contains(
                        "openclaw_stock_sync_failing_seconds{account=\"shop-b\"} 30.0",
                        "openclaw_stock_sync_blocked{account=\"shop-b\"} 1.0",
                        "openclaw_stock_sync_unverified{account=\"shop-a\"} 0.0",
                        "openclaw_stock_sync_differing{account=\"shop-b\"} 0.0");
    }

    @Test
    void whoMakesListingsOfSeveralAccountsWaitsForNobodyWhoWaitsForHim() throws Exception {
        hub.accounts.platform("shop-0"); // the last to be named, and the first in order
        hub.map("*", "A", "A");
        Event stated = hub.routes.event("product.changed", null, null, Map.of("sku", "A"));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> makers = hub.database.work().execute(held -> {
                hub.database
                        .jdbc()
                        .sql(
                                "INSERT INTO listing (tenant, account, platform_sku, sku, state, generation, told_generation,"
                                        + " retell, solo, drift) VALUES ('demo', 'shop-b', 'A', 'A', 'pending', 1, 0, FALSE, FALSE, FALSE)")
                        .update();
                Future<?> all = threads.submit(() -> hub.database.work().execute(s -> hub.listings.enrolAll()));
                awaitWaiting(1);
                Future<?> one = threads.submit(() -> hub.database.work().execute(s -> hub.listings.mark(stated)));
                awaitWaiting(2);
                held.setRollbackOnly();
                return List.of(all, one);
            });
            for (Future<?> maker : makers) {
                maker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(hub.view("shop-0", "A").sku()).isEqualTo("A");
    }

    private void awaitWaiting(int sessions) {
        await().until(() ->
                hub.database.jdbc().sql(waiting()).query(Integer.class).single() >= sessions);
    }

    /** Everybody locks rows in one order: an account's row, then its listings by code. */
    @Test
    void marksAndFlushesOfManyThreadsNeverWaitInACircle() throws Exception {
        List<String> skus = List.of("A", "B", "C", "D", "E", "F");
        for (String sku : skus) {
            hub.map("*", "code-" + sku, sku);
            hub.stock(sku, 100);
        }
        hub.enrol();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Random random = new Random(t);
                running.add(pool.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        if (random.nextInt(3) > 0) {
                            Event changed = hub.routes.event(
                                    "stock.changed",
                                    null,
                                    null,
                                    Map.of("sku", skus.get(random.nextInt(skus.size())), "warehouse", "cn"));
                            hub.database.work().execute(s -> hub.listings.mark(changed));
                        } else {
                            String account = random.nextBoolean() ? "shop-a" : "shop-b";
                            FlushBatch batch = hub.database.work().execute(s -> hub.flush.claim(account, "C"));
                            hub.database.work().execute(s -> hub.flush.told(batch, Map.of()));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(hub.view("shop-a", "code-A").told()).isEqualTo(100);
    }
}
