package io.openclaw.sourcing.plan;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names of accounts in a column of a decision ({@code waits_for}, {@code full_days}): each between commas, so that one is found whatever
 * its neighbours are.
 */
public final class NameColumn {

    private static final String BETWEEN = ",";

    /** As many as a column takes. */
    static final int MOST = 30;

    private NameColumn() {}

    /** Null where there is none. */
    public static String of(List<String> names) {
        return names.isEmpty()
                ? null
                : names.stream().limit(MOST).collect(Collectors.joining(BETWEEN, BETWEEN, BETWEEN));
    }

    public static List<String> names(String column) {
        return column == null
                ? List.of()
                : Arrays.stream(column.split(BETWEEN))
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** What a column holds that has a name among others. */
    public static String part(String name) {
        return BETWEEN + name + BETWEEN;
    }
}
