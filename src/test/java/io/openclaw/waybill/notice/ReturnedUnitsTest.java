package io.openclaw.waybill.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.waybill.notice.ReturnedUnits.Line;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What came back of an order, by its lines. */
class ReturnedUnitsTest {

    private static final Map<String, Map<String, Integer>> RECIPES =
            Map.of("SET", Map.of("CUP", 2, "LID", 1), "MUG", Map.of("MUG", 1));

    @Test
    void unitsAreTheLinesOfThatNameInTheirOrderAndNeverMoreThanLeft() {
        List<Line> lines = List.of(new Line(1, "MUG", 2), new Line(2, "MUG", 1), new Line(3, null, 5));
        assertThat(ReturnedUnits.of(lines, RECIPES, Map.of("MUG", 2)).returned())
                .isEqualTo(Map.of(1, 2, 2, 0, 3, 0));
        ReturnedUnits more = ReturnedUnits.of(lines, RECIPES, Map.of("MUG", 5));
        assertThat(more.returned()).isEqualTo(Map.of(1, 2, 2, 1, 3, 0));
        assertThat(more.surplus()).isEqualTo(Map.of("MUG", 2));
    }

    @Test
    void aBundleIsBackByItsNameOrWithAllItsParts() {
        List<Line> lines = List.of(new Line(1, "SET", 3));
        assertThat(ReturnedUnits.of(lines, RECIPES, Map.of("SET", 1, "CUP", 3, "LID", 2))
                        .returned())
                .isEqualTo(Map.of(1, 2));
        assertThat(ReturnedUnits.of(lines, RECIPES, Map.of("CUP", 5)))
                .as("parts of bundles that may yet become whole")
                .isEqualTo(new ReturnedUnits(Map.of(1, 0), Map.of()));
        assertThat(ReturnedUnits.of(lines, RECIPES, Map.of("CUP", 7)).surplus()).isEqualTo(Map.of("CUP", 1));
    }

    @Test
    void aPartThatWasAlsoSoldByItselfIsThatLinesFirst() {
        List<Line> lines = List.of(new Line(1, "SET", 1), new Line(2, "CUP", 1));
        assertThat(ReturnedUnits.of(lines, RECIPES, Map.of("CUP", 1, "LID", 1)).returned())
                .isEqualTo(Map.of(1, 0, 2, 1));
        assertThat(ReturnedUnits.of(lines, RECIPES, Map.of("CUP", 3, "LID", 1)))
                .isEqualTo(new ReturnedUnits(Map.of(1, 1, 2, 1), Map.of()));
    }

    @Test
    void whatTheOrderHasNoLineOfIsSurplus() {
        assertThat(ReturnedUnits.of(List.of(new Line(1, "MUG", 1)), RECIPES, Map.of("PLATE", 2))
                        .surplus())
                .isEqualTo(Map.of("PLATE", 2));
    }
}
