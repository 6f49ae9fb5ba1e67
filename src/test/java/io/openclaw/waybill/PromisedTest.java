package io.openclaw.waybill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What bundles consist of when they are handed over, and how a warehouse's words of them are understood. */
class PromisedTest {

    private static final Map<String, Map<String, Integer>> SET = Map.of("SET", Map.of("A", 2, "B", 1));

    @Test
    void aRecipeChangedSinceDoesNotChangeWhatWasPromised() {
        Promised promised =
                Promised.of(Map.of("SET", 2, "A", 1), Map.of("A", 5, "B", 2), Map.of("SET", Map.of("A", 1, "B", 3)));
        assertThat(promised.stocked()).isEqualTo(Map.of("A", 5, "B", 2));
        assertThat(promised.stockedOf(Map.of("SET", 1))).isEqualTo(Map.of("A", 2, "B", 1));
        assertThat(promised.stockedOf(Map.of("A", 1))).isEqualTo(Map.of("A", 1));
    }

    @Test
    void whatWasABundleThenAndWhatBecameOneSinceAreKnownByTheReservation() {
        assertThat(Promised.of(Map.of("SET", 2), Map.of("A", 4), Map.of()).stockedOf(Map.of("SET", 1)))
                .isEqualTo(Map.of("A", 2));
        assertThat(Promised.of(Map.of("SET", 2), Map.of("SET", 2), SET).stockedOf(Map.of("SET", 1)))
                .isEqualTo(Map.of("SET", 1));
    }

    @Test
    void whereSeveralRecipesWereChangedTheSameShareOfAllLeaves() {
        Promised promised = Promised.of(Map.of("SET", 1, "PAIR", 1), Map.of("A", 2, "B", 4), Map.of());
        assertThat(promised.stockedOf(Map.of("PAIR", 1))).isEqualTo(Map.of("A", 1, "B", 2));
        assertThat(promised.soldOf(Map.of("PAIR", 1))).contains(Map.of("PAIR", 1));
        assertThat(promised.soldOf(Map.of("A", 2, "B", 4))).contains(Map.of("SET", 1, "PAIR", 1));
        assertThat(promised.soldOf(Map.of("A", 1))).isEmpty();
    }

    @Test
    void componentsAreWholeBundlesWhereTheyFit() {
        Promised promised = Promised.of(Map.of("SET", 2, "A", 1), Map.of(), SET);
        assertThat(promised.soldOf(Map.of("A", 5, "B", 2))).contains(Map.of("SET", 2, "A", 1));
        assertThat(promised.soldOf(Map.of("A", 3, "B", 1))).contains(Map.of("SET", 1, "A", 1));
        assertThat(promised.soldOf(Map.of("A", 2, "B", 1)))
                .as("not the single one")
                .contains(Map.of("SET", 1));
        assertThat(promised.soldOf(Map.of("A", 1, "B", 0))).contains(Map.of("A", 1));
        assertThat(promised.soldOf(Map.of("SET", 1, "A", 2, "B", 1))).contains(Map.of("SET", 2));
    }

    @Test
    void whatIsNoWholeBundleAndWhatItHasNotIsUnclear() {
        Promised promised = Promised.of(Map.of("SET", 2, "A", 1), Map.of(), SET);
        assertThat(promised.soldOf(Map.of("A", 2))).isEmpty();
        assertThat(promised.soldOf(Map.of("B", 1))).isEmpty();
        assertThat(promised.soldOf(Map.of("SET", 3))).isEmpty();
        assertThat(promised.soldOf(Map.of("SET", 1, "C", 1))).isEmpty();
        assertThat(promised.soldOf(Map.of())).isEmpty();
        assertThat(promised.words()).isEqualTo("A x1, SET x2 (from the shelf A x5, B x2)");
    }
}
