package io.openclaw.stock.statement;

import io.openclaw.stock.Counters;
import io.openclaw.stock.Reservation;
import io.openclaw.stock.StockFinding;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockTable;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a count says that somebody has to know, and what it ends that an earlier one said. */
final class CountFindings {

    private static final Logger LOG = LoggerFactory.getLogger(CountFindings.class);

    private final StockTable table;

    CountFindings(StockTable table) {
        this.table = table;
    }

    /**
     * A warehouse that writes a SKU its own way leaves the one that is sold without units, and nothing looks wrong.
     *
     * @param first whether nothing was known there of the SKU before
     */
    boolean first(StockKey key, boolean first) {
        if (first) {
            String bare = key.sku().strip();
            Set<String> alike =
                    new TreeSet<>(List.of(bare, bare.toUpperCase(Locale.ROOT), bare.toLowerCase(Locale.ROOT)));
            alike.remove(key.sku());
            if (!alike.isEmpty()) {
                table.spec("known-skus")
                        .param("tenant", key.tenant())
                        .param("skus", alike)
                        .query(String.class)
                        .list()
                        .forEach(known -> LOG.warn(
                                "OC-STOCK-SKU-ALIKE {} counts '{}', which is another SKU than '{}': have the warehouse write it the same way,"
                                        + " or no order finds these units",
                                key.warehouse(),
                                key.sku(),
                                known));
            }
        }
        return first;
    }

    /**
     * What it says. How far the books were off is kept with the row, so that the next count can end it.
     *
     * @param now the row before the count
     * @param expected units the books had
     * @param drift units the books were off by
     * @param shortfall promised units that are not there
     */
    List<StockFinding> of(Counters now, int expected, Count count, int drift, int shortfall) {
        StockKey key = now.key();
        String counted = count.words(key);
        List<StockFinding> found = new ArrayList<>();
        if (shortfall > 0) {
            List<String> orders = goingShort(key, shortfall);
            found.add(StockFinding.of(
                    key,
                    StockFinding.OVERSOLD,
                    true,
                    counted + ", " + now.promised() + " are promised: " + shortfall + " short for "
                            + String.join(", ", orders),
                    orders));
        } else if (now.missing() > 0) {
            found.add(StockFinding.of(
                    key,
                    StockFinding.OVERSOLD,
                    false,
                    counted + ": all " + now.promised() + " promised ones are there",
                    List.of()));
        }
        boolean drifted = table.policies().policy().drifted(expected, drift);
        if (drifted) {
            found.add(StockFinding.of(
                    key,
                    StockFinding.DRIFT,
                    true,
                    counted + ", the books had " + expected + ": off by " + drift,
                    List.of()));
        } else if (now.drift() != 0) {
            found.add(StockFinding.of(
                    key, StockFinding.DRIFT, false, counted + ", the books had " + expected, List.of()));
        }
        if (drifted || now.drift() != 0) {
            table.at(key, "drift").param("drift", drifted ? drift : 0).update();
        }
        return found;
    }

    /**
     * A count as the warehouse made it, and what became of it.
     *
     * @param onHand units it counted
     * @param stated units there are by it now
     * @param unfound units it had, which were not found when they were picked since
     */
    record Count(int onHand, int stated, int unfound, OffsetDateTime made) {

        /** What was counted, what has moved since, and what is there by that: nobody takes the one for the other. */
        String words(StockKey key) {
            StringBuilder words = new StringBuilder()
                    .append(key.warehouse())
                    .append(" counted ")
                    .append(onHand)
                    .append(" units of ")
                    .append(key.sku())
                    .append(" as of ")
                    .append(made.truncatedTo(ChronoUnit.SECONDS));
            int moved = stated + unfound - onHand;
            if (moved < 0) {
                words.append(", ").append(-moved).append(" have left since");
            } else if (moved > 0) {
                words.append(", ").append(moved).append(" have come in since");
            }
            if (unfound > 0) {
                words.append(", ").append(unfound).append(" were not found since");
            }
            return stated == onHand
                    ? words.toString()
                    : words.append(", so ").append(stated).append(" are there").toString();
        }
    }

    /** The orders that go without, those promised last first. */
    private List<String> goingShort(StockKey key, int shortfall) {
        List<String> orders = new ArrayList<>();
        int left = shortfall;
        for (Reservation reservation :
                table.at(key, "reservations-latest").query(Reservation::map).list()) {
            if (left <= 0) {
                break;
            }
            if (!orders.contains(reservation.orderNo())) {
                orders.add(reservation.orderNo());
            }
            left -= reservation.open();
        }
        return orders;
    }
}
