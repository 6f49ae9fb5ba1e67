package io.openclaw.reload;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Gives a context the files that routes read as they are loaded (their mappings) as they were when the routes were checked,
 * whatever has become of them on the disk since: what was checked is what runs, and what ran can come back.
 */
final class PinnedResources implements ResourceLoader {

    private final ResourceLoader disk;
    private volatile Map<String, String> pinned = Map.of();

    private PinnedResources(ResourceLoader disk) {
        this.disk = disk;
    }

    /** Takes its place in the context; nothing is pinned yet. */
    static PinnedResources in(CamelContext context) {
        PinnedResources resources = new PinnedResources(PluginHelper.getResourceLoader(context));
        context.getCamelContextExtension().addContextPlugin(ResourceLoader.class, resources);
        return resources;
    }

    /** @param texts by the address under which a route names them: {@code file:routes/connectors/...} */
    void pin(Map<String, String> texts) {
        pinned = Map.copyOf(texts);
    }

    void unpin() {
        pinned = Map.of();
    }

    @Override
    public Resource resolveResource(String uri) {
        String text = pinned.get(uri);
        return text == null ? disk.resolveResource(uri) : ResourceHelper.fromString(uri, text);
    }

    @Override
    public CamelContext getCamelContext() {
        return disk.getCamelContext();
    }

    @Override
    public void setCamelContext(CamelContext context) {
        disk.setCamelContext(context);
    }
}
