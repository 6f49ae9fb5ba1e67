package io.openclaw.waybill;

import io.openclaw.store.FieldCipher;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The label documents of a parcel, byte for byte as given and encrypted: they bear the buyer's address. */
@Component("labels")
public class Labels {

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final Clock clock;
    private final Sql sql = Sql.of("waybill");

    public Labels(JdbcClient jdbc, FieldCipher cipher, Clock clock) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.clock = clock;
    }

    /** A document and where it came from. */
    public record Version(
            int version, String source, String waybillNo, LabelDocument document, OffsetDateTime createdAt) {}

    /** The newest version. */
    public Optional<Version> latest(String parcelNo) {
        return jdbc.sql(sql.get("label-latest"))
                .param("parcel_no", parcelNo)
                .query(this::version)
                .optional();
    }

    /**
     * Keeps a document as the next version; the same one again is not kept twice. Called inside the caller's transaction,
     * with the parcel locked.
     *
     * @param source carrier, warehouse or platform
     * @return true when it is a new one
     */
    boolean keep(String parcelNo, String waybillNo, String source, LabelDocument document) {
        Optional<Version> before = latest(parcelNo);
        if (before.filter(v -> v.document().equals(document)).isPresent()) {
            return false;
        }
        jdbc.sql(sql.get("label-insert"))
                .param("parcel_no", parcelNo)
                .param("version", before.map(Version::version).orElse(0) + 1)
                .param("format", document.format())
                .param("source", source)
                .param("waybill_no", waybillNo)
                .param("document", cipher.encrypt(document.document()))
                .param("at", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
                .update();
        return true;
    }

    private Version version(ResultSet row, int n) throws SQLException {
        return new Version(
                row.getInt("version"),
                row.getString("source"),
                row.getString("waybill_no"),
                new LabelDocument(row.getString("format"), cipher.decrypt(row.getBytes("document_enc"))),
                row.getObject("created_at", OffsetDateTime.class));
    }
}
