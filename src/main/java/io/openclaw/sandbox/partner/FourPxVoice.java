package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.SandboxAccounts;
import io.openclaw.sandbox.ledger.Writing;
import io.openclaw.sandbox.parcel.MilestoneListener;
import io.openclaw.sandbox.parcel.Parcel;
import io.openclaw.sandbox.parcel.Point;
import io.openclaw.sandbox.push.Pusher;
import io.openclaw.store.Sql;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.stereotype.Component;

/** What 4PX does when one of its parcels moves: the consignment's status follows, and the customer is told. */
@Component
final class FourPxVoice implements MilestoneListener {

    private static final Sql SQL = Sql.of("sandbox");

    private static final String ANNOUNCED = "P";

    private final SandboxAccounts accounts;
    private final Pusher pusher;

    FourPxVoice(SandboxAccounts accounts, Pusher pusher) {
        this.accounts = accounts;
        this.pusher = pusher;
    }

    @Override
    public void moved(Writing writing, Parcel parcel, String before, List<Point> fresh) {
        if (!accounts.get(parcel.account()).vendor().equals("4px")) {
            return;
        }
        Point latest = fresh.get(fresh.size() - 1);
        String status = status(latest.code());
        if (!status.equals(before == null ? ANNOUNCED : status(before))) {
            change(writing, parcel, status, latest.at());
        }
        pusher.push(
                writing,
                parcel.account(),
                FourPxDoor.PUSH,
                FourPxAnswer.tracking(parcel.waybillNo(), null, parcel.country(), fresh));
    }

    private static void change(Writing writing, Parcel parcel, String status, OffsetDateTime at) {
        boolean left = !status.equals("V") && !status.equals("H");
        writing.jdbc()
                .update(
                        SQL.get("consignment-status"),
                        status,
                        at,
                        left ? at : null,
                        parcel.account(),
                        parcel.reference());
        if (left) {
            // A number that was still unknown is known once the parcel was relabelled in the warehouse.
            long digits = Long.parseLong("0" + parcel.waybillNo().replaceAll("\\D", ""));
            writing.jdbc()
                    .update(
                            SQL.get("consignment-channel"),
                            FourPx.channelNo(digits),
                            parcel.account(),
                            parcel.reference());
        }
    }

    /** P announced, V handed over, H in the warehouse, C outbound, F completed. */
    private static String status(String code) {
        if (code.startsWith("FPX_L_RPIF") || code.startsWith("FPX_O_")) {
            return ANNOUNCED;
        }
        if (code.startsWith("FPX_L_") || code.startsWith("FPX_C_SP")) {
            return "V";
        }
        if (code.startsWith("FPX_C_AAF")) {
            return "H";
        }
        return code.startsWith("FPX_S_") ? "F" : "C";
    }
}
