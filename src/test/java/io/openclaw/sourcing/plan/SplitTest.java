package io.openclaw.sourcing.plan;

import static io.openclaw.sourcing.plan.Trial.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.sourcing.rules.SplitLevel;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitTest {

    private static String split(String how) {
        return "routings: [{name: all, rules: [{name: only, split: " + how + "}]}]\n";
    }

    @Test
    void warehouseThatHasEverythingGoesBeforeACheaperSplit() {
        SourcingPlan plan = new Trial(split("unit"))
                .price("us", "G", "50", "3")
                .price("de", "P", "1", "3")
                .price("post", "E", "1", "3")
                .stock("us", "A", 1)
                .stock("us", "B", 1)
                .stock("de", "A", 1)
                .stock("cn", "B", 1)
                .line("A", 1)
                .line("B", 1)
                .plan();
        assertThat(told(plan)).isEqualTo("us: Ax1 Bx1");
    }

    @Test
    void fewestParcelsThenTheLeastCost() {
        SourcingPlan plan = new Trial(split("line"))
                .warehouses("x", "y")
                .price("us", "G", "5", "3")
                .price("de", "P", "4", "3")
                .price("x", "X", "1", "3")
                .price("y", "Y", "1", "3")
                .stock("us", "A", 1)
                .stock("us", "B", 1)
                .stock("de", "C", 1)
                .stock("de", "B", 1)
                .stock("x", "A", 1)
                .stock("y", "C", 1)
                .goods("A", 100, 1, null)
                .goods("B", 100, 1, null)
                .goods("C", 100, 1, null)
                .line("A", 1)
                .line("B", 1)
                .line("C", 1)
                .plan();
        // x + de (5) is cheaper than us + de (9) or us + y (6); three parcels are never looked at.
        assertThat(told(plan)).isEqualTo("de: Bx1 Cx1; x: Ax1");
        assertThat(plan.decision()).startsWith("split over 2 warehouses in 2 parcels, because none has every line");
        assertThat(plan.proposals()).allMatch(p -> p.boxes() == 2);
    }

    @Test
    void lineIsDividedOnlyWhereUnitsMayBe() {
        Trial trial =
                new Trial(split("line")).stock("us", "A", 3).stock("de", "A", 2).line("A", 5);
        assertThat(told(trial.plan())).contains("waits").contains("with every line whole");
        Trial units =
                new Trial(split("unit")).stock("us", "A", 3).stock("de", "A", 2).line("A", 5);
        assertThat(told(units.plan())).isEqualTo("de: Ax2; us: Ax3");
    }

    @Test
    void everyPartHasToBeWorthTheThreshold() {
        String rules = split("{by: line, min_value: 18, currency: EUR}");
        Trial dear = new Trial(rules)
                .stock("us", "A", 1)
                .stock("de", "B", 1)
                .line("A", 1, "20", null)
                .line("B", 1, "20", null);
        assertThat(told(dear.plan())).isEqualTo("de: Bx1; us: Ax1");
        Trial leftOver = new Trial(rules)
                .stock("us", "A", 1)
                .stock("de", "B", 1)
                .line("A", 1, "90", null)
                .line("B", 1, "19", null);
        assertThat(told(leftOver.plan()))
                .contains("a part would be worth 17.10 EUR, less than the 18.00 EUR each part of a split needs");
        Trial unknown = new Trial(rules)
                .stock("us", "A", 1)
                .stock("de", "B", 1)
                .line("A", 1, "90", null)
                .line("B", 1, null, null);
        assertThat(told(unknown.plan())).contains("the price of line 2 is not known");
        Trial noRate = new Trial(split("{by: line, min_value: 18, currency: THB}"))
                .stock("us", "A", 1)
                .stock("de", "B", 1)
                .line("A", 1)
                .line("B", 1);
        assertThat(told(noRate.plan())).contains("no exchange rate for THB");
    }

    @Test
    void whatThePlatformForbidsIsNotSplit() {
        Trial never = new Trial(split("unit"))
                .stock("us", "A", 1)
                .stock("de", "B", 1)
                .line("A", 1)
                .line("B", 1)
                .splitting(SplitLevel.NEVER, null, "shop forbids a split (policy split: never)");
        assertThat(told(never.plan())).contains("not split: shop forbids a split");
        Trial items = new Trial(split("unit"))
                .stock("us", "A", 1)
                .stock("de", "A", 1)
                .line("A", 2)
                .splitting(SplitLevel.LINE, 5, "shop lets no line be divided");
        assertThat(told(items.plan())).contains("waits").contains("shop lets no line be divided");
        Trial parcels = new Trial(split("line"))
                .stock("us", "A", 1)
                .stock("de", "B", 1)
                .stock("cn", "C", 1)
                .line("A", 1)
                .line("B", 1)
                .line("C", 1)
                .splitting(SplitLevel.LINE, 2, null);
        assertThat(told(parcels.plan())).contains("waits").contains("up to 2 warehouses together do not have it");
    }

    @Test
    void whatTheChannelKeepsTogetherIsNotTornApart() {
        Trial trial = new Trial(split("unit"))
                .stock("us", "A", 1)
                .stock("us", "C", 1)
                .stock("de", "B", 1)
                .stock("de", "A", 1)
                .line("A", 1, "10", "G1")
                .line("B", 1, "10", "G1")
                .line("C", 1);
        assertThat(told(trial.plan())).isEqualTo("de: Ax1 Bx1; us: Cx1");
        Trial torn = new Trial(split("unit"))
                .stock("us", "A", 1)
                .stock("de", "B", 1)
                .line("A", 1, "10", "G1")
                .line("B", 1, "10", "G1");
        assertThat(told(torn.plan())).contains("waits");
    }

    @Test
    void aLineKeptTogetherLeavesFromOneWarehouse() {
        Trial trial =
                new Trial(split("unit")).stock("us", "A", 1).stock("de", "A", 1).line("A", 2, "10", "G1");
        assertThat(told(trial.plan())).contains("waits");
    }

    @Test
    void aThirdWarehouseIsTakenWhereItSparesAParcel() {
        String small = "account: %s\ncurrency: USD\nservices:\n  S: {max_weight_g: 1000, transit_days: 3,"
                + " zones: [{countries: [\"*\"], first: {g: 9000, price: 1}}]}\n";
        SourcingPlan plan = new Trial(split("unit"))
                .warehouses("x")
                .card("us", small.formatted("us"))
                .price("de", "G", "50", "3")
                .price("x", "G", "50", "3")
                .stock("us", "A", 3)
                .stock("de", "B", 1)
                .stock("x", "A", 2)
                .goods("A", 600, 1, null)
                .goods("B", 600, 1, null)
                .line("A", 3)
                .line("B", 1)
                .plan();
        // us alone would divide its three into three, and with de make four.
        assertThat(told(plan)).isEqualTo("de: Bx1; us: Ax1; x: Ax2");
        assertThat(plan.proposals().get(0).boxes()).isEqualTo(3);
    }

    @Test
    void ofManyWaysToDivideTheCheapestIsTaken() {
        String steps = "account: %s\ncurrency: USD\nservices:\n  S: {transit_days: 3,"
                + " zones: [{countries: [\"*\"], first: {g: 100, price: 1}, next: {g: 100, price: %s}}]}\n";
        SourcingPlan plan = new Trial(split("unit"))
                .card("us", steps.formatted("us", "9"))
                .card("de", steps.formatted("de", "1"))
                .stock("us", "A", 9)
                .stock("us", "B", 1)
                .stock("de", "A", 9)
                .goods("A", 100, 1, null)
                .goods("B", 100, 1, null)
                .line("A", 9)
                .line("B", 1)
                .stock("us", "A", 8)
                .plan();
        assertThat(told(plan)).isEqualTo("de: Ax9; us: Bx1");
        assertThat(plan.split()).isNull();
    }

    @Test
    void thatNotEveryWayWasTriedIsTold() {
        SourcingPlan plan = new Trial(split("unit"))
                .stock("us", "A", 8)
                .stock("us", "B", 9)
                .stock("us", "C", 9)
                .stock("de", "A", 9)
                .stock("de", "B", 9)
                .stock("de", "C", 8)
                .line("A", 9)
                .line("B", 9)
                .line("C", 9)
                .plan();
        assertThat(plan.decision()).contains("; not every way to split was tried, there are too many; passed over: ");
    }

    @Test
    void aSplitThatNoServiceTakesDoesNotWaitForGoods() {
        SourcingPlan plan = new Trial(split("line"))
                .card(
                        "us",
                        "account: us\ncurrency: USD\nservices:\n  S: {zones: [{countries: [DE], first: {g: 9000, price: 1}}]}\n")
                .stock("us", "A", 1)
                .stock("de", "B", 1)
                .line("A", 1)
                .line("B", 1)
                .plan();
        assertThat(plan.waitsFor().cause()).isEqualTo(WaitsFor.Cause.NO_SERVICE);
        assertThat(plan.decision())
                .startsWith("waits for a service that takes it, not for stock, which de with us has");
    }

    @Test
    void linesThatShareAComponentCompeteForIt() {
        Trial trial = new Trial(split("line"))
                .bundle("SET", Map.of("CUP", 4))
                .stock("us", "CUP", 5)
                .stock("de", "CUP", 4)
                .line("SET", 1)
                .line("CUP", 4);
        // Each line would find its place in us or de, both in neither; de takes one of them whole.
        SourcingPlan plan = trial.plan();
        assertThat(plan.possible()).isTrue();
        assertThat(plan.proposals().get(0).parts())
                .allSatisfy(part ->
                        assertThat(Demand.units(part.lines()).get("CUP")).isEqualTo(4));
        Trial short1 = new Trial(split("unit"))
                .bundle("SET", Map.of("CUP", 4))
                .stock("us", "CUP", 5)
                .stock("de", "CUP", 3)
                .line("SET", 1)
                .line("CUP", 4);
        assertThat(told(short1.plan())).isEqualTo("de: CUPx3; us: SETx1 CUPx1");
        Trial nowhere = new Trial(split("unit"))
                .bundle("SET", Map.of("CUP", 4))
                .stock("us", "CUP", 5)
                .stock("de", "CUP", 2)
                .line("SET", 1)
                .line("CUP", 4);
        assertThat(told(nowhere.plan())).contains("waits");
    }

    @Test
    void unitInSeveralBoxesMakesAParcelOfEach() {
        Trial trial = new Trial(split("never"))
                .price("post", "ECO", "5", "3")
                .stock("cn", "SOFA", 2)
                .stock("cn", "A", 9)
                .goods("SOFA", 30_001, 3, null)
                .goods("A", 100, 1, null)
                .line("SOFA", 2)
                .line("A", 4);
        SourcingPlan plan = trial.plan();
        SourcingPlan.Part part = plan.proposals().get(0).parts().get(0);
        assertThat(part.parcels()).hasSize(7);
        assertThat(part.parcels().get(0).weightG()).isEqualTo(10_001);
        assertThat(part.parcels().get(0).contents()).containsExactly(new Packing.Content(1, "SOFA", 1, 3));
        assertThat(part.parcels().get(6).contents()).containsExactly(new Packing.Content(2, "A", 4, 1));
        assertThat(plan.proposals().get(0).cost()).isEqualByComparingTo("35");
        assertThat(plan.decision()).contains("7 parcels");
        Trial few = new Trial(split("never"))
                .stock("cn", "SOFA", 2)
                .goods("SOFA", 30_001, 3, null)
                .line("SOFA", 2)
                .splitting(SplitLevel.UNIT, 5, null);
        assertThat(told(few.plan())).contains("would take 6 parcels, 5 are allowed");
    }

    @Test
    void warehouseThatLabelsItselfGetsOneParcelOfSeveralBoxes() {
        SourcingPlan plan = new Trial(split("never"))
                .stock("us", "SOFA", 2)
                .goods("SOFA", 30_000, 3, null)
                .line("SOFA", 1)
                .plan();
        assertThat(plan.proposals().get(0).parts().get(0).parcels())
                .singleElement()
                .satisfies(parcel -> {
                    assertThat(parcel.boxes()).isEqualTo(3);
                    assertThat(parcel.weightG()).isEqualTo(30_000);
                });
        assertThat(plan.proposals().get(0).boxes()).isEqualTo(3);
    }
}
