package io.openclaw.reload;

import io.openclaw.rulefile.Utf8File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.util.ObjectHelper;
import org.springframework.core.env.Environment;

/** Finds the route file, and the place in it, that a start failed for. */
public final class RoutesAtStart {

    /** How Camel's reader of YAML says where it stopped. */
    private static final Pattern READ = Pattern.compile("(?s)(.*?)\\s+in file:(\\S+), line (\\d+), column \\d+.*");

    private final Environment environment;

    public RoutesAtStart(Environment environment) {
        this.environment = environment;
    }

    /** Empty where it was no file of the routes. */
    public Optional<RefusedFile> culprit(Exception failure) {
        List<Path> files = files();
        for (Path file : files) {
            try {
                RouteSource.parse(file.toString(), Utf8File.read(file)).refuseUnreadable();
            } catch (RefusedFile e) {
                return Optional.of(e);
            } catch (Utf8File.NotUtf8 e) {
                return Optional.of(new RefusedFile(file.toString(), e.line(), e.getMessage(), e));
            } catch (IOException e) {
                return Optional.of(new RefusedFile(file.toString(), 1, "cannot be read: " + e, e));
            }
        }
        Matcher read = READ.matcher(String.valueOf(failure.getMessage()));
        if (read.matches()) {
            return Optional.of(new RefusedFile(read.group(2), Integer.parseInt(read.group(3)), read.group(1), failure));
        }
        return named(failure).flatMap(route -> files.stream()
                .map(RoutesAtStart::parsed)
                .filter(source -> source.owned().routes().contains(route))
                .findFirst()
                .map(source -> DryRun.refused(source, failure)));
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
