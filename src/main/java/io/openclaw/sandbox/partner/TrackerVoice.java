package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.sandbox.parcel.MilestoneListener;
import io.openclaw.sandbox.parcel.Parcel;
import io.openclaw.sandbox.parcel.Point;
import io.openclaw.sandbox.push.Pusher;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * 17TRACK notices when a registered parcel moves, and pushes when its status is another than the one it told last.
 * Where it has a script of its own for a number it does not listen to the carrier.
 */
@Component
final class TrackerVoice implements MilestoneListener {

    private static final Sql SQL = Sql.of("sandbox");

    private record Registration(String account, String number, int carrier, String tag, boolean own, String told) {}

    private final Pusher pusher;
    private final TrackerDocuments documents;

    TrackerVoice(Pusher pusher, TrackerDocuments documents) {
        this.pusher = pusher;
        this.documents = documents;
    }

    @Override
    public void moved(Writing writing, Parcel parcel, String before, List<Point> fresh) {
        String subStatus = documents.subStatus(fresh.get(fresh.size() - 1));
        List<Registration> registrations =
                writing.jdbc().query(SQL.get("registrations"), TrackerVoice::registration, parcel.waybillNo());
        for (Registration registration : registrations) {
            boolean heard = !registration.own() || registration.account().equals(parcel.account());
            if (heard && !subStatus.equals(registration.told())) {
                List<Point> points = writing.jdbc()
                        .query(SQL.get("points"), (row, n) -> Point.of(row), parcel.account(), parcel.waybillNo());
                writing.jdbc()
                        .update(SQL.get("registration-told"), subStatus, registration.account(), registration.number());
                pusher.push(
                        writing,
                        registration.account(),
                        TrackerDoor.UPDATED,
                        Map.of(
                                "event",
                                TrackerDoor.UPDATED,
                                "data",
                                documents.data(
                                        registration.number(),
                                        registration.carrier(),
                                        registration.tag(),
                                        parcel,
                                        points)));
            }
        }
    }

    private static Registration registration(ResultSet row, int n) throws SQLException {
        return new Registration(
                row.getString("account"),
                row.getString("number"),
                row.getInt("carrier"),
                row.getString("tag"),
                row.getBoolean("own"),
                row.getString("sub_status"));
    }
}
