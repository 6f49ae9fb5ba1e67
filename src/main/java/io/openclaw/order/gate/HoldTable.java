package io.openclaw.order.gate;

import io.openclaw.order.CanonicalText;
import io.openclaw.order.HoldCode;
import io.openclaw.store.Sql;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rows of order_hold and order_waiver. Runs in the caller's transaction, under the lock of the order's row. */
@Component
public class HoldTable {

    static final String GATE = "gate";

    /** One an order, whatever its subject says. */
    private static final Set<String> OF_THE_ORDER = Set.of(
            HoldCode.UNPAID.code(),
            HoldCode.PAYMENT_TERMS.code(),
            HoldCode.NO_COD_SERVICE.code(),
            HoldCode.PLATFORM_FULFILLED.code());

    /** A hold as it stands in the table. */
    record Row(String code, String subject, String heldBy, Instant since, String note) {

        /** What it is about without what may change of it: the SKU of "SKU: field, field"; why an order is unpaid. */
        String about() {
            if (OF_THE_ORDER.contains(code)) {
                return code;
            }
            int colon = subject.lastIndexOf(": ");
            return code + "|"
                    + (code.equals(HoldCode.PRODUCT_DATA_MISSING.code()) && colon > 0
                            ? subject.substring(0, colon)
                            : subject);
        }
    }

    private final JdbcClient jdbc;
    private final Sql sql = Sql.of("order-hold");

    public HoldTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Row> rows(String orderNo) {
        return jdbc.sql(sql.get("of-order"))
                .param("order_no", orderNo)
                .query((row, n) -> new Row(
                        row.getString("code"),
                        row.getString("subject"),
                        row.getString("held_by"),
                        row.getObject("since", java.time.OffsetDateTime.class).toInstant(),
                        row.getString("note")))
                .list();
    }

    /**
     * Makes the gate's holds of an order what they should be. A hold whose details alone have changed keeps its age.
     *
     * @return whether anything had to be changed
     */
    boolean replace(String orderNo, List<Row> before, List<Hold> holds, Instant now) {
        Map<String, Instant> ages = new HashMap<>();
        Set<String> gone = new HashSet<>();
        for (Row row : before) {
            if (row.heldBy().equals(GATE)) {
                ages.put(row.about(), row.since());
                gone.add(key(row.code(), row.subject()));
            }
        }
        boolean changed = false;
        for (Hold hold : holds) {
            if (!gone.remove(key(hold.code().code(), hold.subject()))) {
                String about = new Row(hold.code().code(), hold.subject(), GATE, now, null).about();
                insert(orderNo, hold, GATE, ages.getOrDefault(about, now));
                changed = true;
            }
        }
        for (Row row : before) {
            if (row.heldBy().equals(GATE) && gone.contains(key(row.code(), row.subject()))) {
                delete(orderNo, row.code(), row.subject());
                changed = true;
            }
        }
        return changed;
    }

    boolean insert(String orderNo, Hold hold, String by, Instant since) {
        return jdbc.sql(sql.get("insert"))
                        .param("order_no", orderNo)
                        .param("code", hold.code().code())
                        .param("subject", hold.subject())
                        .param("since", since.atOffset(ZoneOffset.UTC))
                        .param("held_by", by)
                        .param("note", CanonicalText.of(hold.note(), 500))
                        .update()
                > 0;
    }

    boolean delete(String orderNo, String code, String subject) {
        return jdbc.sql(sql.get("delete"))
                        .param("order_no", orderNo)
                        .param("code", code)
                        .param("subject", subject)
                        .update()
                > 0;
    }

    Set<String> waived(String orderNo) {
        return new HashSet<>(jdbc.sql(sql.get("waived"))
                .param("order_no", orderNo)
                .query(String.class)
                .list());
    }

    void waive(String orderNo, String code, String by, String note, Instant now) {
        jdbc.sql(sql.get("waive"))
                .param("order_no", orderNo)
                .param("code", code)
                .param("waived_by", by)
                .param("note", CanonicalText.of(note, 500))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    static List<String> codes(Collection<Row> rows) {
        return rows.stream().map(Row::code).distinct().sorted().toList();
    }

    private static String key(String code, String subject) {
        return code + "|" + subject;
    }
}
