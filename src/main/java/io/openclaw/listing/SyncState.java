package io.openclaw.listing;

/**
 * Whether a channel shows what it should, as far as the hub knows. What nobody has looked at since it was told is not called in
 * sync.
 */
final class SyncState {

    /** It was told the figure, and has been found to show it, since and lately. */
    static final String IN_SYNC = "in_sync";
    /** It was told the figure; nobody has seen since, or lately, what it shows. */
    static final String UNVERIFIED = "unverified";
    /** It has a figure to be told, and nothing is known that would hinder it. */
    static final String TO_TELL = "to_tell";
    /** It has a figure to be told and cannot be told. */
    static final String BLOCKED = "blocked";
    /** It was last found to show another figure than it was told. */
    static final String DIFFERS = "differs";

    private SyncState() {}

    /**
     * @param state of the listing
     * @param dirty whether a figure is to be told
     * @param differs whether the last reading was of another figure, or a case is open about it
     * @param seen whether it was read since it was told, and not too long ago
     * @param blocked whether the account cannot be told
     * @return a state of its own where the listing has no figure to be shown: shadow, unstocked, unlisted, refused
     */
    static String of(String state, boolean dirty, boolean differs, boolean seen, boolean blocked) {
        return switch (state) {
            case Listing.SHADOW, Listing.UNSTOCKED, Listing.UNLISTED, Listing.REFUSED -> state;
            default -> {
                if (dirty) {
                    yield blocked ? BLOCKED : differs ? DIFFERS : TO_TELL;
                }
                yield differs ? DIFFERS : seen ? IN_SYNC : UNVERIFIED;
            }
        };
    }
}
