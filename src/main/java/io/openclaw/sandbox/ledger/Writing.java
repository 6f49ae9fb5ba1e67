package io.openclaw.sandbox.ledger;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** One unit of work in the partners' store: its statements, and what is to happen once they are on disk. */
public final class Writing {

    private final JdbcTemplate jdbc;
    private final List<Runnable> afterwards = new ArrayList<>();

    Writing(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public JdbcTemplate jdbc() {
        return jdbc;
    }

    /** Runs when this unit is durable; never when it failed. */
    public void afterDurable(Runnable action) {
        afterwards.add(action);
    }

    void durable() {
        afterwards.forEach(Runnable::run);
    }
}
