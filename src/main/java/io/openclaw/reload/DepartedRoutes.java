package io.openclaw.reload;

import java.util.List;

/** Told when routes are gone for good, or came back under the same id and may consume something else now. */
public interface DepartedRoutes {

    /** After the routes have stopped and their successors, if any, run. */
    void departed(List<String> routeIds);
}
