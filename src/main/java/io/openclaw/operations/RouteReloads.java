package io.openclaw.operations;

import io.openclaw.reload.ReloadService;
import java.util.List;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** What became of edits to {@code routes/} and {@code config/}, for whoever looks in Hawtio. */
@Component
@ManagedResource(objectName = "io.openclaw:type=Reload", description = "Edits of routes and configuration")
public class RouteReloads {

    private final ReloadService reloads;

    public RouteReloads(ReloadService reloads) {
        this.reloads = reloads;
    }

    @ManagedAttribute(description = "Files whose last edit was refused: file:line: reason. The former version goes on")
    public List<String> getRefused() {
        return reloads.outcomes().stream()
                .filter(o -> !o.taken())
                .map(o -> o.file() + ":" + o.line() + ": " + o.reason())
                .toList();
    }

    @ManagedAttribute(description = "Files whose last edit is in force, and since when")
    public List<String> getTaken() {
        return reloads.outcomes().stream()
                .filter(ReloadService.Outcome::taken)
                .map(o -> o.file() + " since " + o.at())
                .toList();
    }
}
