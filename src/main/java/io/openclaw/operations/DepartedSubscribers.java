package io.openclaw.operations;

import io.openclaw.channel.Channels;
import io.openclaw.reload.DepartedRoutes;
import java.util.List;
import org.springframework.stereotype.Component;

/** Says which channels a departed route leaves without a consumer. */
@Component
class DepartedSubscribers implements DepartedRoutes {

    private final Channels channels;

    DepartedSubscribers(Channels channels) {
        this.channels = channels;
    }

    @Override
    public void departed(List<String> routeIds) {
        channels.departed(routeIds);
    }
}
