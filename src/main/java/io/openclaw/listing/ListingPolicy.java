package io.openclaw.listing;

import io.openclaw.account.Account;

/** How far the hub goes in telling an account its stock. */
final class ListingPolicy {

    static final String STEP = "push_stock";
    private static final int READ_MINUTES = 15;
    private static final int LARGEST_BATCH = 250;

    private ListingPolicy() {}

    /** True where the figure is worked out: the hub does the step, live or as a shadow. */
    static boolean decides(Account account) {
        return account.kind() == Account.Kind.PLATFORM
                && (account.mode() == Account.Mode.LIVE || account.mode() == Account.Mode.SHADOW)
                && account.hubDoes(STEP);
    }

    /** True where the platform is told. */
    static boolean tells(Account account) {
        return decides(account) && account.mode() == Account.Mode.LIVE;
    }

    /** How often all that was told is read back, in minutes; 0 for never. */
    static int readMinutes(Account account) {
        return Integer.parseInt(account.policy("read_stock_minutes", String.valueOf(READ_MINUTES)));
    }

    /** Figures in one call. */
    static int batch(Account account) {
        return Integer.parseInt(account.policy("push_stock_batch", String.valueOf(LARGEST_BATCH)));
    }
}
