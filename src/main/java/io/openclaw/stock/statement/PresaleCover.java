package io.openclaw.stock.statement;

import io.openclaw.stock.Counters;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockFinding;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockTable;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Whether what was promised of goods on their way is still to come, and in time. Presales are served in the order in which they
 * were promised: from what is free on the shelf, then from the lines in the order in which they are expected, as far as those
 * are trusted. Called inside the caller's transaction.
 */
@Component("presaleCover")
public class PresaleCover {

    private static final int NAMED = 20;

    private final StockTable table;

    public PresaleCover(StockTable table) {
        this.table = table;
    }

    /** A presale that waits for goods. */
    private record Presale(String orderNo, int units, OffsetDateTime promisedFor) {}

    /** Units that come together; null for when nobody said. */
    private record Arrival(int units, OffsetDateTime eta) {}

    /** What is wrong with a row's presales, in units and orders. */
    private static final class Risk {
        private int expected;
        private int promised;
        private int units;
        private final List<String> without = new ArrayList<>();
        private final List<String> late = new ArrayList<>();
    }

    /** Rows of which there is something new to say, as far as one can see without a lock; in the order in which rows are locked. */
    public List<StockKey> suspects() {
        return table
                .spec("presales-to-judge")
                .query((row, n) ->
                        new StockKey(row.getString("tenant"), row.getString("warehouse"), row.getString("sku")))
                .list()
                .stream()
                .filter(key -> risk(table.find(key).orElseThrow()).units != said(key))
                .sorted()
                .toList();
    }

    /** Looks at a row again; the findings of what comes back are what is new about it. */
    public StockChange review(StockKey key) {
        Counters now = table.lock(key);
        return StockChange.between(now, now, 0, 0).with(judge(key));
    }

    /** What there is to say of the presales of a row that the caller has locked; nothing where it was said before. */
    List<StockFinding> judge(StockKey key) {
        int said = said(key);
        Counters now = table.find(key).orElseThrow();
        if (said == 0 && now.reservedInbound() == 0) {
            return List.of();
        }
        Risk risk = risk(now);
        if (risk.units == said) {
            return List.of();
        }
        table.at(key, "presale-note").param("units", risk.units).update();
        List<String> orders = new ArrayList<>(risk.without);
        risk.late.stream().filter(order -> !orders.contains(order)).forEach(orders::add);
        return List.of(StockFinding.of(key, StockFinding.PRESALE, risk.units > 0, words(key, risk), orders));
    }

    /** Units that are at risk by what was said last. */
    private int said(StockKey key) {
        return table.at(key, "presale-short").query(Integer.class).single();
    }

    private Risk risk(Counters now) {
        List<Arrival> arrivals = new ArrayList<>();
        arrivals.add(new Arrival(Math.max(0, now.free()), OffsetDateTime.MIN));
        table.at(now.key(), "inbound-lines")
                .query(InboundLine::map)
                .list()
                .forEach(line -> arrivals.add(new Arrival(line.trusted(), line.eta())));
        List<Presale> presales = table.at(now.key(), "presales-open")
                .query((row, n) -> new Presale(
                        row.getString("order_no"),
                        row.getInt("open_units"),
                        row.getObject("promised_for", OffsetDateTime.class)))
                .list();
        Risk risk = new Risk();
        risk.expected = arrivals.stream().mapToInt(Arrival::units).sum();
        int line = 0;
        int left = arrivals.get(0).units();
        for (Presale presale : presales) {
            int needs = presale.units();
            risk.promised += needs;
            OffsetDateTime last = OffsetDateTime.MIN;
            while (needs > 0 && line < arrivals.size()) {
                int taken = Math.min(needs, left);
                needs -= taken;
                left -= taken;
                if (taken > 0) {
                    last = arrivals.get(line).eta();
                }
                if (left == 0 && ++line < arrivals.size()) {
                    left = arrivals.get(line).units();
                }
            }
            if (needs > 0) {
                risk.units += needs;
                add(risk.without, presale.orderNo());
            } else if (presale.promisedFor() != null && (last == null || last.isAfter(presale.promisedFor()))) {
                risk.units += presale.units();
                add(risk.late, presale.orderNo());
            }
        }
        return risk;
    }

    private static void add(List<String> orders, String orderNo) {
        if (!orders.contains(orderNo)) {
            orders.add(orderNo);
        }
    }

    private static String words(StockKey key, Risk risk) {
        String where = key.sku() + " in " + key.warehouse() + ": ";
        if (risk.units == 0) {
            return where + "the " + risk.promised + " units promised to presales are expected in time";
        }
        List<String> parts = new ArrayList<>();
        if (!risk.without.isEmpty()) {
            parts.add(risk.promised + " units are promised to presales, " + risk.expected
                    + " are expected; not covered: " + names(risk.without));
        }
        if (!risk.late.isEmpty()) {
            parts.add("later than promised: " + names(risk.late));
        }
        return where + String.join("; ", parts);
    }

    private static String names(List<String> orders) {
        String named = String.join(", ", orders.subList(0, Math.min(NAMED, orders.size())));
        return orders.size() <= NAMED ? named : named + " and " + (orders.size() - NAMED) + " more";
    }
}
