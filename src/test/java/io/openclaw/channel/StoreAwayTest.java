package io.openclaw.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openclaw.store.AbsentStore;
import io.openclaw.store.Dialect;
import io.openclaw.store.TestDatabase;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** While the store is away nothing begins that could only fail, and what broke off goes on when it is back. */
class StoreAwayTest {

    private final AbsentStore absent = new AbsentStore();

    @Test
    void aDeliveryThatBreaksOffWithTheStoreIsNoAttemptAndGoesOnWhenItIsBack() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        try (TestDatabase database = TestDatabase.h2();
                TestHub hub = new TestHub(database, Dialect.H2, TestHub.QUICK, absent.store())) {
            hub.consume("one", "order.created", null, event -> {
                if (attempts.incrementAndGet() == 1) {
                    absent.takeAway(false);
                    return new DataAccessResourceFailureException("insert", AbsentStore.failure());
                }
                return null;
            });
            hub.channels.open();
            hub.emit("order.created", TestHub.order("A-1", 1));
            await("the hub notices").until(() -> absent.store().isAway());
            hub.emit("order.created", TestHub.order("B-1", 1));
            // Its retry would have been due after 40 ms, and B-1 at once: the next look is a second away.
            await().during(Duration.ofMillis(400)).until(() -> attempts.get() == 1);
            absent.bringBack();
            await("both are done").until(() -> hub.rows() == 0);
            assertThat(attempts).hasValue(3);
            assertThat(hub.deadLetters.counts()).isEmpty();
        }
    }

    /** What memory was done with may be undone on disk: such a row is this hub's, and nobody here knows of it. */
    @Test
    void whatIsOursOnDiskAloneIsTakenUpWhenTheStoreWentBack() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        try (TestDatabase database = TestDatabase.h2();
                TestHub hub = new TestHub(database, Dialect.H2, TestHub.QUICK, absent.store())) {
            hub.consume("one", "order.created", null, event -> {
                done.incrementAndGet();
                return null;
            });
            hub.channels.open();
            hub.emit("order.created", TestHub.order("A-1", 1), Duration.ofHours(1));
            database.jdbc()
                    .sql("UPDATE delivery SET owner = ?, token = 'undone', next_at = CURRENT_TIMESTAMP")
                    .param(hub.desk.owner())
                    .update();
            absent.takeAway(true);
            absent.setBack();
            await().during(Duration.ofMillis(400)).until(() -> done.get() == 0);
            absent.bringBack();
            await("it is done").atMost(Duration.ofSeconds(30)).until(() -> hub.rows() == 0);
            assertThat(done).hasValue(1);
        }
    }

    /** What was handed over as the store went back has no row: tried again and again, it would fail for a day. */
    @Test
    void whatHasNoRowAnyMoreIsLetGoWithItsFirstFailure() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        try (TestDatabase database = TestDatabase.h2();
                TestHub hub = new TestHub(database, Dialect.H2, TestHub.QUICK)) {
            hub.consume("one", "order.created", null, event -> {
                attempts.incrementAndGet();
                if (event.orderNo().equals("B-1")) {
                    return null;
                }
                database.jdbc().sql("DELETE FROM delivery").update();
                return new IllegalStateException("there is no order A-1");
            });
            hub.channels.open();
            hub.emit("order.created", TestHub.order("A-1", 1));
            await("it was tried").until(() -> attempts.get() == 1);
            // A retry would be due after 40 ms.
            await().during(Duration.ofMillis(400)).until(() -> attempts.get() == 1);
            hub.emit("order.created", TestHub.order("B-1", 1));
            await("the lane goes on").until(() -> attempts.get() == 2 && hub.rows() == 0);
            assertThat(hub.deadLetters.counts()).isEmpty();
        }
    }

    @Test
    void aTimersTurnIsLeftOut() throws Exception {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        AtomicInteger turns = new AtomicInteger();
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.disableJMX();
            camel.addRoutePolicyFactory(new RestingRoutes(absent.store()));
            camel.getRegistry().bind("told", new Told(told));
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("timer:turns?period=20&bridgeErrorHandler=false&exceptionHandler=#told")
                            .process(e -> {
                                if (turns.incrementAndGet() == 5) {
                                    absent.takeAway(false);
                                    throw new DataAccessResourceFailureException("select", AbsentStore.failure());
                                }
                                if (turns.get() == 3) {
                                    throw new IllegalStateException("a defect of ours");
                                }
                            });
                }
            });
            camel.start();
            await("the turn that broke off is the last")
                    .until(() -> absent.store().isAway());
            await().during(Duration.ofMillis(400)).until(() -> turns.get() == 5);
            absent.bringBack();
            await("its turns come again").until(() -> turns.get() > 8);
        }
        assertThat(told)
                .as("the absence is told elsewhere, a defect is told here")
                .hasSize(1);
        assertThat(told.get(0)).hasMessage("a defect of ours");
    }

    @Test
    void aRecordOfKafkaWaitsForTheReturn() throws InterruptedException {
        Endpoint kafka = proxy(Endpoint.class, "getEndpointBaseUri", "kafka://topic");
        Route route = proxy(Route.class, "getEndpoint", kafka);
        absent.takeAway(true);
        RoutePolicy policy = new RestingRoutes(absent.store()).createRoutePolicy(null, "kafka-to-channels", null);
        Exchange record = new DefaultExchange(new DefaultCamelContext());
        Thread consumer = new Thread(() -> policy.onExchangeBegin(route, record));
        consumer.start();
        await().during(Duration.ofMillis(400)).until(consumer::isAlive);
        absent.bringBack();
        await("it is taken up").until(() -> !consumer.isAlive());
        assertThat(absent.store().isAway()).isFalse();
        assertThat(record.isRouteStop()).as("a record is never left out").isFalse();
    }

    /** Answers one method; its real one, of Kafka, wants a broker. */
    private static <T> T proxy(Class<T> type, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, given) -> {
            if (!called.getName().equals(method)) {
                throw new UnsupportedOperationException(called.getName());
            }
            return answer;
        }));
    }

    private record Told(List<Throwable> told) implements ExceptionHandler {

        @Override
        public void handleException(Throwable failure) {
            told.add(failure);
        }

        @Override
        public void handleException(String message, Throwable failure) {
            told.add(failure);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable failure) {
            told.add(failure);
        }
    }
}
