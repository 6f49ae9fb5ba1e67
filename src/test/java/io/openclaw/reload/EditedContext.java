package io.openclaw.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.springframework.mock.env.MockEnvironment;

/** A Camel context whose route files are edited by hand, without a folder that is watched. */
final class EditedContext implements AutoCloseable {

    final DefaultCamelContext context = new DefaultCamelContext();
    final RouteGate gate = new RouteGate();
    final RouteFiles files = new RouteFiles();
    final RouteEdits edits;
    final ProducerTemplate template;

    EditedContext() {
        this(30_000);
    }

    EditedContext(long drainMillis) {
        context.disableJMX();
        context.addComponent("direct", new GatedDirectComponent(gate, files));
        context.getInflightRepository().setInflightBrowseEnabled(true);
        context.start();
        template = context.createProducerTemplate();
        edits = new RouteEdits(context, files, gate, new DryRun(context, new MockEnvironment()), drainMillis);
    }

    @Override
    public void close() throws Exception {
        edits.close();
        template.stop();
        context.stop();
    }

    /** A route whose first step hangs. */
    static String slow(String text) {
        return greeting("slow", "direct:slow", text)
                .replace("steps:\n", "steps:\n        - process: {id: slow-partner, ref: partner}\n");
    }

    /** A route that sets a text. */
    static String greeting(String id, String uri, String text) {
        return """
                - route:
                    id: %s
                    description: says hello
                    from:
                      uri: %s
                      steps:
                        - setBody:
                            id: %s-text
                            expression:
                              constant:
                                expression: %s
                """
                .formatted(id, uri, id, text);
    }

    /** A routeConfiguration named edge, which answers whatever goes wrong. */
    static String errorHandling(String answer) {
        return """
                - routeConfiguration:
                    id: edge
                    onException:
                      - onException:
                          exception: [java.lang.Exception]
                          handled: {constant: {expression: "true"}}
                          steps:
                            - setBody: {expression: {constant: {expression: %s}}}
                """
                .formatted(answer);
    }

    /** Saves a file; the future ends with the edit. */
    CompletableFuture<List<String>> save(String file, String text) {
        CompletableFuture<List<String>> told = new CompletableFuture<>();
        edits.save(file, text, List.of(), tells(file, told));
        return told;
    }

    CompletableFuture<List<String>> delete(String file) {
        CompletableFuture<List<String>> told = new CompletableFuture<>();
        edits.remove(file, List.of(), tells(file, told));
        return told;
    }

    CompletableFuture<List<String>> again(String mapping, List<String> readers) {
        CompletableFuture<List<String>> told = new CompletableFuture<>();
        edits.again(readers, tells(mapping, told));
        return told;
    }

    private static Awaited tells(String file, CompletableFuture<List<String>> told) {
        return new Awaited(file, (wrong, former) -> {
            if (wrong == null) {
                told.complete(former);
            } else {
                told.completeExceptionally(wrong);
            }
        });
    }

    /** Gives turns until that edit is over. */
    void end(CompletableFuture<?> edit) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    edits.turn();
                    return edit.isDone();
                });
        try {
            edit.join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    void apply(String file, String text) {
        end(save(file, text));
    }

    void remove(String file) {
        end(delete(file));
    }

    void applyAgain(String file) {
        end(again(file, List.of(file)));
    }

    String call(String uri) {
        return template.requestBody(uri, "{}", String.class);
    }

    /** Eight threads that call a route without a pause, from now on. */
    Callers callers(String uri, String answer) {
        return new Callers(uri, answer);
    }

    final class Callers {

        private final AtomicBoolean go = new AtomicBoolean(true);
        private final AtomicInteger answered = new AtomicInteger();
        private final ExecutorService threads = Executors.newFixedThreadPool(8);
        private final List<Future<Void>> all = new ArrayList<>();

        private Callers(String uri, String answer) {
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> {
                    while (go.get()) {
                        assertThat(call(uri)).startsWith(answer);
                        answered.incrementAndGet();
                    }
                    return null;
                }));
            }
        }

        /** They stop when they have been answered some times more; that every answer was one of those is what it asserts. */
        void end() throws Exception {
            int before = answered.get();
            await().until(() -> answered.get() > before + 20);
            go.set(false);
            for (Future<Void> one : all) {
                one.get(40, TimeUnit.SECONDS);
            }
            threads.shutdown();
        }
    }

    /** A step of a route that hangs until it is told to go on. */
    Hanging hanging(String name) {
        Hanging hanging = new Hanging();
        context.getRegistry().bind(name, hanging);
        return hanging;
    }

    static final class Hanging implements Processor {

        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void process(Exchange exchange) throws InterruptedException {
            inside.countDown();
            goOn.await(120, TimeUnit.SECONDS);
        }

        void awaitInside() throws InterruptedException {
            assertThat(inside.await(40, TimeUnit.SECONDS))
                    .as("somebody is inside")
                    .isTrue();
        }

        void goOn() {
            goOn.countDown();
        }
    }
}
