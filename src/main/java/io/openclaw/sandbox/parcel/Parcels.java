package io.openclaw.sandbox.parcel;

import io.openclaw.sandbox.ledger.Behaviours;
import io.openclaw.sandbox.ledger.Fault;
import io.openclaw.sandbox.ledger.LedgerAwayException;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** All parcels of the simulated world. Each goes its journey, one stop at every pace; what is due is found in the store. */
@Component("sandboxParcels")
public final class Parcels {

    private static final Logger LOG = LoggerFactory.getLogger(Parcels.class);
    private static final Sql SQL = Sql.of("sandbox");
    private static final int AT_ONCE = 500;
    private static final String EVERY = "*";

    private final PartnerStore store;
    private final Journeys journeys;
    private final Pace pace;
    private final Behaviours behaviours;
    private final List<MilestoneListener> listeners;

    public Parcels(
            PartnerStore store,
            Journeys journeys,
            Pace pace,
            Behaviours behaviours,
            List<MilestoneListener> listeners) {
        this.store = store;
        this.journeys = journeys;
        this.pace = pace;
        this.behaviours = behaviours;
        this.listeners = listeners;
    }

    /** A parcel sets out: on the script that was set for it or its carrier, else on the given journey. */
    public void begin(
            Writing writing,
            String account,
            String waybillNo,
            String reference,
            String country,
            String city,
            String journey) {
        JdbcTemplate jdbc = writing.jdbc();
        String script = jdbc.queryForList(SQL.get("script-of"), String.class, account, waybillNo).stream()
                .findFirst()
                .orElse(journey);
        jdbc.update(
                SQL.get("parcel"),
                account,
                waybillNo,
                reference,
                country == null ? "" : country,
                city,
                script,
                pace.after(Pace.now()));
    }

    /** Whether this account has a script of its own for the number, or for all; then its parcel sets out, once. */
    public boolean beginScripted(
            Writing writing, String account, String waybillNo, String reference, String country, String city) {
        JdbcTemplate jdbc = writing.jdbc();
        if (jdbc.queryForList(SQL.get("script-of"), String.class, account, waybillNo)
                .isEmpty()) {
            return false;
        }
        if (find(jdbc, account, waybillNo).isEmpty()) {
            begin(writing, account, waybillNo, reference, country, city, null);
        }
        return true;
    }

    /** Nothing more is reported about it. */
    public void stop(Writing writing, String account, String waybillNo) {
        writing.jdbc().update(SQL.get("parcel-stop"), account, waybillNo);
    }

    /**
     * Replaces what is reported: about one waybill from now on, also about one that was never sent, or with a null
     * waybill about every parcel that sets out later. An empty list ends the script for later parcels.
     */
    public CompletionStage<Void> script(String account, String waybillNo, List<Journeys.Stop> stops) {
        String stored = journeys.stored(stops);
        return store.write(writing -> {
            JdbcTemplate jdbc = writing.jdbc();
            String number = waybillNo == null ? EVERY : waybillNo;
            if (stops.isEmpty()) {
                jdbc.update(SQL.get("script-end"), account, number);
            } else {
                jdbc.update(SQL.get("script-set"), account, number, stored);
            }
            if (waybillNo != null) {
                jdbc.update(SQL.get("registration-own"), account, waybillNo);
                OffsetDateTime next = stops.isEmpty() ? null : pace.after(Pace.now());
                if (jdbc.update(SQL.get("parcel-script"), stored, next, account, waybillNo) == 0) {
                    jdbc.update(SQL.get("parcel"), account, waybillNo, waybillNo, "US", null, stored, next);
                }
            }
            return null;
        });
    }

    /** The parcel with that number, the carrier's or its channel's, whoever carries it. */
    public Optional<Parcel> find(JdbcTemplate jdbc, String number) {
        return Stream.of("parcel-of", "parcel-of-channel")
                .flatMap(statement -> jdbc.query(SQL.get(statement), Parcels::parcel, number).stream())
                .findFirst();
    }

    /** The parcel as that account knows it. */
    public Optional<Parcel> find(JdbcTemplate jdbc, String account, String waybillNo) {
        return jdbc.query(SQL.get("parcel-of-account"), Parcels::parcel, account, waybillNo).stream()
                .findFirst();
    }

    /** What was reported so far, oldest first. */
    public List<Point> points(JdbcTemplate jdbc, Parcel parcel) {
        return jdbc.query(SQL.get("points"), (row, n) -> Point.of(row), parcel.account(), parcel.waybillNo());
    }

    /** Reports what is due. */
    public void advance() {
        if (store.read()
                .queryForList(SQL.get("parcel-any-due"), Integer.class, Pace.now())
                .isEmpty()) {
            return;
        }
        store.write(writing -> {
                    OffsetDateTime now = Pace.now();
                    writing.jdbc()
                            .query(SQL.get("parcels-due"), Parcels::parcel, now, AT_ONCE)
                            .forEach(parcel -> move(writing, parcel, now));
                    return null;
                })
                .whenComplete((done, failure) -> {
                    if (failure != null && !LedgerAwayException.meant(failure)) {
                        LOG.error("the simulated parcels could not move on", failure);
                    }
                });
    }

    private void move(Writing writing, Parcel parcel, OffsetDateTime now) {
        JdbcTemplate jdbc = writing.jdbc();
        List<Journeys.Stop> stops = journeys.stops(parcel.journey());
        int n = parcel.reported();
        int step = parcel.step();
        String before = step > 0 && step <= stops.size() ? stops.get(step - 1).code() : null;
        OffsetDateTime next = parcel.nextAt();
        List<Point> fresh = new ArrayList<>();
        while (step < stops.size() && !next.isAfter(now)) {
            fresh.add(point(parcel, stops.get(step), ++n, clock(parcel.account(), next)));
            step++;
            next = pace.after(next);
        }
        if (!fresh.isEmpty()) {
            List<Object[]> rows = new ArrayList<>(fresh.size());
            for (Point point : fresh) {
                rows.add(new Object[] {
                    parcel.account(),
                    parcel.waybillNo(),
                    point.n(),
                    point.code(),
                    point.text(),
                    point.location(),
                    point.country(),
                    point.zone(),
                    point.at()
                });
            }
            jdbc.batchUpdate(SQL.get("point"), rows);
        }
        jdbc.update(
                SQL.get("parcel-moved"),
                step,
                n,
                step < stops.size() ? next : null,
                parcel.account(),
                parcel.waybillNo());
        if (!fresh.isEmpty()) {
            listeners.forEach(listener -> listener.moved(writing, parcel, before, fresh));
        }
    }

    /** The carrier's clock, which may have been told to be wrong. */
    private OffsetDateTime clock(String account, OffsetDateTime moment) {
        Behaviours.Due skew = behaviours.ofPush(account, "milestone", Fault.CLOCK_SKEW);
        return skew == null ? moment : moment.plusNanos(skew.delayMs() * 1_000_000);
    }

    private static Point point(Parcel parcel, Journeys.Stop stop, int n, OffsetDateTime at) {
        return new Point(
                n,
                stop.code(),
                stop.text() == null ? stop.code() : stop.text(),
                "to".equals(stop.place()) ? orEmpty(parcel.city()) : orEmpty(stop.place()),
                stop.country() == null || "to".equals(stop.country()) ? parcel.country() : stop.country(),
                orEmpty(stop.zone()),
                stop.time() == null ? at : OffsetDateTime.parse(stop.time()));
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static Parcel parcel(ResultSet row, int n) throws SQLException {
        return new Parcel(
                row.getString("account"),
                row.getString("waybill_no"),
                row.getString("reference"),
                row.getString("country"),
                row.getString("city"),
                row.getString("script"),
                row.getInt("step"),
                row.getInt("reported"),
                row.getObject("next_at", OffsetDateTime.class));
    }
}
