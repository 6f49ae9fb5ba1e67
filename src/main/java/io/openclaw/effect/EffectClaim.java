package io.openclaw.effect;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Whether a statement may be made to a partner now.
 *
 * @param state {@link #FRESH}: never made, make it; {@link #ASKED}: begun before, outcome not known, ask the partner
 *     first; {@link #DONE}: the partner has it, leave it
 * @param askedAt when it was last begun
 * @param settled an outcome not known that is old enough: what the partner does not show now, it will not show later
 * @param partnerRef the partner's own id of it, once it is known
 * @param doneAt since when the partner has it; null unless it is done
 * @param settlesAt when it is old enough
 */
public record EffectClaim(
        String state,
        OffsetDateTime askedAt,
        boolean settled,
        String partnerRef,
        OffsetDateTime doneAt,
        OffsetDateTime settlesAt) {

    public static final String FRESH = "fresh";
    public static final String ASKED = "asked";
    public static final String DONE = "done";

    /** {@link #askedAt} for words. */
    public OffsetDateTime since() {
        return askedAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /** {@link #settlesAt} for words. */
    public OffsetDateTime until() {
        return settlesAt.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }

    public boolean fresh() {
        return FRESH.equals(state);
    }

    public boolean asked() {
        return ASKED.equals(state);
    }

    public boolean done() {
        return DONE.equals(state);
    }
}
