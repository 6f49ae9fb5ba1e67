package io.openclaw.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.mock.env.MockEnvironment;

/** What an operator reads of an edit. */
class ReloadServiceTest {

    private static final String ROUTE =
            """
            - route:
                id: greeting
                from:
                  uri: direct:greeting
                  steps:
                    - setBody:
                        id: greeting-text
                        expression:
                          constant:
                            expression: hello
            """;

    private final List<String> said = new CopyOnWriteArrayList<>();

    @Test
    void aDeletedFileIsSaidToBeGone(@TempDir Path folder) throws Exception {
        AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                said.add(event.getFormattedMessage());
            }
        };
        ear.start();
        Logger log = (Logger) LoggerFactory.getLogger(ReloadService.class);
        log.addAppender(ear);
        Path file = folder.resolve("greeting.camel.yaml");
        RouteGate gate = new RouteGate();
        RouteFiles files = new RouteFiles();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            context.addComponent("direct", new GatedDirectComponent(gate, files));
            context.start();
            RouteSwap swap = new RouteSwap(context, files, gate, new DryRun(context, new MockEnvironment()), 10_000);
            try (ReloadService service =
                    new ReloadService(swap, files, folder, path -> true, List.of(), ids -> {}, Clock.systemUTC())) {
                service.start();
                Files.writeString(file, ROUTE);
                await().until(() ->
                        said.stream().anyMatch(line -> line.contains("greeting.camel.yaml in force after")));
                said.clear();
                Files.delete(file);
                await().until(() -> said.stream().anyMatch(line -> line.startsWith("OC-RELOAD-TAKEN")));
                assertThat(said)
                        .filteredOn(line -> line.startsWith("OC-RELOAD-TAKEN"))
                        .singleElement()
                        .asString()
                        .contains("greeting.camel.yaml is gone, its routes (greeting) stopped after")
                        .doesNotContain("in force");
                assertThat(context.getRoutes()).isEmpty();
            }
        } finally {
            log.detachAppender(ear);
        }
    }
}
