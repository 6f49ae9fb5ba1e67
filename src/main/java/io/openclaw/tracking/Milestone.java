package io.openclaw.tracking;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The canonical tracking states with their ranks: the one place where ranks stand. A parcel's milestone is the highest ranked
 * one of its current leg. A state without a rank (0) never becomes a parcel's milestone; it raises a {@link Flag}, or says
 * nothing about progress at all.
 */
public enum Milestone {
    CREATED(10),
    PENDING_PICKUP(20),
    /** Below any movement: a parcel that moves was not cancelled, whatever the carrier's order says. */
    CANCELLED(25),
    /** The first physical event; from here on the parcel counts as shipped. */
    PICKED_UP(30),
    IN_TRANSIT(40),
    EXPORT_CUSTOMS(45),
    LINEHAUL(50),
    IMPORT_CUSTOMS(55),
    CUSTOMS_CLEARED(58),
    LAST_MILE(60),
    OUT_FOR_DELIVERY(70),
    AVAILABLE_FOR_PICKUP(75),
    DELIVERED(90),
    RETURNING(100),
    RETURNED(110),
    DESTROYED(120),
    CUSTOMS_HOLD(0),
    ATTEMPT_FAILED(0),
    LOST(0),
    DAMAGED(0),
    EXPIRED(0),
    NOT_FOUND(0);

    private static final Map<String, Milestone> BY_WORD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Milestone::word, Function.identity()));

    private final int rank;

    Milestone(int rank) {
        this.rank = rank;
    }

    /** 10 to 120; 0 for a state without a rank. */
    public int rank() {
        return rank;
    }

    /** The word of the wire contract: {@code out_for_delivery}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean ranked() {
        return rank > 0;
    }

    /** True for a ranked state at or beyond the other. */
    public boolean reached(Milestone other) {
        return rank >= other.rank && ranked();
    }

    /** True where somebody has physically handled the parcel: who held it, failed to hand it over or damaged it, had it. */
    public boolean physical() {
        return reached(PICKED_UP) || this == CUSTOMS_HOLD || this == ATTEMPT_FAILED || this == DAMAGED;
    }

    /** True where nothing more is expected of the carrier: silence from here on is no case. */
    public boolean terminal() {
        return this == DELIVERED || this == RETURNED || this == DESTROYED || this == CANCELLED;
    }

    /** The flag an event of this state raises by itself. */
    public Optional<Flag> flag() {
        return Flag.find(word());
    }

    /** The state of that contract word; empty for null and for words the contract has not. */
    public static Optional<Milestone> find(String word) {
        return Optional.ofNullable(word).map(BY_WORD::get);
    }
}
