package io.openclaw.partner.calls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.store.Sql;
import io.openclaw.store.StoreAvailability;
import jakarta.annotation.PreDestroy;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes the call log in batches from a thread of its own; a full queue drops rows and counts them, it holds nobody up. */
@Component("callLog")
public class JdbcCallLog implements CallLog {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcCallLog.class);
    private static final int EXCERPT = 2000;
    private static final int QUEUE = 20_000;
    private static final int BATCH = 500;

    private final BlockingQueue<Object[]> rows = new ArrayBlockingQueue<>(QUEUE);
    private final JdbcTemplate jdbc;
    private final String insert = Sql.of("partner").get("call-log-insert");
    private final Counter dropped;
    private final StoreAvailability store;
    private final List<Object[]> batch = new ArrayList<>(BATCH);
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "call-log");
        thread.setDaemon(true);
        return thread;
    });

    public JdbcCallLog(JdbcTemplate jdbc, MeterRegistry meters, StoreAvailability store) {
        this.jdbc = jdbc;
        this.store = store;
        this.dropped = meters.counter("openclaw.call.log.dropped");
        writer.scheduleWithFixedDelay(this::write, 500, 500, TimeUnit.MILLISECONDS);
    }

    @Override
    public void record(CallRecord call) {
        // Masked here and now: what waits in the queue is already fit to be seen.
        Object[] row = {
            UUID.randomUUID().toString(),
            call.tenant() == null ? "demo" : call.tenant(),
            call.at().atOffset(ZoneOffset.UTC),
            call.direction(),
            cut(call.account(), 60),
            cut(call.operation(), 80),
            cut(call.orderNo(), 26),
            cut(call.requestId(), 80),
            cut(call.method(), 10),
            cut(Masking.url(call.url()), 1000),
            call.status(),
            cut(call.errorCode(), 80),
            call.duration() == null ? null : (int) Math.min(call.duration().toMillis(), Integer.MAX_VALUE),
            Masking.body(call.request(), EXCERPT),
            Masking.body(call.response(), EXCERPT)
        };
        if (!rows.offer(row)) {
            dropped.increment();
        }
    }

    /** Writes what is waiting; while the store is away it goes on waiting. */
    synchronized void write() {
        while (!store.isAway() && (!batch.isEmpty() || rows.drainTo(batch, BATCH) > 0)) {
            try {
                jdbc.batchUpdate(insert, batch);
            } catch (DataAccessException e) {
                if (store.explains(e)) {
                    return;
                }
                dropped.increment(batch.size());
                LOG.warn("OC-CALL-LOG {} rows of the call log are lost: {}", batch.size(), e.toString());
            }
            batch.clear();
        }
    }

    @PreDestroy
    void close() {
        writer.shutdown();
        write();
    }

    private static String cut(String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }
}
