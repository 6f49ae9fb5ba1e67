package io.openclaw.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import io.openclaw.effect.Effects;
import io.openclaw.store.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The SQL of decisions on a real PostgreSQL. */
class SourcingOnPostgresTest {

    private static EmbeddedPostgres postgres;
    private static TestDatabase database;

    private SourcingFixture hub;

    @BeforeAll
    static void migrate() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        database = TestDatabase.postgres(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    }

    @AfterAll
    static void close() throws Exception {
        database.close();
        postgres.close();
    }

    @BeforeEach
    void open() {
        database.clear();
        hub = new SourcingFixture(
                database,
                """
                routings:
                  - name: all
                    rules: [{name: only, warehouses: [cn, us], split: unit, otherwise: {queue: people, cancel_after: 2 days}}]
                warehouses: {cn: {capacity_per_day: 1}}
                """);
    }

    @Test
    void decisionsAreKeptRenewedAndTriedAgain() {
        hub.stock.stock("cn", "SOFA", 2);
        hub.run("INSERT INTO product (tenant, sku, weight_g, boxes_per_unit, home_warehouse, updated_at)"
                + " VALUES ('demo', 'SOFA', 30000, 2, 'cn', CURRENT_TIMESTAMP)");
        hub.order("O1", Map.of("SOFA", 1));
        hub.order("O2", Map.of("SOFA", 1));
        assertThat(hub.review("O1").allocation().furtherParcels()).hasSize(1);
        assertThat(hub.review("O2").allocation().isBackordered()).isTrue();
        hub.review("O2", "payment");
        assertThat(hub.decisions.of("demo", "O2").orElseThrow())
                .containsEntry("queue", "people")
                .containsEntry("seq", 1)
                .containsKey("cancel_at");
        hub.clock.advance(Duration.ofDays(1));
        List<BackorderReview.Released> again = database.work().execute(s -> hub.retry.look());
        assertThat(again).extracting(BackorderReview.Released::orderNo).containsExactly("O2");
        assertThat(hub.review("O2").served()).isTrue();
        assertThat(hub.decisions.of("demo", "O2").orElseThrow()).containsEntry("seq", 2);
    }

    @Test
    void orderThatWaitedTooLongIsGivenUpAndNotPlannedMeanwhile() {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("cancel_backorders", "hub"));
        BackorderCancellations cancellations = new BackorderCancellations(
                database.jdbc(),
                new OrderRows(database.jdbc(), SourcingFixture.CIPHER),
                new Effects(database.jdbc(), database.transactions(), hub.clock, Duration.ofSeconds(5)),
                hub.accounts,
                hub.clock);
        hub.stock.stock("cn", "A", 0);
        hub.order("O1", Map.of("A", 1));
        hub.review("O1");
        hub.clock.advance(Duration.ofDays(3));
        assertThat(cancellations.due())
                .extracting(BackorderCancellations.Due::orderNo)
                .containsExactly("O1");
        assertThat(database.work().execute(s -> cancellations.claim("O1")).claimed())
                .isTrue();
        assertThat(cancellations.due()).isEmpty();
        hub.stock.stock("cn", "A", 5);
        assertThat(retried()).isEmpty();
        assertThat(hub.review("O1").allocation()).isNull();
        database.work().executeWithoutResult(s -> cancellations.refused("demo", "shop", "O1", "too late"));
        assertThat(reviewed()).hasSize(1);
    }

    @Test
    void requestWithoutAnAnswerIsLookedUpWhereTheOrderIsNotToBeCancelledAnyMore() {
        hub.accounts.add("shop", Account.Kind.PLATFORM, Account.Mode.LIVE, Map.of("cancel_backorders", "hub"));
        BackorderCancellations cancellations = new BackorderCancellations(
                database.jdbc(),
                new OrderRows(database.jdbc(), SourcingFixture.CIPHER),
                new Effects(database.jdbc(), database.transactions(), hub.clock, Duration.ofSeconds(5)),
                hub.accounts,
                hub.clock);
        hub.stock.stock("cn", "A", 0);
        hub.order("O1", Map.of("A", 1));
        hub.review("O1");
        hub.clock.advance(Duration.ofDays(3));
        assertThat(database.work().execute(s -> cancellations.claim("O1")).claimed())
                .isTrue();
        hub.run("UPDATE orders SET allocation = 'released'");
        hub.clock.advance(Duration.ofMinutes(61));
        assertThat(cancellations.due())
                .extracting(BackorderCancellations.Due::orderNo)
                .containsExactly("O1");
        BackorderCancellations.Claim look = database.work().execute(s -> cancellations.claim("O1"));
        assertThat(look.claimed()).isFalse();
        assertThat(look.settled()).isTrue();
        assertThat(look.lookUp()).isEqualTo(new BackorderCancellations.LookUp("O1", "O1"));
        List<BackorderReview.Released> free = database.work().execute(s -> cancellations.untouched("shop", "O1"));
        assertThat(free).extracting(BackorderReview.Released::orderNo).containsExactly("O1");
        BackorderCancellations.Claim none = database.work().execute(s -> cancellations.claim("O1"));
        assertThat(none).isEqualTo(BackorderCancellations.Claim.NONE);
    }

    @Test
    void rulesAreTriedOnTheLastOrders() {
        hub.stock.stock("cn", "A", 2);
        hub.stock.stock("us", "A", 2);
        hub.order("O1", Map.of("A", 2));
        hub.review("O1");
        SourcingSimulation.Result result = hub.simulation.run("demo", a -> true, "default: [us]\n", Map.of(), 10);
        assertThat(result.ordersDiffering()).isEqualTo(1);
        assertThat(result.then().planned()).isEqualTo(1);
    }

    private List<BackorderReview.Released> reviewed() {
        return database.work()
                .execute(s -> hub.backorders.review("demo", "A", null).released());
    }

    private List<BackorderReview.Released> retried() {
        return database.work().execute(s -> hub.retry.look());
    }
}
