package io.openclaw.sourcing.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Names of accounts in a column of a decision ({@code waits_for}, {@code full_days}): each between commas, so that one is found whatever
 * its neighbours are.
 */
public final class WaitsFor {

    /** In place of accounts: the goods are there, and no service of the warehouse that has them collects cash on delivery. No account is called so. */
    public static final String COLLECTING_SERVICE = "*cod";

    /** The same where the day of the warehouse that has them is full: it goes by itself. */
    public static final String DAY = "*day";

    /** The same where no service of the warehouse that has them takes the order: its weight, its size, where it goes, its parcels. */
    public static final String SERVICE = "*service";

    private static final Map<String, String> NO_ACCOUNTS = Map.of(
            COLLECTING_SERVICE,
            "a service that collects cash on delivery",
            DAY,
            "a day with a place left",
            SERVICE,
            "a service that takes it");

    private static final String BETWEEN = ",";

    /** As many as a column takes. */
    private static final int MOST = 30;

    private WaitsFor() {}

    /** What is waited for in place of accounts; empty where it is accounts, or stock. */
    public static Optional<String> other(List<String> waitsFor) {
        return waitsFor.stream().filter(NO_ACCOUNTS::containsKey).findFirst();
    }

    /** What is waited for as people are told it: names of accounts, or words. */
    static List<String> words(List<String> waitsFor) {
        return waitsFor.stream()
                .map(name -> NO_ACCOUNTS.getOrDefault(name, name))
                .toList();
    }

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
