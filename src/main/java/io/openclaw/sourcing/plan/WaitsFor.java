package io.openclaw.sourcing.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What an order waits for that nothing serves.
 *
 * @param accounts those that would ship it with them live; none where it is not for accounts
 */
public record WaitsFor(Cause cause, List<String> accounts) {

    /** The word is what a decision is kept with, and what routes and cases are told. */
    public enum Cause {
        /** Too little of the goods. */
        STOCK_SHORTAGE(null),
        /** The goods are there, and an account that would ship them may not act. */
        ACCOUNT_NOT_LIVE(null),
        /** The goods are there, and no service of the warehouse that has them collects cash on delivery. */
        NO_COD_SERVICE("a service that collects cash on delivery"),
        /** The same where none takes the order: its weight, its size, where it goes, its parcels. */
        NO_SERVICE("a service that takes it"),
        /** The same where the day of that warehouse is full: it goes by itself. */
        CAPACITY_FULL("a day with a place left"),
        /** Whatever goods there are: the rules leave the order out. */
        NO_ROUTING("a routing that takes it"),
        /** Nobody knows which goods: a code of the platform's is no SKU of ours. */
        SKU_UNMAPPED("the SKU that the platform's code means");

        /** Null where accounts are named instead, or there is nothing to name. */
        private final String words;

        Cause(String words) {
            this.words = words;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final WaitsFor STOCK = new WaitsFor(Cause.STOCK_SHORTAGE);

    public WaitsFor {
        accounts = accounts.stream().limit(NameColumn.MOST).toList();
    }

    private WaitsFor(Cause cause) {
        this(cause, List.of());
    }

    static WaitsFor of(Cause cause) {
        return new WaitsFor(cause);
    }

    static WaitsFor accounts(List<String> accounts) {
        return new WaitsFor(Cause.ACCOUNT_NOT_LIVE, accounts);
    }

    /**
     * As a decision was kept with it.
     *
     * @param word null where nothing was decided yet: then it is for stock, as far as anybody knows
     * @param accounts the column of their names
     */
    public static WaitsFor kept(String word, String accounts) {
        return Arrays.stream(Cause.values())
                .filter(cause -> cause.word().equals(word))
                .findFirst()
                .map(cause -> new WaitsFor(cause, NameColumn.names(accounts)))
                .orElse(STOCK);
    }

    public boolean stock() {
        return cause == Cause.STOCK_SHORTAGE;
    }

    /** What is waited for as people are told it: names of accounts, or words; nothing where it is stock. */
    List<String> words() {
        return cause.words == null ? accounts : List.of(cause.words);
    }
}
