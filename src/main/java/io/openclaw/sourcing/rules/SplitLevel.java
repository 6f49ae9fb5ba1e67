package io.openclaw.sourcing.rules;

import java.util.Locale;

/** How finely an order may be divided among parcels. */
public enum SplitLevel {
    NEVER,
    LINE,
    UNIT;

    /** The stricter of two. */
    public SplitLevel and(SplitLevel other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** As rule files write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
