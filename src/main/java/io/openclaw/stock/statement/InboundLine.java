package io.openclaw.stock.statement;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * Goods on their way to a warehouse.
 *
 * @param id names the line among those of its (warehouse, sku); a receipt refers to it
 * @param kind purchase or transfer
 * @param quantity units that have not come yet
 * @param eta when they are expected, or null
 * @param confidence share of them that may be promised to presales, 0 to 1; 0 by default: what is not there is not sold
 * @param sourceDocument purchase order or transfer they belong to, or null
 */
public record InboundLine(
        String id, String kind, int quantity, OffsetDateTime eta, BigDecimal confidence, String sourceDocument) {

    public InboundLine {
        kind = kind == null ? "purchase" : kind;
        confidence = confidence == null ? BigDecimal.ZERO : confidence;
    }

    /** Units of it that may be promised. */
    int trusted() {
        return BigDecimal.valueOf(quantity)
                .multiply(confidence)
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
    }

    InboundLine less(int units) {
        return new InboundLine(id, kind, quantity - units, eta, confidence, sourceDocument);
    }

    /** The line as the table has it; its own id stands after the last slash of the row's. */
    static InboundLine map(ResultSet row, int number) throws SQLException {
        String id = row.getString("id");
        return new InboundLine(
                id.substring(id.lastIndexOf('/') + 1),
                row.getString("kind"),
                row.getInt("quantity"),
                row.getObject("eta", OffsetDateTime.class),
                row.getBigDecimal("confidence"),
                row.getString("source_document"));
    }
}
