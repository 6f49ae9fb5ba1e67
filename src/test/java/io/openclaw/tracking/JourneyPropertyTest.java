package io.openclaw.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Any history, in any order and with any statement told several times, ends where a small reference model says. The seed is in
 * the name of a failure; set -Dopenclaw.seed to run it again.
 */
class JourneyPropertyTest {

    private static final Instant START = Instant.parse("2024-06-01T00:00:00Z");

    @Test
    void anyOrderAndAnyRepetitionEndInTheSameState() {
        long seed = Long.getLong("openclaw.seed", System.nanoTime());
        for (int run = 0; run < 3_000; run++) {
            Random random = new Random(seed + run);
            List<Journey.Fact> history = history(random);
            Journey.State told = told(history);
            String what = "seed " + (seed + run) + ", history " + history;
            assertThat(told.milestone()).as(what).isEqualTo(reference(history));
            assertThat(told.milestone() == null || told.milestone().ranked())
                    .as(what)
                    .isTrue();

            for (int order = 0; order < 5; order++) {
                List<Journey.Fact> other = new ArrayList<>(history);
                for (int again = random.nextInt(5); again > 0 && !history.isEmpty(); again--) {
                    other.add(history.get(random.nextInt(history.size())));
                }
                Collections.shuffle(other, random);
                assertThat(told(other)).as(what).isEqualTo(told);
            }
        }
    }

    /** As the hub takes them: one after the other, known ones left out. */
    private static Journey.State told(List<Journey.Fact> facts) {
        Map<String, Journey.Fact> known = new LinkedHashMap<>();
        Journey.State state = Journey.of(List.of());
        for (Journey.Fact fact : facts) {
            if (known.putIfAbsent(fact.id(), fact) == null) {
                state = Journey.of(known.values());
            }
        }
        return state;
    }

    /** The rule in its plainest form: find where the last leg begins, and take the highest rank from there on. */
    private static Milestone reference(List<Journey.Fact> history) {
        List<Journey.Fact> sorted = history.stream()
                .sorted(Comparator.comparing(Journey.Fact::at)
                        .thenComparing(
                                f -> f.milestone() == null ? 0 : f.milestone().rank())
                        .thenComparing(Journey.Fact::id))
                .toList();
        int last = 0;
        for (int i = 0; i < sorted.size(); i++) {
            if (beginsLeg(sorted, last, i)) {
                last = i;
            }
        }
        int begin = last;
        Optional<Milestone> highest = sorted.subList(begin, sorted.size()).stream()
                .map(Journey.Fact::milestone)
                .filter(m -> m != null && m.ranked())
                .map(m -> back(sorted.get(begin)) && m == Milestone.DELIVERED ? Milestone.RETURNED : m)
                .max(Comparator.comparing(Milestone::rank));
        return highest.orElse(null);
    }

    private static boolean beginsLeg(List<Journey.Fact> sorted, int begin, int i) {
        List<Journey.Fact> leg = sorted.subList(begin, i);
        Journey.Fact fact = sorted.get(i);
        boolean isReturn = !leg.isEmpty() && back(leg.get(0));
        if (back(fact)) {
            return !isReturn;
        }
        return fact.milestone() == Milestone.PICKED_UP
                && leg.stream()
                        .filter(f -> f.milestone() == Milestone.DELIVERED || f.milestone() == Milestone.RETURNED)
                        .findFirst()
                        .filter(end -> Duration.between(end.at(), fact.at()).toHours() >= 24)
                        .isPresent();
    }

    private static boolean back(Journey.Fact fact) {
        return fact.milestone() == Milestone.RETURNING || fact.milestone() == Milestone.RETURNED;
    }

    private static List<Journey.Fact> history(Random random) {
        List<Journey.Fact> history = new ArrayList<>();
        Milestone[] all = Milestone.values();
        int size = random.nextInt(12);
        for (int i = 0; i < size; i++) {
            Milestone milestone = random.nextInt(8) == 0 ? null : all[random.nextInt(all.length)];
            Instant at = START.plus(Duration.ofHours(random.nextInt(150)));
            Set<Flag> flags =
                    milestone == null ? Set.of() : milestone.flag().map(Set::of).orElse(Set.of());
            history.add(new Journey.Fact("e" + i, at, true, milestone, flags, flags.isEmpty() ? null : Reason.UNKNOWN));
        }
        return history;
    }
}
