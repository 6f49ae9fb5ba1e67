package io.openclaw.waybill;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/** A waybill as the open API shows it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record WaybillView(
        String waybillNo,
        String parcelNo,
        String orderNo,
        String fulfillmentNo,
        String account,
        String warehouse,
        String labelSource,
        String carrier,
        String service,
        String waybillStatus,
        List<Number> numbers,
        String labelUrl,
        Integer labelVersion) {

    public record Number(String role, String value) {}
}
