package io.openclaw.exceptions;

import io.openclaw.store.FieldCipher;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of what was done about cases; decides nothing. Notes lie encrypted in it. */
@Component
class CaseActionStore {

    /** @param note null where there is none, or it was erased with the order's personal data */
    record Entry(String action, String effect, Instant at, String by, String app, String note) {}

    private static final int NOTE_LENGTH = 1000;

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final Sql sql = Sql.of("exceptions");

    CaseActionStore(JdbcClient jdbc, FieldCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
    }

    void add(String caseId, Entry entry) {
        String note = entry.note();
        jdbc.sql(sql.get("action-add"))
                .param("id", CaseIds.ofAction(entry.at()))
                .param("case", caseId)
                .param("action", entry.action())
                .param("effect", entry.effect())
                .param("at", CaseStore.utc(entry.at()))
                .param("by", entry.by())
                .param("app", entry.app())
                .param(
                        "note",
                        note == null || note.length() <= NOTE_LENGTH
                                ? cipher.encryptText(note)
                                : cipher.encryptText(note.substring(0, NOTE_LENGTH)))
                .update();
    }

    /** The last time an action was taken to that effect. */
    Optional<Entry> last(String caseId, String action, String effect) {
        return jdbc.sql(sql.get("action-last"))
                .param("case", caseId)
                .param("action", action)
                .param("effect", effect)
                .query((row, n) -> entry(row, action, effect))
                .optional();
    }

    /** What was done about each of these cases, oldest first; one about which nothing was done is not in it. */
    Map<String, List<Entry>> of(Collection<String> caseIds) {
        Map<String, List<Entry>> entries = new HashMap<>();
        if (!caseIds.isEmpty()) {
            jdbc.sql(sql.get("actions-of-cases")).param("cases", caseIds).query((ResultSet row) -> {
                entries.computeIfAbsent(row.getString("case_id"), id -> new ArrayList<>())
                        .add(entry(row, row.getString("action"), row.getString("effect")));
            });
        }
        return entries;
    }

    private Entry entry(ResultSet row, String action, String effect) throws SQLException {
        return new Entry(
                action,
                effect,
                row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                row.getString("taken_by"),
                row.getString("app"),
                cipher.decryptText(row.getBytes("note_enc")));
    }
}
