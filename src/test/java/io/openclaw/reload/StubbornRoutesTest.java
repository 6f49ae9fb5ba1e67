package io.openclaw.reload;

import static io.openclaw.reload.EditedContext.errorHandling;
import static io.openclaw.reload.EditedContext.greeting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openclaw.reload.EditedContext.Hanging;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits of routes that do not stop, or do not start, as they should: nobody else is held up, and no file is left half gone. */
@Timeout(60)
class StubbornRoutesTest {

    private static final String FILE = "routes/stubborn.camel.yaml";
    private static final String OTHER = "routes/third.camel.yaml";

    private final CountDownLatch returns = new CountDownLatch(1);
    private EditedContext hub;

    @BeforeEach
    void start() {
        hub = new EditedContext(100);
        hub.context.getRegistry().bind(StubbornComponent.RETURNS, returns);
    }

    @AfterEach
    void stop() throws Exception {
        returns.countDown();
        hub.close();
    }

    /** Starts well in the dry run, and then as it is told. */
    private static final class Starting extends ServiceSupport implements Processor {

        private final Supplier<Error> fails;
        private int starts;

        Starting(Supplier<Error> fails) {
            this.fails = fails;
        }

        @Override
        public void process(Exchange exchange) {
            exchange.getMessage().setBody("never");
        }

        @Override
        protected void doStart() {
            Error error = ++starts > 1 ? fails.get() : null;
            if (error != null) {
                throw error;
            }
        }
    }

    private static String starting(String text) {
        return text.replace("steps:\n", "steps:\n        - process: {ref: starting}\n");
    }

    private static String consuming(String uri, String text) {
        return greeting("consuming", uri, text) + greeting("free", "direct:free", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stubborn:patient", "stubborn:deaf"})
    void aConsumerWhoseStopDoesNotReturnHoldsUpNoOtherFile(String uri) throws Exception {
        hub.apply(FILE, consuming(uri, "one"));
        hub.apply(OTHER, greeting("other", "direct:other", "one"));
        CompletableFuture<?> edit = hub.save(FILE, consuming(uri, "two"));
        if (uri.endsWith("deaf")) {
            await().until(() -> {
                hub.edits.turn();
                return hub.gate.isOpen(FILE);
            });
            assertThat(hub.template
                            .asyncRequestBody("direct:free", "", String.class)
                            .get(40, TimeUnit.SECONDS))
                    .as("nobody waits for it at the gate")
                    .isEqualTo("one");
            hub.apply(OTHER, greeting("other", "direct:other", "two"));
            assertThat(hub.call("direct:other")).isEqualTo("two");
            assertThat(hub.edits.waiting()).containsExactly(FILE);
            returns.countDown();
        }
        hub.end(edit);
        assertThat(hub.call("direct:free")).isEqualTo("two");
    }

    private String three(AtomicBoolean lame, boolean stops) {
        hub.context.getRegistry().bind("policy", new RoutePolicySupport() {
            @Override
            public void onStop(Route route) {
                fail(!stops);
            }

            @Override
            public void onRemove(Route route) {
                fail(stops);
            }

            private void fail(boolean here) {
                if (here && lame.get()) {
                    throw new IllegalStateException("lame");
                }
            }
        });
        return greeting("first", "timer:first?period=60000", "one")
                + greeting("second", "direct:second", "one")
                        .replace("id: second\n", "id: second\n    routePolicy: policy\n")
                + greeting("third", "direct:third", "one");
    }

    private void answers(String text) {
        assertThat(hub.context.getRouteController().getRouteStatus("first").isStarted())
                .isTrue();
        assertThat(hub.context.getRoute("first").getConsumer())
                .isInstanceOfSatisfying(
                        ServiceSupport.class, c -> assertThat(c.isStarted()).isTrue());
        for (String route : List.of("second", "third")) {
            assertThat(hub.call("direct:" + route)).isEqualTo(text);
        }
        assertThat(hub.gate.isOpen(FILE)).isTrue();
    }

    @Test
    void aRouteThatCannotBeStoppedLeavesItsFileAsItWas() throws Exception {
        AtomicBoolean lame = new AtomicBoolean();
        String text = three(lame, false);
        hub.apply(FILE, text);
        lame.set(true);
        assertThatThrownBy(() -> hub.apply(FILE, text.replace("one", "two")))
                .hasMessageContaining("could not be stopped, and were started again: lame");
        answers("one");
        lame.set(false);
        hub.apply(FILE, text.replace("one", "three"));
        answers("three");
    }

    @Test
    void aRouteThatCannotBeTakenOutIsToldOfAndMendedByTheNextSave() throws Exception {
        AtomicBoolean lame = new AtomicBoolean();
        String text = three(lame, true);
        hub.apply(FILE, text);
        lame.set(true);
        assertThatThrownBy(() -> hub.apply(FILE, text.replace("one", "two")))
                .hasMessageContaining("until the file is saved again: lame");
        assertThat(hub.gate.isOpen(FILE)).isTrue();
        lame.set(false);
        hub.apply(FILE, text.replace("one", "three"));
        answers("three");
    }

    /** A class that is lacking is no exception. */
    @Test
    void whatEndsWithAnErrorIsUndoneToo() throws Exception {
        hub.apply(FILE, greeting("free", "direct:free", "one"));
        hub.context.getRegistry().bind("starting", new Starting(() -> new NoClassDefFoundError("lacking")));
        assertThatThrownBy(() -> hub.apply(FILE, starting(greeting("free", "direct:free", "two"))))
                .hasMessageContaining("could not be started");
        assertThat(hub.call("direct:free")).isEqualTo("one");
        assertThat(hub.gate.isOpen(FILE)).isTrue();
    }

    /** The first file is in the middle of its exchange when the hub stops, the second is next. */
    @Test
    void anExchangeIsMadeToItsEndWhenTheHubStopsAndNoneBegins() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        hub.apply(FILE, greeting("free", "direct:free", "one"));
        hub.apply(
                OTHER,
                greeting("ticking", "timer:ticking?period=60000", "one") + greeting("other", "direct:other", "one"));
        hub.context.getRegistry().bind("starting", new Starting(() -> {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }));
        CompletableFuture<?> made = hub.save(FILE, starting(greeting("free", "direct:free", "two")));
        CompletableFuture<?> dropped = hub.save(OTHER, greeting("other", "direct:other", "two"));
        Thread turn = new Thread(hub.edits::turn);
        turn.start();
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        hub.edits.close();
        goOn.countDown();
        turn.join(10_000);
        assertThat(made).isCompleted();
        assertThat(dropped).as("the next start reads it").isNotDone();
        assertThat(hub.call("direct:free")).isEqualTo("two");
        Future<String> other = hub.template.asyncRequestBody("direct:other", "", String.class);
        assertThat(other.get(40, TimeUnit.SECONDS)).isEqualTo("one");
    }

    /** What it needs does not come, and what it had before has gone meanwhile. */
    @Test
    void theFirstReasonIsToldWhereGoingBackFailsToo() throws Exception {
        hub.close();
        hub = new EditedContext();
        String edge = "routes/edge.camel.yaml";
        String owner = "routes/owner.camel.yaml";
        Hanging partner = hub.hanging("partner");
        String moving = greeting("moving", "direct:moving", "moved");
        String slow = greeting("slow", "direct:slow", "one")
                .replace("steps:\n", "steps:\n        - process: {ref: partner}\n")
                .replace("id: slow\n", "id: slow\n    routeConfigurationId: edge\n");
        String bare = slow.replace("    routeConfigurationId: edge\n", "");
        hub.apply(edge, errorHandling("sorry"));
        hub.apply(owner, moving + greeting("kept", "direct:kept", "x"));
        hub.apply(FILE, slow);
        hub.template.asyncRequestBody("direct:slow", "", String.class);
        partner.awaitInside();
        hub.save(FILE, bare);
        hub.edits.turn();
        hub.remove(edge);
        hub.context.getRegistry().bind("lame", new Lame());
        CompletableFuture<?> unstartable = hub.save(
                owner,
                greeting("kept", "direct:kept", "x").replace("steps:\n", "steps:\n        - process: {ref: lame}\n"));
        CompletableFuture<?> edit = hub.save(FILE, bare + moving);
        assertThatThrownBy(() -> hub.end(unstartable)).hasMessageContaining("could not be started");
        hub.edits.turn();
        partner.goOn();
        assertThatThrownBy(() -> hub.end(edit)).hasMessageContaining("belongs to " + owner);
    }
}
