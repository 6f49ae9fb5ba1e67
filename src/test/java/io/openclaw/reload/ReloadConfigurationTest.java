package io.openclaw.reload;

import static io.openclaw.reload.EditedContext.greeting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openclaw.reload.EditedContext.Hanging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Reload as the hub has it, without the hub. */
class ReloadConfigurationTest {

    /** Stops where Camel does, before the first bean is destroyed. */
    private static final class Routes implements SmartLifecycle {

        private final RouteEdits edits;
        private final CompletableFuture<List<String>> waitingAtStop = new CompletableFuture<>();
        private volatile boolean running;

        Routes(RouteEdits edits) {
            this.edits = edits;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            waitingAtStop.complete(edits.waiting());
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }

    @Test
    void nothingIsEditedInAHubThatIsGoingDown(@TempDir Path folder) throws Exception {
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.disableJMX();
        Hanging partner = new Hanging();
        camel.getRegistry().bind("partner", partner);
        AnnotationConfigApplicationContext hub = new AnnotationConfigApplicationContext();
        hub.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "openclaw.routes-dir",
                                folder.toString(),
                                "camel.main.routes-include-pattern",
                                "file:" + folder + "/*.camel.yaml")));
        // Not closed with it: that would wait for what hangs.
        hub.registerBean(CamelContext.class, () -> camel, bean -> bean.setDestroyMethodName(""));
        hub.registerBean(Clock.class, Clock::systemUTC);
        hub.register(ReloadConfiguration.class, Routes.class);
        hub.refresh();
        camel.addComponent(
                "direct", new GatedDirectComponent(hub.getBean(RouteGate.class), hub.getBean(RouteFiles.class)));
        camel.start();
        hub.getBean(ReloadConfiguration.Reloading.class).ready();
        String slow = greeting("slow", "direct:slow", "one")
                .replace("steps:\n", "steps:\n        - process: {ref: partner}\n");
        Path file = Files.writeString(folder.resolve("slow.camel.yaml"), slow);
        await().until(() -> camel.getRoute("slow") != null);
        RouteEdits edits = hub.getBean(RouteEdits.class);
        Routes routes = hub.getBean(Routes.class);
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            Future<String> call = template.asyncRequestBody("direct:slow", "", String.class);
            partner.awaitInside();
            Files.writeString(file, slow.replace("one", "another"));
            await().until(() -> edits.waiting().contains(file.toString()));
            hub.close();
            assertThat(routes.waitingAtStop).isCompletedWithValue(List.of());
            partner.goOn();
            assertThat(call.get(40, TimeUnit.SECONDS)).isEqualTo("one");
        }
        camel.stop();
    }
}
