package io.openclaw.tracking;

import io.openclaw.store.Sql;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The codes that no table has, and the parcels they were said of, row by row; decides nothing. */
@Component
class UnreadCodes {

    /** A code of an account. */
    record Code(String account, String code) {}

    private final JdbcClient jdbc;
    private final Sql sql = Sql.of("tracking-codes");

    UnreadCodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps that the parcel bears the code; true for the first that keeps this code of the account. */
    boolean add(Code code, String parcelNo) {
        boolean first = of("add-code", code).update() == 1;
        of("add-unread", code).param("parcel", parcelNo).update();
        return first;
    }

    List<String> of(String account) {
        return codes("codes-of-account", account);
    }

    /** The same, and nobody else ends one of them until the transaction does. */
    List<String> lock(String account) {
        return codes("lock-codes-of-account", account);
    }

    List<Code> all() {
        return jdbc.sql(sql.get("all-codes"))
                .query((row, n) -> new Code(row.getString("account"), row.getString("code")))
                .list();
    }

    /** The parcels that bear a code, in their order, after the one given. */
    List<String> parcels(Code code, String after, int batch) {
        return of("unread-parcels", code)
                .param("after", after)
                .param("batch", batch)
                .query(String.class)
                .list();
    }

    boolean unread(Code code) {
        return of("is-unread", code).query(Long.class).single() > 0;
    }

    void read(Code code, String parcelNo) {
        of("read", code).param("parcel", parcelNo).update();
    }

    boolean end(Code code) {
        return of("end-code", code).update() == 1;
    }

    private List<String> codes(String statement, String account) {
        return jdbc.sql(sql.get(statement))
                .param("account", account)
                .query(String.class)
                .list();
    }

    private JdbcClient.StatementSpec of(String statement, Code code) {
        return jdbc.sql(sql.get(statement)).param("account", code.account()).param("code", code.code());
    }
}
