package io.openclaw.reload;

import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.ObjectHelper;
import org.springframework.core.env.Environment;

/** Finds the route files, and the places in them, that a start failed for. */
public final class RoutesAtStart {

    /** How Camel's reader of YAML says where it stopped. */
    private static final Pattern READ = Pattern.compile("(?s)(.*?)\\s+in file:(\\S+), line (\\d+), column \\d+.*");

    private final Environment environment;

    public RoutesAtStart(Environment environment) {
        this.environment = environment;
    }

    /**
     * Every file that cannot be read as routes, and the one Camel stopped at, so that one start is enough to learn of all. What shows
     * only while a route is built, an unknown component, is told of that one alone. Empty where it was no file of the routes.
     */
    public List<RefusedFile> culprits(Exception failure) {
        List<RefusedFile> culprits = new ArrayList<>();
        List<RouteSource> sound = new ArrayList<>();
        for (Path file : files()) {
            try {
                sound.add(readable(file));
            } catch (RefusedFile e) {
                culprits.add(e);
            }
        }
        stoppedAt(failure, sound)
                .filter(stopped -> culprits.stream().noneMatch(c -> c.file().equals(stopped.file())))
                .ifPresent(culprits::add);
        return culprits;
    }

    private static Optional<RefusedFile> stoppedAt(Exception failure, List<RouteSource> sound) {
        Matcher read = READ.matcher(String.valueOf(failure.getMessage()));
        if (read.matches()) {
            return Optional.of(new RefusedFile(read.group(2), Integer.parseInt(read.group(3)), read.group(1), failure));
        }
        return named(failure).flatMap(route -> sound.stream()
                .filter(source -> source.owned().routes().contains(route))
                .findFirst()
                .map(source -> DryRun.refused(source, failure)));
    }

    /** The file as routes that nobody builds: what is no YAML shows, and what is none of Camel's. */
    private static RouteSource readable(Path file) {
        RouteSource source = parsed(file);
        source.refuseUnreadable();
        try (DefaultCamelContext scratch = new DefaultCamelContext()) {
            scratch.disableJMX();
            PluginHelper.getRoutesLoader(scratch).loadRoutes(DryRun.resource(source));
        } catch (Exception e) {
            throw DryRun.refused(source, e);
        }
        return source;
    }

    private static Optional<String> named(Exception failure) {
        FailedToCreateRouteException created = ObjectHelper.getException(FailedToCreateRouteException.class, failure);
        if (created != null) {
            return Optional.of(created.getRouteId());
        }
        FailedToStartRouteException started = ObjectHelper.getException(FailedToStartRouteException.class, failure);
        return Optional.ofNullable(started).map(FailedToStartRouteException::getRouteId);
    }

    private static RouteSource parsed(Path file) {
        try {
            return RouteSource.parse(file.toString(), Utf8File.read(file));
        } catch (Utf8File.NotUtf8 e) {
            throw new RefusedFile(file.toString(), e.line(), e.getMessage(), e);
        } catch (IOException e) {
            throw new RefusedFile(file.toString(), 1, "cannot be read: " + e, e);
        }
    }

    private List<Path> files() {
        Path routes = Path.of(environment.getProperty("openclaw.routes-dir", "routes"));
        try (Stream<Path> walk = Files.walk(routes)) {
            return walk.filter(Files::isRegularFile)
                    .filter(ReloadConfiguration.included(environment))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
