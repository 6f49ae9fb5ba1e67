package io.openclaw.reload;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * A saved file whose author waits to hear what became of it. It may be in force in several parts: a mapping with every file
 * that reads it, an error handling with every file under it.
 */
final class Awaited {

    private final String file;
    private final BiConsumer<RuntimeException, List<String>> told;
    private int parts;
    private RuntimeException failure;
    private List<String> former = List.of();

    /** @param told once, with what went wrong or null, and the routes the file had before where its own are exchanged */
    Awaited(String file, BiConsumer<RuntimeException, List<String>> told) {
        this.file = file;
        this.told = told;
    }

    String file() {
        return file;
    }

    /** One more has to be done. */
    void part() {
        parts++;
    }

    void former(List<String> routes) {
        former = routes;
    }

    /** One is done; what went wrong first is what is told. */
    void partDone(RuntimeException wrong) {
        failure = failure == null ? wrong : failure;
        if (--parts == 0) {
            told.accept(failure, former);
        }
    }
}
