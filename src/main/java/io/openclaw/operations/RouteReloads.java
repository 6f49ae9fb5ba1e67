package io.openclaw.operations;

import io.openclaw.reload.ReloadService;
import io.openclaw.reload.RouteEdits;
import java.util.List;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** What became of edits to {@code routes/} and {@code config/}, for whoever looks in Hawtio. */
@Component
@ManagedResource(objectName = "io.openclaw:type=Reload", description = "Edits of routes and configuration")
public class RouteReloads {

    private final ReloadService reloads;
    private final RouteEdits edits;

    public RouteReloads(ReloadService reloads, RouteEdits edits) {
        this.reloads = reloads;
        this.edits = edits;
    }

    @ManagedAttribute(description = "Files whose last edit was refused: file:line: reason. The former version goes on")
    public List<String> getRefused() {
        return reloads.outcomes().stream()
                .filter(o -> !o.taken())
                .map(o -> o.file() + ":" + o.line() + ": " + o.reason())
                .toList();
    }

    @ManagedAttribute(description = "Route files whose edit waits until what their routes have in flight is done")
    public List<String> getWaiting() {
        return edits.waiting();
    }

    @ManagedOperation(description = "The YAML file in force a route stands in, comments and all")
    @ManagedOperationParameter(name = "route", description = "Id of a route, or a file as routes/x.camel.yaml")
    public String source(String route) {
        return edits.text(route).orElse("there is no route and no route file '" + route + "'");
    }

    @ManagedAttribute(description = "Files whose last edit is in force, and since when")
    public List<String> getTaken() {
        return reloads.outcomes().stream()
                .filter(ReloadService.Outcome::taken)
                .map(o -> o.file() + " since " + o.at())
                .toList();
    }
}
