package io.openclaw.stock;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Says why a figure is not what it was, from the movements. */
@Component
class StockMoves {

    private static final Set<String> TAKING =
            Set.of("missing", "reserved", "withheld", "campaign_locked", "safety_stock");

    private final StockTable table;

    StockMoves(StockTable table) {
        this.table = table;
    }

    /** @param rows the counters as they stand, without a policy */
    StockView.History since(String tenant, String sku, List<Counters> rows, OffsetDateTime since) {
        Map<String, List<StockView.Move>> moves = new TreeMap<>();
        table.spec("moved-since")
                .param("tenant", tenant)
                .param("sku", sku)
                .param("since", since)
                .query((java.sql.ResultSet row) -> {
                    String counter = row.getString("counter");
                    int effect = effect(counter, row.getInt("quantity"));
                    if (effect != 0 || TAKING.contains(counter) || counter.equals("on_hand")) {
                        moves.computeIfAbsent(row.getString("warehouse"), w -> new ArrayList<>())
                                .add(new StockView.Move(
                                        row.getString("kind"),
                                        counter,
                                        effect,
                                        row.getInt("times"),
                                        words(
                                                row.getString("kind"),
                                                counter,
                                                row.getInt("quantity"),
                                                row.getInt("times"),
                                                row.getInt("orders"),
                                                row.getString("cause"))));
                    }
                });
        List<StockView.Moves> all = new ArrayList<>();
        for (Counters row : rows) {
            List<StockView.Move> of = moves.getOrDefault(row.key().warehouse(), List.of());
            int closing = row.free();
            int moved = of.stream().mapToInt(StockView.Move::quantity).sum();
            all.add(new StockView.Moves(row.key().warehouse(), closing - moved, of, closing));
        }
        return new StockView.History(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(since), all);
    }

    private static int effect(String counter, int quantity) {
        return counter.equals("on_hand") ? quantity : TAKING.contains(counter) ? -quantity : 0;
    }

    private static String words(String kind, String counter, int quantity, int times, int orders, String cause) {
        int units = Math.abs(quantity);
        String of = orders > 0 ? " of " + orders + (orders == 1 ? " order" : " orders") : "";
        String what =
                switch (kind + "/" + counter) {
                    case "reserve/reserved" -> units + " promised to orders" + of;
                    case "release/reserved" -> units + " given back" + of + ": cancelled, edited, or planned anew";
                    case "ship/reserved" -> units + " no longer promised" + of + ": they left";
                    case "ship/on_hand" -> units + " left the warehouse" + of;
                    case "ship/missing" -> units + " that a count had not found left" + of;
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
                    case "keep/withheld" -> units + " kept for what was ordered after the label" + of;
                    case "convert/withheld" -> units + " withheld ones became promises" + of;
                    case "expire/withheld" -> units + " withheld ones were free again, unpaid" + of;
                    case "release/withheld" -> units + " withheld ones were given back" + of;
                    case "arrive/withheld" -> units + " came in for presales" + of;
                    case "lock/campaign_locked" -> units + " locked for campaigns";
                    case "unlock/campaign_locked" -> units + " no longer locked for campaigns";
                    case "safety/safety_stock" ->
                        "safety stock " + (quantity < 0 ? "lowered by " : "raised by ") + units;
                    default -> units + " units of " + counter + " by " + kind;
                };
        return times == 1 && orders == 0 ? what + " (" + cause + ")" : what;
    }
}
