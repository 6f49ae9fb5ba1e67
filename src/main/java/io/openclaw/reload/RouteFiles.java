package io.openclaw.reload;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;

/**
 * Which file owns which route, {@code direct:} name and routeConfiguration. One id belongs to one file: an id that
 * another file already has is refused, not stolen.
 */
public final class RouteFiles {

    /**
     * What one file brings into the context.
     *
     * @param claims what nothing in another file may have too, in words: ids of routes and steps, names of
     *     {@code direct:} routes and channels, ids of configurations
     */
    public record Owned(
            List<String> routes,
            List<String> directs,
            List<String> httpPaths,
            List<String> configurations,
            List<String> uses,
            List<String> claims) {

        static final Owned NOTHING = new Owned(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private final Map<String, Owned> byFile = new ConcurrentHashMap<>();
    private final Map<String, String> fileByRoute = new ConcurrentHashMap<>();
    private final Map<String, String> fileByDirect = new ConcurrentHashMap<>();
    private final Map<String, String> fileByClaim = new ConcurrentHashMap<>();

    /** Notes what a file holds now, in place of what it held before. What it keeps is never unknown in between. */
    public synchronized void put(String file, Owned owned) {
        Owned before = byFile.put(file, owned);
        owned.routes().forEach(id -> fileByRoute.put(id, file));
        owned.directs().forEach(uri -> fileByDirect.put(uri, file));
        owned.claims().forEach(claim -> fileByClaim.put(claim, file));
        if (before != null) {
            forget(file, before, owned);
        }
    }

    public synchronized void remove(String file) {
        Owned before = byFile.remove(file);
        if (before != null) {
            forget(file, before, Owned.NOTHING);
        }
    }

    private void forget(String file, Owned before, Owned now) {
        before.routes().stream().filter(id -> !now.routes().contains(id)).forEach(id -> fileByRoute.remove(id, file));
        before.directs().stream()
                .filter(uri -> !now.directs().contains(uri))
                .forEach(uri -> fileByDirect.remove(uri, file));
        before.claims().stream()
                .filter(claim -> !now.claims().contains(claim))
                .forEach(claim -> fileByClaim.remove(claim, file));
    }

    public Owned get(String file) {
        return byFile.getOrDefault(file, Owned.NOTHING);
    }

    public Set<String> files() {
        return new TreeSet<>(byFile.keySet());
    }

    /** Whether there is such a route; also in the moment its file is exchanged, when whoever calls it waits at the gate. */
    public static boolean hasRoute(CamelContext context, String routeId) {
        if (context.getRoute(routeId) != null) {
            return true;
        }
        RouteFiles files = context.getRegistry().findSingleByType(RouteFiles.class);
        return files != null && files.fileOfRoute(routeId) != null;
    }

    /** The file a route came from, or null. */
    public String fileOfRoute(String routeId) {
        return routeId == null ? null : fileByRoute.get(routeId);
    }

    /** The file that has that claim, or null. */
    public String fileOfClaim(String claim) {
        return fileByClaim.get(claim);
    }

    /** The file whose route answers that {@code direct:} URI, or null. */
    public String fileOfDirect(String uri) {
        return fileByDirect.get(uri);
    }

    /** The file whose route answers that HTTP path, or null; a path matches up to its first placeholder. */
    public String fileOfHttpPath(String path) {
        for (Map.Entry<String, Owned> entry : byFile.entrySet()) {
            for (String template : entry.getValue().httpPaths()) {
                int placeholder = template.indexOf('{');
                if (placeholder < 0 ? path.equals(template) : path.startsWith(template.substring(0, placeholder))) {
                    return entry.getKey();
                }
            }
        }
        return null;
    }
}
