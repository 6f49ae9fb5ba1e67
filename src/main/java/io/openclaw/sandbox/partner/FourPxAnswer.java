package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.ledger.PartnerCall;
import io.openclaw.sandbox.parcel.Point;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The documents 4PX answers and pushes with. It answers 200 whatever happened; {@code result} says what did. */
final class FourPxAnswer {

    private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private FourPxAnswer() {}

    static PartnerCall granted(PartnerCall call, Object data) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("result", "1");
        answer.put("msg", "System processing succeeded");
        answer.put("errors", null);
        answer.put("data", data);
        return call.reply(200, answer);
    }

    static PartnerCall refused(PartnerCall call, String code, String message, String reference) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("error_code", code);
        error.put("error_msg", message);
        error.put("error_data", null);
        error.put("reference_code", reference);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("result", "0");
        answer.put("msg", "System processing failed");
        answer.put("errors", List.of(error));
        answer.put("data", null);
        return call.reply(200, answer);
    }

    static Map<String, Object> created(String consignmentNo, String trackingNo, String refNo, String channelNo) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("ds_consignment_no", consignmentNo);
        data.put("4px_tracking_no", trackingNo);
        data.put("label_barcode", "");
        data.put("ref_no", refNo);
        data.put("logistics_channel_name", channelNo == null ? "" : "China Post");
        data.put("logistics_channel_no", channelNo == null ? "" : channelNo);
        data.put("oda_result_sign", "N");
        return data;
    }

    static Map<String, Object> consignment(
            String refNo,
            String consignmentNo,
            String trackingNo,
            String channelNo,
            String status,
            String product,
            boolean held,
            OffsetDateTime created,
            OffsetDateTime inbound,
            OffsetDateTime outbound) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("4px_inbound_date", millis(inbound));
        info.put("4px_outbound_date", millis(outbound));
        info.put("4px_tracking_no", trackingNo);
        info.put("consignment_create_date", millis(created));
        info.put("consignment_status", status);
        info.put("ds_consignment_no", consignmentNo);
        info.put("has_check_oda", "N");
        info.put("insure_status", "N");
        info.put("insure_type", "");
        info.put("is_hold_sign", held ? "Y" : "N");
        info.put("logistics_channel_name", channelNo == null ? "" : "China Post");
        info.put("logistics_channel_no", channelNo == null ? "" : channelNo);
        info.put("logistics_product_code", product);
        info.put("oda_result_sign", "N");
        info.put("ref_no", refNo);
        return Map.of(
                "consignment_info",
                info,
                "parcel_confirm_info",
                Map.of("confirm_parcel_qty", "1", "parcel_list_confirm_info", List.of()));
    }

    /** Newest first, in the local time of the zone that is named, in China's where none is. */
    static Map<String, Object> tracking(String number, String serverCode, String country, List<Point> points) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Point point : points) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("businessLinkCode", point.code());
            entry.put("occurDatetime", LOCAL.format(point.at().atZoneSameInstant(zone(point.zone()))));
            entry.put("occurLocation", point.location());
            entry.put("trackingContent", point.text());
            entry.put("destinationCountry", country);
            entry.put("timeZone", point.zone().isEmpty() ? null : point.zone());
            list.add(entry);
        }
        Collections.reverse(list);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("deliveryOrderNo", number);
        data.put("serverCode", serverCode);
        data.put("trackingList", list);
        return data;
    }

    private static ZoneId zone(String zone) {
        return zone.isEmpty() ? CHINA : ZoneId.of(zone);
    }

    private static Long millis(OffsetDateTime moment) {
        return moment == null ? null : moment.toInstant().toEpochMilli();
    }
}
