package io.openclaw.store;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** What a failure tells of the store it came from, by its SQL state. */
final class StoreFailures {

    private static final int DEPTH = 20;

    /** The database has been closed; it is closing; the file is locked by its predecessor, which is closing. */
    private static final Set<String> H2_CLOSED = Set.of("90098", "90121", "90020");

    private StoreFailures() {}

    /** True of a failure that a store which is away gives rise to; one that lives does at times as well. */
    static boolean mayMeanAbsence(Throwable failure) {
        Throwable t = failure;
        for (int depth = 0; t != null && depth < DEPTH; t = t.getCause(), depth++) {
            if (t instanceof SQLException e && mayMeanAbsence(e)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayMeanAbsence(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            // The pool's words for a wait that was too long, and of a connection it has closed because it was broken.
            return e instanceof SQLTransientConnectionException || "Connection is closed".equals(e.getMessage());
        }
        return state.startsWith("08") || state.startsWith("57P") || closed(e);
    }

    /** The embedded database has closed itself: a connection to it is of no use any more, a new one opens it again. */
    static boolean closed(SQLException e) {
        return H2_CLOSED.contains(state(e));
    }

    /** The server is there and has no connection to spare. */
    static boolean full(SQLException e) {
        return state(e).startsWith("53");
    }

    /** The server is there and will not have us: name or password is wrong, or the database does not exist. */
    static boolean refused(SQLException e) {
        return state(e).startsWith("28") || state(e).equals("3D000");
    }

    static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    /** The failure in one line: its first sentence, and what lies at its root where that says more. */
    static String line(Throwable failure) {
        String said = sentence(failure);
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < DEPTH; depth++) {
            root = root.getCause();
        }
        String more = sentence(root);
        boolean known = Arrays.stream(more.split(" "))
                .allMatch(word -> said.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)));
        return known ? said : said + " (" + more + ")";
    }

    private static String sentence(Throwable t) {
        String message = t.getMessage();
        String text = message == null || message.isBlank()
                ? t.getClass().getSimpleName()
                : message.lines()
                        .findFirst()
                        .orElse("")
                        .split("\\.(\\s|$)", 2)[0]
                        .strip();
        // A host that is not known says no more than its name.
        return t instanceof UnknownHostException ? "unknown host " + text : text;
    }
}
