package io.openclaw.operations;

import io.openclaw.channel.Channels;
import io.openclaw.reload.DepartedRoutes;
import java.util.List;
import org.springframework.stereotype.Component;

/** A channel whose route is gone for good stops collecting. */
@Component
class DepartedSubscribers implements DepartedRoutes {

    private final Channels channels;

    DepartedSubscribers(Channels channels) {
        this.channels = channels;
    }

    @Override
    public void departed(List<String> routeIds) {
        channels.unsubscribeRoutes(routeIds);
    }
}
