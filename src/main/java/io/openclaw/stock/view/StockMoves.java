package io.openclaw.stock.view;

import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockTable;
import io.openclaw.stock.statement.StockAdjustments;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads what happened to stock since a moment, and says it in words. */
@Component
public class StockMoves {

    private final StockTable table;

    public StockMoves(StockTable table) {
        this.table = table;
    }

    /**
     * Movements of one kind, summed.
     *
     * @param subject whose campaign it was of locked units, that a safety stock was stated for the first time, or which statement of
     *     goods on their way it was; else null
     * @param quantity signed change of the counter
     * @param at when the last of them was heard of
     * @param news whether it says something of goods on their way, also where no figure is another one for it
     */
    record Sum(
            StockKey key,
            String kind,
            String counter,
            String subject,
            int quantity,
            int times,
            OffsetDateTime at,
            boolean news,
            String words) {

        boolean firstSafety() {
            return counter.equals("safety_stock") && StockAdjustments.FIRST_STATED.equals(subject);
        }
    }

    /** What was heard of since a moment, of several SKUs. */
    List<Sum> since(String tenant, Collection<String> skus, OffsetDateTime since) {
        List<Sum> sums = new ArrayList<>();
        table.spec("moved-since")
                .param("tenant", tenant)
                .param("skus", skus)
                .param("since", since)
                .query((ResultSet row) -> {
                    String kind = row.getString("kind");
                    String counter = row.getString("counter");
                    int quantity = row.getInt("quantity");
                    sums.add(new Sum(
                            new StockKey(tenant, row.getString("warehouse"), row.getString("sku")),
                            kind,
                            counter,
                            row.getString("subject"),
                            quantity,
                            row.getInt("times"),
                            row.getObject("at", OffsetDateTime.class),
                            counter.equals("in_transit") && row.getString("note") != null,
                            words(
                                    kind,
                                    counter,
                                    quantity,
                                    row.getInt("times"),
                                    row.getInt("orders"),
                                    row.getString("cause"),
                                    row.getString("subject"),
                                    row.getString("note"))));
                });
        return sums;
    }

    private static String words(
            String kind,
            String counter,
            int quantity,
            int times,
            int orders,
            String cause,
            String subject,
            String note) {
        int units = Math.abs(quantity);
        String of = orders > 0 ? " of " + orders + (orders == 1 ? " order" : " orders") : "";
        String what =
                switch (kind + "/" + counter) {
                    case "reserve/reserved" -> units + " promised to orders" + of;
                    case "release/reserved" -> units + " given back" + of + ": cancelled, edited, or planned anew";
                    case "ship/reserved" -> units + " no longer promised" + of + ": they left";
                    case "ship/on_hand" -> units + " left the warehouse" + of;
                    case "ship/missing" -> units + " that had been missing left" + of;
                    case "short/missing" -> units + " were not found when they were picked" + of;
                    case "return/on_hand" -> units + " came back and can be sold again" + of;
                    case "count/on_hand" -> "a count " + (quantity < 0 ? "took " + units + " off" : "added " + units);
                    case "count/missing" ->
                        quantity > 0
                                ? units + " promised ones were not found by a count"
                                : units + " that had been missing were found";
                    case "adjust/on_hand" ->
                        "the seller " + (quantity < 0 ? "took " + units + " off" : "added " + units);
                    case "receive/on_hand" -> units + " came in";
                    case "regrade/on_hand" ->
                        units + (quantity < 0 ? " were found unfit" : " were found fit to be sold");
                    case "withhold/withheld" -> units + " withheld for unpaid orders" + of;
                    case "presell/withheld" -> units + " kept for presales that wait for the rest" + of;
                    case "keep/withheld" -> units + " kept for what was ordered after the label" + of;
                    case "convert/withheld" -> units + " withheld ones became promises" + of;
                    case "expire/withheld" -> units + " withheld ones were free again, unpaid" + of;
                    case "release/withheld" -> units + " withheld ones were given back" + of;
                    case "arrive/withheld" -> units + " came in and are kept for presales they were promised to" + of;
                    case "lock/campaign_locked" ->
                        units == 0
                                ? "the campaign of " + subject + " was stated anew"
                                : units + " locked for the campaign of " + subject;
                    case "unlock/campaign_locked" ->
                        units + " no longer locked for the campaign of " + subject
                                + (orders > 0 ? ": promised to" + of.substring(3) : "");
                    case "relock/campaign_locked" ->
                        units + " went back to the campaign of " + subject + ", of which they had been promised" + of;
                    case "safety/safety_stock" ->
                        units == 0
                                ? "safety stock stated for the first time"
                                : "safety stock " + (quantity < 0 ? "lowered by " : "raised by ") + units;
                    case "inbound/in_transit" ->
                        "goods on their way stated" + (note == null ? ", as before" : last(times) + note);
                    case "receive/in_transit" ->
                        "goods on their way came" + (note == null ? ": " + units : last(times) + note);
                    case "transit/in_transit" ->
                        "the seller stated " + units + (quantity < 0 ? " fewer" : " more") + " on their way";
                    case "inbound/inbound_trusted" ->
                        units + (quantity < 0 ? " fewer" : " more") + " may be sold before they come";
                    case "receive/inbound_trusted" -> units + " of those that might be sold ahead came";
                    case "presell/reserved_inbound" -> units + " of goods on their way promised to presales" + of;
                    case "arrive/reserved_inbound" -> units + " promised ahead came" + of;
                    case "release/reserved_inbound", "expire/reserved_inbound" ->
                        units + " promised ahead were given back" + of;
                    case "convert/reserved_inbound" -> units + " promised ahead became promises" + of;
                    default -> units + " units of " + counter + " by " + kind;
                };
        return times == 1 && orders == 0 ? what + " (" + cause + ")" : what;
    }

    private static String last(int times) {
        return times == 1 ? ": " : ", " + times + " times, one of them: ";
    }
}
