package io.openclaw.exceptions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/**
 * An action about a case as it was taken; as it is, the data of {@code exception.action}, without the note, which may name people.
 *
 * @param effect {@link #RECORDED}, {@link #REQUESTED}, {@link #CLOSED} or {@link #REFUSED}
 * @param status of the case after it
 * @param by the person, or the app where it named none
 * @param message of what was refused, why; else null
 * @param repeated it was under way already: this is the earlier one, and nothing more was begun
 * @param detail what the caller should know beside it, in the caller's language; or null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActionTaken(
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String caseId,
        String cause,
        String action,
        String effect,
        String status,
        String by,
        String message,
        String orderKey,
        @JsonIgnore String app,
        @JsonIgnore String note,
        @JsonIgnore Instant at,
        @JsonIgnore boolean repeated,
        @JsonIgnore String detail) {

    /** A person has done it, or does; the hub keeps that it was. */
    public static final String RECORDED = "recorded";
    /** The hub does it: what comes of it shows at the case and the order. */
    public static final String REQUESTED = "requested";
    /** The case is closed. */
    public static final String CLOSED = "closed";
    /** A partner's no to what was requested. */
    public static final String REFUSED = "refused";
}
