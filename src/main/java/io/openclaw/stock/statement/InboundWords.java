package io.openclaw.stock.statement;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Says what is different about goods on their way: the note of the movement that made it so. */
final class InboundWords {

    /** What the column holds. */
    private static final int MOST = 300;

    private InboundWords() {}

    /** What a statement of all lines has made of those before; null where nothing differs. */
    static String restated(List<InboundLine> before, List<InboundLine> after) {
        Map<String, InboundLine> old = byId(before);
        List<String> words = new ArrayList<>();
        after.forEach(line -> {
            InboundLine stood = old.remove(line.id());
            String changed = stood == null ? "new, " + all(line) : difference(stood, line);
            if (!changed.isEmpty()) {
                words.add(line.id() + ": " + changed);
            }
        });
        old.values().forEach(line -> words.add(line.id() + ": " + line.quantity() + " no longer expected"));
        return cut(words);
    }

    /** What a receipt has left of the lines. */
    static String received(List<InboundLine> before, List<InboundLine> after) {
        Map<String, InboundLine> left = byId(after);
        List<String> words = new ArrayList<>();
        before.forEach(line -> {
            int rest = left.containsKey(line.id()) ? left.get(line.id()).quantity() : 0;
            if (rest != line.quantity()) {
                words.add(line.id() + ": " + (line.quantity() - rest) + " of " + line.quantity() + " came");
            }
        });
        return cut(words);
    }

    private static Map<String, InboundLine> byId(List<InboundLine> lines) {
        Map<String, InboundLine> byId = new LinkedHashMap<>();
        lines.forEach(line -> byId.put(line.id(), line));
        return byId;
    }

    private static String all(InboundLine line) {
        return line.quantity() + " expected " + date(line.eta()) + ", confidence " + plain(line.confidence());
    }

    private static String difference(InboundLine before, InboundLine after) {
        List<String> words = new ArrayList<>();
        if (before.quantity() != after.quantity()) {
            words.add("quantity " + before.quantity() + " → " + after.quantity());
        }
        if (!Objects.equals(instant(before.eta()), instant(after.eta()))) {
            words.add("expected " + date(before.eta()) + " → " + date(after.eta()));
        }
        if (before.confidence().compareTo(after.confidence()) != 0) {
            words.add("confidence " + plain(before.confidence()) + " → " + plain(after.confidence()));
        }
        return String.join(", ", words);
    }

    private static Object instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static String date(OffsetDateTime time) {
        return time == null ? "some day" : DateTimeFormatter.ISO_LOCAL_DATE.format(time);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String cut(List<String> words) {
        String all = String.join("; ", words);
        return all.isEmpty() ? null : all.length() <= MOST ? all : all.substring(0, MOST - 1) + "…";
    }
}
