package io.openclaw.stock.statement;

import io.openclaw.stock.BundleRefusedException;
import io.openclaw.stock.Claim;
import io.openclaw.stock.CountedAlready;
import io.openclaw.stock.Counters;
import io.openclaw.stock.Movements;
import io.openclaw.stock.Reservation;
import io.openclaw.stock.ShortPicks;
import io.openclaw.stock.StockChange;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockRefusedException;
import io.openclaw.stock.StockTable;
import io.openclaw.store.AllOrNothing;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Goods on their way: what is expected when, how far it may be promised to presales, and what happens when it comes. Called
 * inside the caller's transaction.
 */
@Component("inboundStock")
public class InboundStock {

    private static final Set<String> KINDS = Set.of("purchase", "transfer");

    private final StockTable table;
    private final Movements movements;
    private final PresaleCover cover;
    private final CountedAlready counted;
    private final Clock clock;
    private final AllOrNothing allOrNothing;

    public InboundStock(
            StockTable table, Movements movements, PresaleCover cover, AllOrNothing allOrNothing, Clock clock) {
        this.table = table;
        this.movements = movements;
        this.cover = cover;
        this.counted = new CountedAlready(table, movements, clock);
        this.clock = clock;
        this.allOrNothing = allOrNothing;
    }

    /**
     * States all lines on their way to a warehouse, in place of those stated before; what the lines add up to is moved in
     * the counter of units in transit. Where what is promised of them is no longer covered, or comes later than it was
     * promised, a finding names the orders.
     *
     * @param cause identity of the statement: the same one changes nothing twice
     * @throws StockRefusedException for a line that cannot be
     */
    public StockChange state(String tenant, String warehouse, String sku, List<InboundLine> lines, String cause) {
        check(lines);
        StockKey key = new StockKey(tenant, warehouse, sku);
        BundleRefusedException.check(table, key, lines.size());
        table.insert(key, now());
        Counters before = table.lock(key);
        List<InboundLine> stood = lines(key);
        int change = units(lines) - units(stood);
        // Also where the sum is the same: a statement that comes again after a newer one must not bring the old lines
        // back.
        if (!movements.append(
                key, "inbound", "in_transit", change, cause, null, InboundWords.restated(stood, lines), now())) {
            return StockChange.between(before, before, 0, 0);
        }
        write(key, lines, change, trusted(key, "inbound", stood, lines, cause, now()));
        return judged(before);
    }

    /**
     * Goods of a line have come: they are on hand, and presales they were promised to have them withheld.
     *
     * @param lineId the line; null where the receipt names none, then the line expected first
     * @param quantity units that came; more than the line has are taken in all the same, they lie there
     * @param occurredAt when they came; null for now. Where a count was made after it, they are in it and not added again
     * @throws StockRefusedException when there is no such line
     */
    public StockChange receive(
            String tenant,
            String warehouse,
            String sku,
            String lineId,
            int quantity,
            OffsetDateTime occurredAt,
            String cause) {
        if (quantity < 1) {
            throw new StockRefusedException("a receipt of " + quantity + " units of " + sku, "state at least one unit");
        }
        StockKey key = new StockKey(tenant, warehouse, sku);
        BundleRefusedException.check(table, key, quantity);
        OffsetDateTime came = counted.happened(occurredAt);
        table.insert(key, came);
        Counters before = table.lock(key);
        if (!movements.append(key, "receive", "on_hand", quantity, cause, null, lineId, came)) {
            return StockChange.between(before, before, 0, 0);
        }
        List<InboundLine> lines = lines(key);
        List<InboundLine> left = less(lines, lineId, quantity, key);
        if (counted.knows(key, came)) {
            counted.note(key, quantity, cause, null, "counted after it had come in");
        } else {
            table.at(key, "put-back").param("on_hand", quantity).update();
            ShortPicks.goodsCame(table, key);
        }
        int change = units(left) - units(lines);
        if (change != 0) {
            movements.append(
                    key, "receive", "in_transit", change, cause, null, InboundWords.received(lines, left), came);
            write(key, left, change, trusted(key, "receive", lines, left, cause, came));
        }
        arrive(key);
        return judged(before);
    }

    /** {@link #receive(String, String, String, String, int, OffsetDateTime, String)} of goods that came just now. */
    public StockChange receive(String tenant, String warehouse, String sku, String lineId, int quantity, String cause) {
        return receive(tenant, warehouse, sku, lineId, quantity, null, cause);
    }

    private StockChange judged(Counters before) {
        StockKey key = before.key();
        return StockChange.between(before, table.find(key).orElseThrow(), 0, 0).with(cover.judge(key));
    }

    /** The lines on their way to a warehouse, those expected first in front. */
    public List<InboundLine> lines(StockKey key) {
        return table.at(key, "inbound-lines").query(InboundLine::map).list();
    }

    /** Lines of a SKU by warehouse. */
    public Map<String, List<InboundLine>> lines(String tenant, String sku) {
        Map<String, List<InboundLine>> lines = new TreeMap<>();
        table.spec("inbound-of-sku").param("tenant", tenant).param("sku", sku).query((java.sql.ResultSet row) -> {
            lines.computeIfAbsent(row.getString("warehouse"), w -> new ArrayList<>())
                    .add(InboundLine.map(row, 0));
        });
        return lines;
    }

    /** Units of a row that could be promised to presales now. */
    public int presellable(StockKey key) {
        return Math.max(0, table.find(key).map(Counters::presellable).orElse(0));
    }

    /**
     * Promises goods on their way to an order, every claim or none.
     *
     * @param claims under a name of their own
     * @return when the last of them is expected; null where nobody said. Empty when they cannot be promised, also where the
     *     warehouse has no row of the SKU
     */
    public Optional<Promise> promise(List<Claim> claims) {
        List<Claim> sorted =
                claims.stream().sorted(Comparator.comparing(Claim::key)).toList();
        List<OffsetDateTime> dates = new ArrayList<>();
        boolean done = allOrNothing.done(() -> {
            for (Claim claim : sorted) {
                // Before the date is worked out: who promises at the same moment has to see what is promised here.
                Optional<Counters> row = table.lockIfThere(claim.key());
                if (row.isEmpty() || row.get().presellable() < claim.quantity()) {
                    return false;
                }
                OffsetDateTime date = expected(claim, row.get().reservedInbound());
                boolean fresh = table.reservation(claim, Reservation.INBOUND, null, date, now());
                boolean taken = fresh
                        && table.at(claim.key(), "promise-inbound")
                                        .param("quantity", claim.quantity())
                                        .update()
                                == 1;
                if (!taken) {
                    return false;
                }
                movements.append(
                        claim.key(),
                        "presell",
                        "reserved_inbound",
                        claim.quantity(),
                        claim.reservationId(),
                        claim.orderNo(),
                        null,
                        now());
                if (date != null) {
                    dates.add(date);
                }
            }
            return true;
        });
        return done
                ? Optional.of(new Promise(
                        dates.stream().max(OffsetDateTime::compareTo).orElse(null)))
                : Optional.empty();
    }

    /** @param expected when the last of the goods is expected, or null */
    public record Promise(OffsetDateTime expected) {}

    /** Withholds what has come for the presales it was promised to, in the order of the promises, as far as it goes. */
    Set<String> arrive(StockKey key) {
        Set<String> orders = new TreeSet<>();
        List<Reservation> waiting =
                table.at(key, "reservations-inbound").query(Reservation::map).list();
        for (Reservation reservation : waiting) {
            boolean came = table.limited(key, "arrive")
                            .param("quantity", reservation.open())
                            .update()
                    == 1;
            if (!came) {
                break;
            }
            Reservation.require(table.fenced(reservation, "reservation-arrive").update(), reservation);
            String cause = reservation.nextCause();
            movements.append(reservation, "arrive", "reserved_inbound", -reservation.open(), cause, now());
            movements.append(reservation, "arrive", "withheld", reservation.open(), cause, now());
            orders.add(reservation.orderNo());
        }
        return orders;
    }

    /** When the units are there that come after those promised already. */
    private OffsetDateTime expected(Claim claim, int promised) {
        int needed = promised + claim.quantity();
        OffsetDateTime date = null;
        for (InboundLine line : lines(claim.key())) {
            if (line.trusted() > 0) {
                date = line.eta();
                needed -= line.trusted();
                if (needed <= 0) {
                    break;
                }
            }
        }
        return date;
    }

    private List<InboundLine> less(List<InboundLine> lines, String lineId, int quantity, StockKey key) {
        if (lineId != null && lines.stream().noneMatch(line -> line.id().equals(lineId))) {
            throw new StockRefusedException(
                    "no goods on their way to " + key.warehouse() + " are known as '" + lineId + "'",
                    "known are " + lines.stream().map(InboundLine::id).toList());
        }
        List<InboundLine> left = new ArrayList<>();
        int rest = quantity;
        for (InboundLine line : lines) {
            int units = lineId == null || line.id().equals(lineId) ? Math.min(rest, line.quantity()) : 0;
            rest -= units;
            if (line.quantity() > units) {
                left.add(line.less(units));
            }
        }
        return left;
    }

    /** The change of what may be promised of goods on their way, which is written as a movement. */
    private int trusted(
            StockKey key,
            String kind,
            List<InboundLine> stood,
            List<InboundLine> lines,
            String cause,
            OffsetDateTime at) {
        int change = trusted(lines) - trusted(stood);
        if (change != 0) {
            movements.append(key, kind, "inbound_trusted", change, cause, null, null, at);
        }
        return change;
    }

    private static int trusted(List<InboundLine> lines) {
        return lines.stream().mapToInt(InboundLine::trusted).sum();
    }

    /**
     * @param change of the units on their way
     * @param trusted change of those that may be promised
     */
    private void write(StockKey key, List<InboundLine> lines, int change, int trusted) {
        table.at(key, "inbound-delete").update();
        for (InboundLine line : lines) {
            table.at(key, "inbound-insert")
                    .param("id", key.tenant() + "/" + key.warehouse() + "/" + key.sku() + "/" + line.id())
                    .param("kind", line.kind())
                    .param("quantity", line.quantity())
                    .param("eta", line.eta())
                    .param("confidence", line.confidence())
                    .param("source_document", line.sourceDocument())
                    .update();
        }
        table.at(key, "inbound-counters")
                .param("trusted", trusted)
                .param("in_transit", change)
                .update();
    }

    private static int units(List<InboundLine> lines) {
        return lines.stream().mapToInt(InboundLine::quantity).sum();
    }

    private static void check(List<InboundLine> lines) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            InboundLine line = lines.get(i);
            String at = "lines[" + i + "]";
            if (line.id() == null || !line.id().matches("[A-Za-z0-9._:#-]{1,60}")) {
                throw new StockRefusedException(
                        at + ".id '" + line.id() + "' is no name for a line",
                        "letters, digits and . _ : # -, 60 at most; a receipt refers to it");
            }
            if (!ids.add(line.id())) {
                throw new StockRefusedException(
                        at + ".id '" + line.id() + "' stands twice", "each line has its own id");
            }
            if (line.quantity() < 1) {
                throw new StockRefusedException(
                        at + ".quantity " + line.quantity() + " is no number of units",
                        "at least 1; leave out what is not coming");
            }
            if (line.confidence().signum() < 0 || line.confidence().compareTo(BigDecimal.ONE) > 0) {
                throw new StockRefusedException(
                        at + ".confidence " + line.confidence() + " is not from 0 to 1",
                        "the share of the units that may be sold before they come");
            }
            if (!KINDS.contains(line.kind())) {
                throw new StockRefusedException(at + ".kind '" + line.kind() + "' is unknown", "purchase or transfer");
            }
        }
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    }
}
