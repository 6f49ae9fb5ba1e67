package io.openclaw.sourcing.plan;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names of accounts in a column of a decision ({@code waits_for}, {@code full_days}): each between commas, so that one is found whatever
 * its neighbours are.
 */
public final class WaitsFor {

    /** In place of accounts: the goods are there, and no service of the warehouse that has them collects cash on delivery. No account is called so. */
    public static final String COLLECTING_SERVICE = "*cod";

    private static final String BETWEEN = ",";

    /** As many as a column takes. */
    private static final int MOST = 30;

    private WaitsFor() {}

    /** Null where there is none. */
    public static String column(List<String> accounts) {
        return accounts.isEmpty()
                ? null
                : accounts.stream().limit(MOST).collect(Collectors.joining(BETWEEN, BETWEEN, BETWEEN));
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
