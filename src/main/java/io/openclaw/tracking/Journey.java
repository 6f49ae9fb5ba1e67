package io.openclaw.tracking;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where a parcel stands, as a function of everything reported about it. The order and number of times in which reports come do
 * not matter: two hubs that have heard the same set of statements agree.
 *
 * <p>Reports are put in the order in which they happened and cut into legs. Within a leg the highest rank counts, so a courier
 * who stamps "delivered" before "out for delivery" does no harm. The milestone may fall only with a new leg, which begins with
 *
 * <ul>
 *   <li>the first returning or returned after a leg that was no return, or
 *   <li>a pickup at least {@link #REUSE} after the leg was delivered or returned: the carrier uses the waybill again.
 * </ul>
 *
 * <p>Whoever is handed a parcel on its way back is its sender: a delivery in a leg that is a return counts as returned, whatever the
 * carrier calls it.
 */
public final class Journey {

    /** Longer than any error of an assumed zone, shorter than a waybill can come round again. */
    static final Duration REUSE = Duration.ofHours(24);

    /**
     * One statement about the parcel.
     *
     * @param id distinguishes statements; decides nothing but ties
     * @param clocked false where the vendor gave no time and {@code at} is when the hub heard of it
     * @param milestone null where nothing was said about progress
     */
    public record Fact(String id, Instant at, boolean clocked, Milestone milestone, Set<Flag> flags, String reason) {

        public Fact {
            flags = Set.copyOf(flags);
        }

        int rank() {
            return milestone == null ? 0 : milestone.rank();
        }

        Fact movedTo(Instant other) {
            return new Fact(id, other, clocked, milestone, flags, reason);
        }

        Fact withMilestone(Milestone other) {
            return other == milestone ? this : new Fact(id, at, clocked, other, flags, reason);
        }
    }

    /**
     * @param leg 1 forward, one more with each return or reuse
     * @param milestone highest ranked of the current leg; null while there is none
     * @param milestoneAt when it was reached, by the earliest statement of it
     * @param setBy that statement, by its id; null where there is no milestone
     * @param reason why the parcel stands or came back; null when nothing is wrong
     * @param firstScanAt first physical event of all legs (上网)
     * @param deliveredAt first delivery of all legs
     * @param returnedAt first return of all legs
     * @param flags those that stand, oldest first, each with its reason
     * @param legs the leg of each statement, by its id
     * @param returnLegs those of them that are returns
     */
    public record State(
            int leg,
            Milestone milestone,
            Instant milestoneAt,
            String setBy,
            String reason,
            Instant firstScanAt,
            Instant deliveredAt,
            Instant returnedAt,
            Map<Flag, String> flags,
            Map<String, Integer> legs,
            Set<Integer> returnLegs) {

        /** What a statement comes to, where it is known in which leg it was made. */
        Milestone meant(Fact fact) {
            return Journey.meant(fact.milestone(), returnLegs.contains(legs.get(fact.id())));
        }

        public int rank() {
            return milestone == null ? 0 : milestone.rank();
        }
    }

    private List<Fact> facts;
    private final Map<String, Integer> legs = new HashMap<>();
    private final Set<Integer> returnLegs = new HashSet<>();

    private Journey(Collection<Fact> facts) {
        // Of two statements of one moment the one that says why comes last, and so decides.
        this.facts = facts.stream()
                .sorted(Comparator.comparing(Fact::at)
                        .thenComparing(Fact::rank)
                        .thenComparing(fact -> !Reason.isUnknown(fact.reason()))
                        .thenComparing(Fact::id))
                .toList();
    }

    /** Where a parcel stands after the given statements. */
    public static State of(Collection<Fact> facts) {
        return new Journey(facts).state();
    }

    private State state() {
        int leg = cut();
        facts = facts.stream()
                .map(fact -> fact.withMilestone(meant(fact.milestone(), returnLegs.contains(legs.get(fact.id())))))
                .toList();
        Fact top = null;
        for (Fact fact : facts) {
            if (legs.get(fact.id()) == leg && fact.rank() > (top == null ? 0 : top.rank())) {
                top = fact;
            }
        }
        Map<Flag, String> flags = standing();
        return new State(
                leg,
                top == null ? null : top.milestone(),
                top == null ? null : top.at(),
                top == null ? null : top.id(),
                reason(top, flags),
                first(Milestone::physical),
                first(m -> m == Milestone.DELIVERED),
                first(m -> m == Milestone.RETURNED),
                flags,
                Map.copyOf(legs),
                Set.copyOf(returnLegs));
    }

    private static Milestone meant(Milestone said, boolean onTheWayBack) {
        return onTheWayBack && said == Milestone.DELIVERED ? Milestone.RETURNED : said;
    }

    /** Gives each statement its leg; returns the last. */
    private int cut() {
        int leg = 1;
        boolean returning = false;
        Instant ended = null;
        boolean datedReturn = facts.stream().anyMatch(fact -> fact.clocked() && back(fact.milestone()));
        for (Fact fact : facts) {
            Milestone milestone = fact.milestone();
            boolean back = back(milestone);
            // Without a clock it may be the pickup of old, or the return that another statement dates.
            boolean reused = fact.clocked()
                    && milestone == Milestone.PICKED_UP
                    && ended != null
                    && !fact.at().isBefore(ended.plus(REUSE));
            if (back && !returning && (fact.clocked() || !datedReturn) || reused) {
                leg++;
                returning = back;
                if (back) {
                    returnLegs.add(leg);
                }
                ended = null;
            }
            if (ended == null && (milestone == Milestone.DELIVERED || milestone == Milestone.RETURNED)) {
                ended = fact.at();
            }
            legs.put(fact.id(), leg);
        }
        return leg;
    }

    private static boolean back(Milestone milestone) {
        return milestone == Milestone.RETURNING || milestone == Milestone.RETURNED;
    }

    private Map<Flag, String> standing() {
        Map<Flag, String> standing = new LinkedHashMap<>();
        int rankBefore = 0;
        int leg = 1;
        for (int i = 0; i < facts.size(); i++) {
            Fact fact = facts.get(i);
            if (legs.get(fact.id()) != leg) {
                leg = legs.get(fact.id());
                rankBefore = 0;
            }
            for (Flag flag : fact.flags()) {
                if (!settled(flag, i, rankBefore)) {
                    standing.remove(flag); // a flag raised again stands with its latest reason
                    standing.put(flag, fact.reason() == null ? Reason.UNKNOWN : fact.reason());
                }
            }
            rankBefore = Math.max(rankBefore, fact.rank());
        }
        return standing;
    }

    private boolean settled(Flag flag, int raised, int rankBefore) {
        Fact origin = facts.get(raised);
        for (Fact other : facts) {
            boolean sameLeg = legs.get(other.id()).equals(legs.get(origin.id()));
            boolean later = after(other, origin);
            if (other != origin && flag.settledBy(other.milestone(), rankBefore, later, sameLeg)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one happened after the other, or at the same moment; one without a clock only after others that have none. */
    private static boolean after(Fact one, Fact other) {
        return one.clocked()
                ? !one.at().isBefore(other.at())
                : !other.clocked() && one.at().isAfter(other.at());
    }

    /** The latest flag's reason; for a parcel on its way back, why it turned. */
    private String reason(Fact top, Map<Flag, String> flags) {
        String reason = null;
        for (String one : flags.values()) {
            reason = one;
        }
        if (reason != null || top == null || !top.milestone().reached(Milestone.RETURNING)) {
            return reason;
        }
        if (top.reason() != null) {
            return top.reason();
        }
        for (Fact fact : facts) {
            if (!fact.at().isAfter(top.at()) && fact.reason() != null) {
                reason = fact.reason();
            }
        }
        return reason;
    }

    private Instant first(Predicate<Milestone> wanted) {
        return facts.stream()
                .filter(f -> f.milestone() != null && wanted.test(f.milestone()))
                .map(Fact::at)
                .findFirst()
                .orElse(null);
    }
}
