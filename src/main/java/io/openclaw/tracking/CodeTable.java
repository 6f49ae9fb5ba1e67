package io.openclaw.tracking;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One vendor's codes, as {@code config/tracking/<vendor>.yaml} lists them. Upper and lower case are the same. */
public final class CodeTable {

    /**
     * What a code means.
     *
     * @param milestone null for a code that says nothing about progress
     * @param atOrigin the milestone instead, for an event in the country of the warehouse; null where it makes no difference
     * @param flags raised by the event, the milestone's own among them
     */
    public record Meaning(Milestone milestone, Milestone atOrigin, String reason, Set<Flag> flags) {

        public Meaning {
            flags = Set.copyOf(flags);
        }

        /** The milestone for an event in the given country, the parcel having started in the other one. */
        public Milestone milestone(String country, String origin) {
            boolean home = atOrigin != null && country != null && country.equalsIgnoreCase(origin);
            return home ? atOrigin : milestone;
        }
    }

    private final String vendor;
    private final Map<String, Meaning> codes;
    private final List<Map.Entry<String, Meaning>> prefixes;

    private CodeTable(String vendor, Map<String, Meaning> codes, Map<String, Meaning> prefixes) {
        this.vendor = vendor;
        this.codes = codes;
        this.prefixes = prefixes.entrySet().stream()
                .sorted(Comparator.comparing(
                        (Map.Entry<String, Meaning> e) -> -e.getKey().length()))
                .toList();
    }

    /** Reads a table; {@link DataFile.Invalid} names file, line and reason. */
    public static CodeTable read(Path file) {
        Map<String, DataFile.Entry> root = DataFile.read(file).fields(List.of("vendor", "codes"));
        if (!root.containsKey("vendor") || !root.containsKey("codes")) {
            throw new DataFile.Invalid(file, 1, "'vendor' and 'codes' have to be there", null);
        }
        Map<String, Meaning> codes = new LinkedHashMap<>();
        Map<String, Meaning> prefixes = new LinkedHashMap<>();
        root.get("codes").fields().forEach((code, entry) -> {
            String key = normal(code);
            boolean prefix = key.endsWith("*");
            Meaning before = prefix
                    ? prefixes.put(key.substring(0, key.length() - 1), meaning(entry))
                    : codes.put(key, meaning(entry));
            if (before != null) {
                throw entry.error("'" + code + "' stands twice (upper and lower case are the same)");
            }
        });
        return new CodeTable(root.get("vendor").text(), codes, prefixes);
    }

    private static Meaning meaning(DataFile.Entry entry) {
        Map<String, DataFile.Entry> fields = entry.fields(List.of("milestone", "at_origin", "reason", "flags", "note"));
        Milestone milestone = milestone(fields.get("milestone"));
        EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        if (milestone != null) {
            milestone.flag().ifPresent(flags::add);
        }
        if (fields.containsKey("flags")) {
            for (DataFile.Entry item : fields.get("flags").items()) {
                flags.add(Flag.find(item.text())
                        .orElseThrow(() -> item.error("'" + item.text() + "' is not a flag: "
                                + String.join(
                                        ", ",
                                        EnumSet.allOf(Flag.class).stream()
                                                .map(Flag::word)
                                                .toList()))));
            }
        }
        String reason = fields.containsKey("reason") ? fields.get("reason").text() : null;
        if (reason != null && !Reason.isKnown(reason)) {
            throw fields.get("reason").error("'" + reason + "' is not a reason of the contract");
        }
        return new Meaning(milestone, milestone(fields.get("at_origin")), reason, flags);
    }

    private static Milestone milestone(DataFile.Entry entry) {
        if (entry == null) {
            return null;
        }
        return Milestone.find(entry.text())
                .orElseThrow(() -> entry.error("'" + entry.text() + "' is not a milestone of the contract"));
    }

    public String vendor() {
        return vendor;
    }

    /** What a code means: its own line, else the longest prefix that fits; empty for a code the table has not. */
    public Optional<Meaning> find(String code) {
        if (code == null || code.isBlank()) {
            return Optional.empty();
        }
        String key = normal(code);
        Meaning exact = codes.get(key);
        if (exact != null) {
            return Optional.of(exact);
        }
        return prefixes.stream()
                .filter(e -> key.startsWith(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * What a code of the form {@code MAIN_SUB} means whose sub word the table has not: what its main word does. Empty where that is not in the table
     * either, as with the codes of vendors that begin all of them with one word.
     */
    public Optional<Meaning> main(String code) {
        int end = code == null ? -1 : code.indexOf('_');
        return end < 1 ? Optional.empty() : Optional.ofNullable(codes.get(normal(code.substring(0, end))));
    }

    static String normal(String code) {
        return code.strip().toUpperCase(Locale.ROOT);
    }
}
