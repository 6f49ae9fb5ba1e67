package io.openclaw.tracking;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something wrong with a parcel that opens a case. A flag has no rank: it is raised by an event, stands until what was reported
 * settles it, and is judged by when things happened, not by when the hub heard of them.
 */
public enum Flag {
    CUSTOMS_HOLD,
    ATTEMPT_FAILED,
    LOST,
    DAMAGED,
    DESTROYED,
    CANCELLED,
    /** Late, but on its way. */
    DELAYED,
    /** The carrier reports a problem and keeps the parcel. */
    HELD,
    /** The carrier or aggregator has given up following the parcel. */
    EXPIRED;

    private static final Map<String, Flag> BY_WORD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Flag::word, Function.identity()));

    /** The word in events and code tables: {@code customs_hold}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Flag> find(String word) {
        return Optional.ofNullable(word).map(BY_WORD::get);
    }

    /**
     * Whether another event of the parcel settles this flag.
     *
     * @param rankBefore the highest rank its leg had reached when the flag was raised
     * @param later whether the other event happened after it, or at the same moment
     * @param sameLeg whether both belong to one leg. Within a leg some outcomes settle a flag whatever the clocks say: couriers
     *     stamp a delivery with a bare date, or minutes before the attempt it ended
     */
    boolean settledBy(Milestone other, int rankBefore, boolean later, boolean sameLeg) {
        if (other == null || !other.ranked()) {
            return false;
        }
        boolean anyTime = later || sameLeg;
        return switch (this) {
            // Held at export, the flight proves the release; held at import, nothing short of clearance does.
            case CUSTOMS_HOLD ->
                anyTime && other.reached(Milestone.LAST_MILE)
                        || later
                                && other.reached(
                                        rankBefore < Milestone.LINEHAUL.rank()
                                                ? Milestone.LINEHAUL
                                                : Milestone.CUSTOMS_CLEARED);
            case ATTEMPT_FAILED ->
                anyTime && other.reached(Milestone.DELIVERED) || later && other == Milestone.OUT_FOR_DELIVERY;
            case DELAYED, HELD, EXPIRED -> anyTime && other.reached(Milestone.DELIVERED) || later && other.physical();
            case LOST, CANCELLED -> later && other.physical();
            // A damage is not undone by the delivery of what is damaged.
            case DAMAGED -> anyTime && other.reached(Milestone.RETURNED);
            case DESTROYED -> false;
        };
    }
}
