package io.openclaw.sourcing;

import java.util.Arrays;
import java.util.List;

/** Names of accounts in the column {@code waits_for}: each between commas, so that one is found whatever its neighbours are. */
final class WaitsFor {

    private static final String BETWEEN = ",";

    private WaitsFor() {}

    /** Null where there is none. */
    static String column(List<String> accounts) {
        return accounts.isEmpty() ? null : BETWEEN + String.join(BETWEEN, accounts) + BETWEEN;
    }

    static List<String> names(String column) {
        return column == null
                ? List.of()
                : Arrays.stream(column.split(BETWEEN))
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** What a row holds that waits for an account, among others. */
    static String part(String account) {
        return BETWEEN + account + BETWEEN;
    }
}
