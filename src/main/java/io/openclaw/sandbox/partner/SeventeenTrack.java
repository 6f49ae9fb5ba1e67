package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.Ledger;
import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.parcel.Parcel;
import io.openclaw.sandbox.parcel.Parcels;
import io.openclaw.sandbox.parcel.Point;
import io.openclaw.sandbox.push.Pusher;
import io.openclaw.store.Sql;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** 17TRACK's calls, as {@code routes/sandbox/17track.camel.yaml} serves them: a verdict for every number of a list. */
@Component("sandboxTracker")
public final class SeventeenTrack {

    private static final Sql SQL = Sql.of("sandbox");
    private static final int AT_MOST = 40;
    private static final int FOUR_PX = 190_094;
    private static final int INVALID = -18_010_013;
    private static final int ALREADY_REGISTERED = -18_019_901;
    private static final int NOT_REGISTERED = -18_019_902;
    private static final int ONLY_STOPPED = -18_019_904;
    private static final int ONLY_ONCE = -18_019_905;
    private static final int NOTHING_YET = -18_019_909;

    private final PartnerStore store;
    private final Ledger ledger;
    private final Parcels parcels;
    private final Pusher pusher;
    private final TrackerDocuments documents;

    public SeventeenTrack(
            PartnerStore store, Ledger ledger, Parcels parcels, Pusher pusher, TrackerDocuments documents) {
        this.store = store;
        this.ledger = ledger;
        this.parcels = parcels;
        this.pusher = pusher;
        this.documents = documents;
    }

    /** {@code register}: each number once; what is known of it already is pushed at once. */
    public CompletionStage<PartnerCall> register(PartnerCall call) {
        List<Map<String, Object>> items = items(call);
        return store.write(writing -> {
            Verdicts verdicts = new Verdicts();
            items.forEach(item -> register(writing, call, item, verdicts));
            return call.reply(200, verdicts.document());
        });
    }

    private void register(Writing writing, PartnerCall call, Map<String, Object> item, Verdicts verdicts) {
        String number = Json.text(item, "number");
        if (number == null) {
            verdicts.rejected(item, INVALID, "Submitted data is invalid.");
            return;
        }
        int carrier = item.get("carrier") instanceof Number given ? given.intValue() : FOUR_PX;
        String tag = Json.text(item, "tag");
        Optional<Parcel> parcel = parcels.find(writing.jdbc(), number);
        String waybillNo = parcel.map(Parcel::waybillNo).orElse(number);
        int added = writing.jdbc()
                .update(SQL.get("registration"), call.account(), number, waybillNo, carrier, tag, Pace.now());
        if (added == 0) {
            verdicts.rejected(item, ALREADY_REGISTERED, "The tracking number has been registered.");
            return;
        }
        verdicts.accepted(number, carrier, tag);
        String reference = tag == null ? parcel.map(Parcel::reference).orElse(number) : tag;
        ledger.took(writing, call.reply(200, Map.of()), "register-tracking", reference, number);
        boolean own = parcels.beginScripted(
                writing,
                call.account(),
                number,
                reference,
                parcel.map(Parcel::country).orElse("US"),
                parcel.map(Parcel::city).orElse(null));
        if (own) {
            writing.jdbc().update(SQL.get("registration-own"), call.account(), number);
        } else {
            parcel.ifPresent(known -> tell(writing, call.account(), number, carrier, tag, known));
        }
    }

    private void tell(Writing writing, String account, String number, int carrier, String tag, Parcel parcel) {
        List<Point> points = parcels.points(writing.jdbc(), parcel);
        if (!points.isEmpty()) {
            writing.jdbc()
                    .update(
                            SQL.get("registration-told"),
                            documents.subStatus(points.get(points.size() - 1)),
                            account,
                            number);
            pusher.push(
                    writing,
                    account,
                    TrackerDoor.UPDATED,
                    Map.of("event", TrackerDoor.UPDATED, "data", documents.data(number, carrier, tag, parcel, points)));
        }
    }

    /** {@code gettrackinfo}: the whole history of registered numbers. */
    public void info(PartnerCall call) {
        JdbcTemplate jdbc = store.read();
        Verdicts verdicts = new Verdicts();
        for (Map<String, Object> item : items(call)) {
            String number = Json.text(item, "number");
            call.about(number);
            List<Map<String, Object>> registered =
                    jdbc.queryForList(SQL.get("registration-of"), call.account(), number);
            Optional<Parcel> parcel = parcels.find(jdbc, call.account(), number).or(() -> parcels.find(jdbc, number));
            List<Point> points =
                    parcel.map(found -> parcels.points(jdbc, found)).orElse(List.of());
            if (registered.isEmpty()) {
                verdicts.rejected(item, NOT_REGISTERED, "The tracking number is not registered.");
            } else if (points.isEmpty()) {
                verdicts.rejected(item, NOTHING_YET, "No tracking information at this time.");
            } else {
                Map<String, Object> registration = registered.get(0);
                verdicts.accepted(documents.data(
                        number,
                        ((Number) registration.get("carrier")).intValue(),
                        (String) registration.get("tag"),
                        parcel.get(),
                        points));
            }
        }
        call.reply(200, verdicts.document());
    }

    /** {@code stoptrack}: nothing more is pushed about the number. */
    public CompletionStage<PartnerCall> stop(PartnerCall call) {
        List<Map<String, Object>> items = items(call);
        return store.write(writing -> {
            Verdicts verdicts = new Verdicts();
            for (Map<String, Object> item : items) {
                String number = Json.text(item, "number");
                if (writing.jdbc().update(SQL.get("registration-stop"), call.account(), number) == 0) {
                    verdicts.rejected(item, NOT_REGISTERED, "The tracking number is not registered.");
                } else {
                    verdicts.accepted(number, FOUR_PX, null);
                    ledger.took(writing, call.reply(200, Map.of()), "stop-tracking", number, null);
                    Map<String, Object> data = new LinkedHashMap<>();
                    data.put("number", number);
                    data.put("carrier", FOUR_PX);
                    data.put("param", null);
                    data.put("tag", "");
                    pusher.push(
                            writing,
                            call.account(),
                            TrackerDoor.STOPPED,
                            Map.of("event", TrackerDoor.STOPPED, "data", data));
                }
            }
            return call.reply(200, verdicts.document());
        });
    }

    /** {@code retrack}: a stopped number is followed again, and what was missed is pushed; each number once. */
    public CompletionStage<PartnerCall> retrack(PartnerCall call) {
        List<Map<String, Object>> items = items(call);
        return store.write(writing -> {
            Verdicts verdicts = new Verdicts();
            items.forEach(item -> retrack(writing, call, item, verdicts));
            return call.reply(200, verdicts.document());
        });
    }

    private void retrack(Writing writing, PartnerCall call, Map<String, Object> item, Verdicts verdicts) {
        String number = Json.text(item, "number");
        List<Map<String, Object>> found =
                writing.jdbc().queryForList(SQL.get("registration-state"), call.account(), number);
        if (found.isEmpty()) {
            verdicts.rejected(item, NOT_REGISTERED, "The tracking number is not registered.");
        } else if (Boolean.FALSE.equals(found.get(0).get("stopped"))) {
            verdicts.rejected(item, ONLY_STOPPED, "Only stopped numbers can be re-tracked.");
        } else if (Boolean.TRUE.equals(found.get(0).get("retracked"))) {
            verdicts.rejected(item, ONLY_ONCE, "Each tracking number can only be re-tracked once.");
        } else {
            int carrier = ((Number) found.get(0).get("carrier")).intValue();
            String tag = (String) found.get(0).get("tag");
            writing.jdbc().update(SQL.get("registration-retrack"), call.account(), number);
            verdicts.accepted(number, carrier, tag);
            ledger.took(writing, call.reply(200, Map.of()), "retrack", number, null);
            parcels.find(writing.jdbc(), call.account(), number)
                    .or(() -> parcels.find(writing.jdbc(), number))
                    .ifPresent(parcel -> tell(writing, call.account(), number, carrier, tag, parcel));
        }
    }

    /** The list of the request, cut to what one call may carry; empty when it is no list. */
    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> items(PartnerCall call) {
        try {
            return Json.list(call.body()).stream()
                    .filter(Map.class::isInstance)
                    .map(item -> (Map<String, Object>) item)
                    .limit(AT_MOST)
                    .toList();
        } catch (UncheckedIOException e) {
            return List.of();
        }
    }

    /** The envelope of every answer. */
    private static final class Verdicts {

        private final List<Map<String, Object>> accepted = new ArrayList<>();
        private final List<Map<String, Object>> rejected = new ArrayList<>();

        void accepted(String number, int carrier, String tag) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("origin", 1);
            entry.put("number", number);
            entry.put("carrier", carrier);
            entry.put("tag", tag);
            accepted.add(entry);
        }

        void accepted(Map<String, Object> entry) {
            accepted.add(entry);
        }

        void rejected(Map<String, Object> item, int code, String message) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("number", item.get("number"));
            entry.put("carrier", item.get("carrier"));
            entry.put("error", Map.of("code", code, "message", message));
            rejected.add(entry);
        }

        Map<String, Object> document() {
            return Map.of("code", 0, "data", Map.of("accepted", accepted, "rejected", rejected));
        }
    }
}
