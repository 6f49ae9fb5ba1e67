package io.openclaw.sourcing.fulfillment;

import io.openclaw.account.Accounts;
import io.openclaw.sourcing.plan.SourcingPlan;
import io.openclaw.sourcing.rules.SourcingConfig;
import io.openclaw.sourcing.rules.WarehouseFacts;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The places of a warehouse's day, where its capacity counts: each is promised by one conditional update, however many hubs
 * decide at once.
 *
 * <p>The rows of days are locked after every row of stock, in the order of their keys, as the last of a transaction. So what is
 * given back waits until the same transaction takes other places, or commits: a transaction that gave one back first and reserved
 * stock then would lock against one that does it the other way round.
 */
@Component
public class CapacityDays {

    private static final Comparator<Day> ORDER =
            Comparator.comparing(Day::tenant).thenComparing(Day::warehouse).thenComparing(Day::date);

    private final JdbcClient jdbc;
    private final SourcingConfig config;
    private final Accounts accounts;
    private final Clock clock;
    private final Sql sql = Sql.of("sourcing");

    public CapacityDays(JdbcClient jdbc, SourcingConfig config, Accounts accounts, Clock clock) {
        this.jdbc = jdbc;
        this.config = config;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** A day of a warehouse, by its own time zone. */
    public record Day(String tenant, String warehouse, LocalDate date) {}

    /**
     * What a fulfillment to be takes of a day.
     *
     * @param began when the day began
     * @param capacity the most the day may have with it; null where the rule sets no limit and it is only counted
     */
    public record Place(Day day, OffsetDateTime began, Integer capacity) {}

    /** What a proposal takes of the days that run now, one place a part; null for a part whose warehouse no capacity counts for. */
    public List<Place> places(String tenant, SourcingPlan.Proposal proposal) {
        List<Place> places = new ArrayList<>();
        proposal.parts()
                .forEach(part ->
                        places.add(counts(part.warehouse()) ? place(tenant, part.warehouse(), part.capacity()) : null));
        return places;
    }

    /** Whether a capacity of the day counts for a warehouse, be it its own or that of a rule. */
    public boolean counts(String warehouse) {
        return config.rules().limits(warehouse);
    }

    /** The date it is in a warehouse, by its own time zone. */
    public LocalDate today(String warehouse) {
        return place(null, warehouse, null).day().date();
    }

    /** Fulfillments a warehouse was given today, without those this transaction gives back. */
    public int taken(String tenant, String warehouse) {
        Place place = place(tenant, warehouse, null);
        int taken = of("day-taken", place.day())
                .param("began", place.began())
                .query(Integer.class)
                .single();
        return Math.max(0, taken - returns().map(r -> r.of(place.day())).orElse(0));
    }

    /**
     * Takes every place or names one whose day is full; then the caller has to undo what was taken before it. Called
     * as the last that locks rows in its transaction. What the transaction gives back is set off against it.
     */
    public Optional<Place> take(List<Place> places) {
        Map<Day, List<Place>> wanted = new TreeMap<>(ORDER);
        places.forEach(place ->
                wanted.computeIfAbsent(place.day(), day -> new ArrayList<>()).add(place));
        Map<Day, Integer> changes = new TreeMap<>(ORDER);
        wanted.forEach((day, those) -> changes.put(day, those.size()));
        returns().ifPresent(r -> r.units.forEach((day, units) -> changes.merge(day, -units, Integer::sum)));
        for (Map.Entry<Day, Integer> change : changes.entrySet()) {
            List<Place> those = wanted.get(change.getKey());
            if (those == null || change.getValue() <= 0) {
                count(change.getKey(), change.getValue());
            } else if (!take(those.get(0), change.getValue())) {
                return Optional.of(those.get(0));
            }
        }
        returns().ifPresent(r -> r.units.clear());
        return Optional.empty();
    }

    /** A fulfillment is no more: its place is another's when the transaction commits. */
    void giveBack(String fulfillmentNo) {
        jdbc.sql(sql.get("fulfillment-day"))
                .param("fulfillment_no", fulfillmentNo)
                .query((row, n) -> new Day(
                        row.getString("tenant"),
                        row.getString("warehouse"),
                        row.getObject("capacity_day", LocalDate.class)))
                .optional()
                .ifPresent(this::giveBack);
    }

    private void giveBack(Day day) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            count(day, -1);
            return;
        }
        returns()
                .orElseGet(() -> {
                    Returns begun = new Returns();
                    TransactionSynchronizationManager.bindResource(this, begun);
                    TransactionSynchronizationManager.registerSynchronization(begun);
                    return begun;
                })
                .units
                .merge(day, 1, Integer::sum);
    }

    private boolean take(Place place, int places) {
        if (place.capacity() == null) {
            if (count(place.day(), places) == 0) {
                of("day-open", place.day()).update();
                count(place.day(), places);
            }
            return true;
        }
        if (update(place, places) == 1) {
            return true;
        }
        // The day has no row yet, or is full, or another opened it this moment: then its row is there once that one is
        // done.
        of("day-open", place.day()).update();
        return update(place, places) == 1;
    }

    private int update(Place place, int places) {
        return of("day-take", place.day())
                .param("places", places)
                .param("capacity", place.capacity())
                .param("began", place.began())
                .update();
    }

    private int count(Day day, int places) {
        return places == 0 ? 1 : of("day-count", day).param("places", places).update();
    }

    private Place place(String tenant, String warehouse, Integer capacity) {
        ZoneId zone = new WarehouseFacts(config.rules(), accounts).zone(warehouse);
        OffsetDateTime began =
                clock.instant().atZone(zone).truncatedTo(ChronoUnit.DAYS).toOffsetDateTime();
        return new Place(
                new Day(tenant, warehouse, began.toLocalDate()), began.withOffsetSameInstant(ZoneOffset.UTC), capacity);
    }

    private JdbcClient.StatementSpec of(String statement, Day day) {
        return jdbc.sql(sql.get(statement))
                .param("tenant", day.tenant())
                .param("warehouse", day.warehouse())
                .param("day", day.date());
    }

    private Optional<Returns> returns() {
        return Optional.ofNullable((Returns) TransactionSynchronizationManager.getResource(this));
    }

    /** Places that one transaction gives back. */
    private final class Returns implements TransactionSynchronization {

        private final Map<Day, Integer> units = new TreeMap<>(ORDER);

        int of(Day day) {
            return units.getOrDefault(day, 0);
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            units.forEach((day, places) -> count(day, -places));
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(CapacityDays.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(CapacityDays.this, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(CapacityDays.this);
        }
    }
}
