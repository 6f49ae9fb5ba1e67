package io.openclaw.waybill.notice;

import io.openclaw.waybill.Parcel;
import io.openclaw.waybill.WaybillAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A package as the warehouse that packed and labelled it reports it.
 *
 * @param single it was reported as the only one, in the notice itself; otherwise as one of a list
 * @param parcelNo our number of the parcel, where the warehouse repeats it
 * @param packageNo the warehouse's own name of it, or null
 * @param waybillNo its number
 * @param carrier who carries it, or null
 * @param label the label as the notice has it, or null
 * @param weightG what it weighs, or null
 * @param units what it holds, by SKU; empty where the warehouse does not say
 */
record ReportedPackage(
        boolean single,
        String parcelNo,
        String packageNo,
        String waybillNo,
        String carrier,
        Object label,
        Integer weightG,
        Map<String, Integer> units) {

    /**
     * Those of a notice that have a number: of its list, or the one it is about itself, also where none of its list has a
     * number.
     */
    static List<ReportedPackage> of(Map<String, Object> notice) {
        List<ReportedPackage> packages = new ArrayList<>();
        if (listed(notice)) {
            ((List<?>) notice.get("packages")).forEach(item -> packages.add(read((Map<?, ?>) item, false)));
            packages.removeIf(one -> one.waybillNo == null);
        }
        if (packages.isEmpty() && WaybillAnswer.number(notice) != null) {
            packages.add(read(notice, true));
        }
        return packages;
    }

    /** Whether a notice lists packages, with numbers or without. */
    static boolean listed(Map<String, Object> notice) {
        return notice.get("packages") instanceof List<?> list && !list.isEmpty();
    }

    /** As whoever makes labels answers. */
    Map<String, Object> answer() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", Parcel.CREATED);
        answer.put("waybill_no", waybillNo);
        answer.put("carrier_name", carrier);
        answer.put("label", label);
        return answer;
    }

    private static ReportedPackage read(Map<?, ?> item, boolean single) {
        return new ReportedPackage(
                single,
                single ? null : WaybillAnswer.text(item, "parcel_no"),
                single ? null : WaybillAnswer.text(item, "package_no"),
                WaybillAnswer.number(item),
                WaybillAnswer.text(item, "carrier"),
                item.get("label"),
                item.get("weight_g") instanceof Number grams ? Integer.valueOf(grams.intValue()) : null,
                single ? Map.of() : units(item.get("lines")));
    }

    private static Map<String, Integer> units(Object lines) {
        Map<String, Integer> units = new LinkedHashMap<>();
        if (lines instanceof List<?> list) {
            for (Object item : list) {
                Map<?, ?> line = (Map<?, ?>) item;
                units.merge(
                        String.valueOf(line.get("sku")),
                        Integer.valueOf(String.valueOf(line.get("quantity"))),
                        Integer::sum);
            }
        }
        return units;
    }
}
