package io.openclaw.sandbox.ledger;

import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What each partner saw (calls) and did (effects), kept in the transaction that did it. */
@Component
public final class Ledger {

    private static final Sql SQL = Sql.of("sandbox");
    private static final int DETAIL = 1000;

    private final PartnerStore store;
    private final Queue<Object[]> calls = new ConcurrentLinkedQueue<>();

    public Ledger(PartnerStore store) {
        this.store = store;
        store.beforeCommit(this::write);
    }

    /** Notes the call as seen. It is written with the next group; {@link #flush} forces one. */
    public void saw(PartnerCall call) {
        if (call.firstNote()) {
            calls.add(new Object[] {
                call.account(),
                now(),
                call.operation(),
                call.method(),
                call.path(),
                call.reference(),
                call.header("x-openclaw-request-id"),
                call.status(),
                call.getFault().isEmpty() ? null : call.getFault()
            });
        }
    }

    /**
     * Notes that a statement took effect, in the transaction of the effect itself.
     *
     * @param reference what the statement is about: parcel, fulfillment, order version, case state
     * @param detail what it said, where a second statement could say something else (a waybill number); or null
     */
    public void took(Writing writing, PartnerCall call, String operation, String reference, String detail) {
        call.about(reference);
        saw(call);
        OffsetDateTime now = now();
        JdbcTemplate jdbc = writing.jdbc();
        String said = detail == null ? null : detail.substring(0, Math.min(DETAIL, detail.length()));
        if (jdbc.update(SQL.get("effect-first"), call.account(), operation, reference, said, now, now) == 0) {
            jdbc.update(SQL.get("effect-again"), now, said, said, said, call.account(), operation, reference);
        }
    }

    /** {@link #took} for one of several statements a call makes; the call keeps the reference it has. */
    public void tookOneOf(Writing writing, PartnerCall call, String operation, String reference, String detail) {
        String own = call.reference();
        took(writing, call, operation, reference, detail);
        call.about(own);
    }

    /** Writes what was only noted so far. */
    public CompletionStage<Void> flush() {
        return store.write(writing -> null);
    }

    /** Forgets the oldest calls beyond the newest 200,000; effects are never forgotten. */
    public void trim() {
        store.write(writing -> writing.jdbc().update(SQL.get("trim-calls")));
    }

    public boolean hasNotes() {
        return !calls.isEmpty();
    }

    /**
     * The ledger of an account: the newest calls, oldest first, and all effects; both narrowed to an operation or a
     * reference where one is given.
     */
    public Map<String, Object> of(String account, String operation, String reference, int limit) {
        List<Map<String, Object>> seen = new ArrayList<>(store.read()
                .query(
                        SQL.get("calls"),
                        (row, n) -> {
                            Map<String, Object> call = new LinkedHashMap<>();
                            call.put(
                                    "at",
                                    row.getObject("at", OffsetDateTime.class).toString());
                            call.put("operation", row.getString("operation"));
                            call.put("method", row.getString("method"));
                            call.put("path", row.getString("path"));
                            call.put("reference", row.getString("reference"));
                            call.put("request_id", row.getString("request_id"));
                            call.put("status", row.getInt("status"));
                            call.put("fault", row.getString("fault"));
                            return call;
                        },
                        account,
                        operation,
                        operation,
                        reference,
                        reference,
                        limit));
        Collections.reverse(seen);
        List<Map<String, Object>> effects = store.read()
                .query(
                        SQL.get("effects"),
                        (row, n) -> {
                            Map<String, Object> effect = new LinkedHashMap<>();
                            effect.put("operation", row.getString("operation"));
                            effect.put("reference", row.getString("reference"));
                            effect.put("count", row.getInt("times"));
                            effect.put("detail", row.getString("detail"));
                            return effect;
                        },
                        account,
                        operation,
                        operation,
                        reference,
                        reference);
        Map<String, Object> ledger = new LinkedHashMap<>();
        ledger.put("account", account);
        ledger.put("calls", seen);
        ledger.put("effects", effects);
        return ledger;
    }

    private void write(JdbcTemplate jdbc) {
        List<Object[]> rows = new ArrayList<>();
        for (Object[] row = calls.poll(); row != null; row = calls.poll()) {
            rows.add(row);
        }
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(SQL.get("call"), rows);
        }
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC);
    }
}
