package io.openclaw.sandbox.push;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Where the partners push to: the hubs of {@code openclaw.sandbox.hub-url}, several taken in turn, or the hub they run
 * in.
 */
@Component
public final class HubAddress {

    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<String> hubs;

    public HubAddress(@Value("${openclaw.sandbox.hub-url:}") String configured) {
        hubs = Arrays.stream(configured.split(","))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                .toList();
    }

    @EventListener
    public void serving(ServletWebServerInitializedEvent event) {
        if (hubs.isEmpty() && event.getApplicationContext().getServerNamespace() == null) {
            hubs = List.of("http://127.0.0.1:" + event.getWebServer().getPort());
        }
    }

    /** The hub whose turn it is; null while none is known. */
    String next() {
        List<String> known = hubs;
        return known.isEmpty() ? null : known.get(Math.floorMod(turn.getAndIncrement(), known.size()));
    }

    /** How many there are to try. */
    int count() {
        return hubs.size();
    }
}
