package io.openclaw.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
