package io.openclaw.sourcing.plan;

import java.util.Arrays;
import java.util.List;

/** Names of accounts in the column {@code waits_for}: each between commas, so that one is found whatever its neighbours are. */
public final class WaitsFor {

    private static final String BETWEEN = ",";

    private WaitsFor() {}

    /** Null where there is none. */
    public static String column(List<String> accounts) {
        return accounts.isEmpty() ? null : BETWEEN + String.join(BETWEEN, accounts) + BETWEEN;
    }

    public static List<String> names(String column) {
        return column == null
                ? List.of()
                : Arrays.stream(column.split(BETWEEN))
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** What a row holds that waits for an account, among others. */
    public static String part(String account) {
        return BETWEEN + account + BETWEEN;
    }
}
