package io.openclaw.tracking;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.effect.EffectClaim;
import io.openclaw.effect.Effects;
import io.openclaw.order.ActionRefusedException;
import io.openclaw.store.Sql;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Numbers that their tracker follows no more and that a person wants followed again; 17TRACK takes each number up once. */
@Component("retracks")
public class Retracks {

    static final String OPERATION = "retrack";

    /**
     * A number that is to be followed again: the data of {@code case.retrack}.
     *
     * @param caseId the case that asks for it, and {@code action} its word for it
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Retrack(
            String tenant,
            String account,
            String orderNo,
            String fulfillmentNo,
            String parcelNo,
            String tracker,
            String waybillNo,
            String carrier,
            String caseId,
            String action) {}

    /**
     * What the tracker is asked with.
     *
     * @param asked it was asked before and its answer is not known: what it says of a number it follows already is no refusal then
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Request(String parcelNo, String waybillNo, String carrierCode, boolean asked) {}

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Effects effects;
    private final TrackingRegistrations registrations;
    private final Sql sql = Sql.of("tracking");

    Retracks(JdbcClient jdbc, Accounts accounts, Effects effects, TrackingRegistrations registrations) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.effects = effects;
        this.registrations = registrations;
    }

    /**
     * What is to be asked of whoever follows a parcel.
     *
     * @throws ActionRefusedException where nobody does, or was asked for this number before
     */
    public Retrack begin(String parcelNo, String caseId, String action) {
        Retrack retrack = jdbc.sql(sql.get("followed"))
                .param("parcel", parcelNo)
                .query((row, n) -> new Retrack(
                        row.getString("tenant"),
                        row.getString("account"),
                        row.getString("order_no"),
                        row.getString("fulfillment_no"),
                        parcelNo,
                        row.getString("tracker"),
                        row.getString("waybill_no"),
                        row.getString("carrier"),
                        caseId,
                        action))
                .optional()
                .filter(found -> found.tracker() != null && found.waybillNo() != null)
                .orElseThrow(() -> new ActionRefusedException(
                        "not_followed",
                        "no tracker follows parcel " + parcelNo + ": what is heard of it comes from its carrier",
                        "ask the carrier, then close the case with a note"));
        Optional<Account> tracker = accounts.find(retrack.tracker());
        if (tracker.filter(account -> account.mode() == Account.Mode.LIVE).isEmpty()) {
            throw new ActionRefusedException(
                    "account_not_live",
                    "tracker " + retrack.tracker() + " is "
                            + tracker.map(account ->
                                            "in mode " + account.mode().name().toLowerCase(Locale.ROOT))
                                    .orElse("not configured"),
                    "set its mode to live in config/partners.yaml");
        }
        if (effects.look(retrack.tracker(), OPERATION, reference(retrack.parcelNo(), retrack.waybillNo()))
                .filter(EffectClaim::done)
                .isPresent()) {
            throw new ActionRefusedException(
                    "retracked_before",
                    retrack.tracker() + " took number " + retrack.waybillNo()
                            + " up again before, and does so once for each number",
                    "ask the carrier; close the case with a note");
        }
        return retrack;
    }

    /** What names the statement: a number of a parcel. */
    public static String reference(String parcelNo, String waybillNo) {
        return parcelNo + "/" + waybillNo;
    }

    /** The request, noted as made: one that was refused is begun anew, for whoever asks again has mended something. */
    public Request request(String tracker, String parcelNo, String waybillNo, String carrier, EffectClaim claim) {
        String reference = reference(parcelNo, waybillNo);
        boolean refused = effects.refusal(tracker, OPERATION, reference).isPresent();
        if (refused) {
            effects.again(tracker, OPERATION, reference);
        }
        String code = registrations.of(parcelNo, waybillNo, carrier).carrierCode();
        return new Request(parcelNo, waybillNo, code, claim.asked() && !refused);
    }
}
