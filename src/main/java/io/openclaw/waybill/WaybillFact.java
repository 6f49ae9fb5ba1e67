package io.openclaw.waybill;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a step did to a parcel's waybill; also the data of the waybill events. It bears no personal data.
 *
 * @param change what the route has to tell: {@link #NONE}, {@link #CREATED}, {@link #PENDING}, {@link #FAILED},
 *     {@link #VOIDING} (it is there, but was cancelled meanwhile), {@link #VOIDED} or {@link #VOID_REFUSED}
 * @param checkAfterMs when to look again, while it is pending
 * @param corrected an earlier number was told and this one takes its place
 * @param reason why it failed, in the words of the contract
 * @param delivered true of what came too late to be taken back because the buyer has it; else null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WaybillFact(
        @JsonIgnore String change,
        @JsonIgnore long checkAfterMs,
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String warehouse,
        String labelSource,
        String carrier,
        String tracker,
        String service,
        String waybillNo,
        Boolean corrected,
        String reason,
        String message,
        Boolean delivered) {

    public static final String NONE = "none";
    public static final String CREATED = "created";
    public static final String PENDING = "pending";
    public static final String FAILED = "failed";
    public static final String VOIDING = "voiding";
    public static final String VOIDED = "voided";
    public static final String VOID_REFUSED = "void_refused";

    public static WaybillFact of(Parcel parcel, String change) {
        return new WaybillFact(
                change,
                0,
                parcel.tenant(),
                parcel.account(),
                parcel.orderNo(),
                parcel.fulfillmentNo(),
                parcel.parcelNo(),
                parcel.warehouse(),
                parcel.labelSource(),
                parcel.carrier(),
                parcel.tracker(),
                parcel.service(),
                parcel.waybillNo(),
                null,
                null,
                null,
                null);
    }

    static WaybillFact created(Parcel parcel, String waybillNo, boolean corrected) {
        WaybillFact fact = of(parcel, CREATED);
        return fact.with(waybillNo, corrected, null, null, 0);
    }

    public WaybillFact because(String why, String words) {
        return with(waybillNo, corrected, why, words, checkAfterMs);
    }

    WaybillFact afterDelivery() {
        return new WaybillFact(
                change,
                checkAfterMs,
                tenant,
                account,
                orderNo,
                fulfillmentNo,
                parcelNo,
                warehouse,
                labelSource,
                carrier,
                tracker,
                service,
                waybillNo,
                corrected,
                reason,
                message,
                true);
    }

    WaybillFact after(long ms) {
        return with(waybillNo, corrected, reason, message, ms);
    }

    private WaybillFact with(String number, Boolean correction, String why, String words, long ms) {
        return new WaybillFact(
                change,
                ms,
                tenant,
                account,
                orderNo,
                fulfillmentNo,
                parcelNo,
                warehouse,
                labelSource,
                carrier,
                tracker,
                service,
                number,
                correction,
                why,
                words,
                delivered);
    }
}
