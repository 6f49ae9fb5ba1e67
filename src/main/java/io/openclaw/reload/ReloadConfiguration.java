package io.openclaw.reload;

import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.AntPathMatcher;

/** Wires live edits of {@code routes/} and {@code config/} into the running hub. */
@Configuration(proxyBeanMethods = false)
class ReloadConfiguration {

    @Bean
    RouteGate routeGate() {
        return new RouteGate();
    }

    @Bean
    RouteFiles routeFiles() {
        return new RouteFiles();
    }

    @Bean
    CamelContextConfiguration gatedDirect(RouteGate gate, RouteFiles files) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                context.addComponent("direct", new GatedDirectComponent(gate, files));
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // The watcher begins when the whole application is ready, see Reloading.
            }
        };
    }

    @Bean
    RouteEdits routeEdits(CamelContext context, RouteFiles files, RouteGate gate, Environment environment) {
        long drain = environment.getProperty("openclaw.reload.drain-ms", Long.class, 300_000L);
        return new RouteEdits(context, files, gate, new DryRun(context, environment), drain);
    }

    @Bean(destroyMethod = "close")
    ReloadService reloadService(
            RouteEdits edits,
            RouteFiles files,
            Environment environment,
            ObjectProvider<WatchedFile> configs,
            ObjectProvider<DepartedRoutes> departed,
            Clock clock) {
        Path routes = Path.of(environment.getProperty("openclaw.routes-dir", "routes"));
        return new ReloadService(
                edits,
                files,
                routes,
                included(environment),
                configs.orderedStream().toList(),
                ids -> departed.orderedStream().forEach(d -> d.departed(ids)),
                clock);
    }

    @Bean
    Reloading reloading(ReloadService service, RouteEdits edits, Environment environment) {
        return new Reloading(service, edits, environment);
    }

    @Bean
    FilterRegistrationBean<RouteGateFilter> routeGateFilter(RouteGate gate, RouteFiles files) {
        FilterRegistrationBean<RouteGateFilter> registration =
                new FilterRegistrationBean<>(new RouteGateFilter(gate, files));
        registration.setOrder(Ordered.LOWEST_PRECEDENCE);
        return registration;
    }

    static Predicate<Path> included(Environment environment) {
        String patterns = environment.getProperty("camel.main.routes-include-pattern", "");
        List<String> all = Arrays.stream(patterns.split(","))
                .map(String::strip)
                .filter(p -> p.startsWith("file:"))
                .map(p -> clean(p.substring("file:".length())))
                .toList();
        AntPathMatcher matcher = new AntPathMatcher();
        return path -> !FolderWatcher.isLeftBeside(path)
                && all.stream().anyMatch(p -> matcher.match(p, clean(path.toString())));
    }

    private static String clean(String path) {
        return path.startsWith("./") ? path.substring(2) : path;
    }

    /** Adopts what Camel loaded at start, then begins to look for edits, until the hub stops. */
    static final class Reloading {

        private final ReloadService service;
        private final RouteEdits edits;
        private final Environment environment;

        Reloading(ReloadService service, RouteEdits edits, Environment environment) {
            this.service = service;
            this.edits = edits;
            this.environment = environment;
        }

        @EventListener(ApplicationReadyEvent.class)
        void ready() {
            Path routes = Path.of(environment.getProperty("openclaw.routes-dir", "routes"));
            Predicate<Path> included = included(environment);
            try (Stream<Path> walk = Files.walk(routes)) {
                walk.filter(Files::isRegularFile).filter(included).sorted().forEach(this::adopt);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            service.sayUnanswered();
            service.start();
        }

        /** Before the routes stop, which is earlier than the beans: an edit must not meet a hub that is going down. */
        @Order(Ordered.HIGHEST_PRECEDENCE)
        @EventListener(ContextClosedEvent.class)
        void stopping() {
            service.close();
            edits.close();
        }

        private void adopt(Path path) {
            try {
                edits.adopt(RouteSource.parse(path.toString(), Utf8File.read(path)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
