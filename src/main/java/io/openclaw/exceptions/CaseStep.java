package io.openclaw.exceptions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;

/**
 * What somebody wants done about a case. As a caller sends it, it names the case and the action; admitted, it says what the case is about, and
 * is, as it is and without the note, the data of what asks for it ({@code case.cancel_order}).
 *
 * @param account the order's platform account, or the account the case is about
 * @param note why, in the person's words; may be null
 * @param by the person, or the app where it names none
 * @param app client id of the app that asks
 * @param locale the reader's language
 */
public record CaseStep(
        String tenant,
        String caseId,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String cause,
        String action,
        @JsonIgnore String note,
        String by,
        @JsonIgnore String app,
        @JsonIgnore Locale locale) {

    /** As a caller sends it. */
    public static CaseStep of(
            String tenant, String caseId, String action, String note, String by, String app, Locale locale) {
        return new CaseStep(
                tenant, caseId, null, null, null, null, null, action, note, by == null ? app : by, app, locale);
    }

    CaseStep about(CaseStore.Row row) {
        return new CaseStep(
                tenant,
                caseId,
                row.account(),
                row.orderNo(),
                row.fulfillmentNo(),
                row.parcelNo(),
                row.cause(),
                action,
                note,
                by,
                app,
                locale);
    }
}
