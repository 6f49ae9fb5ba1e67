package io.openclaw.sourcing.plan;

import static io.openclaw.sourcing.plan.Trial.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.sourcing.rules.SplitLevel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What no service takes as one parcel is divided, as far as the rules let it. */
class DivisionTest {

    private static String split(String how) {
        return "routings: [{name: all, rules: [{name: only, warehouses: [cn], split: " + how + "}]}]\n";
    }

    /** ECO takes up to 2 kg and no batteries, DEAR up to 5 kg. */
    private static Trial trial(String how) {
        return new Trial(split(how))
                .card(
                        "post",
                        """
                        account: post
                        currency: USD
                        services:
                          ECO:
                            transit_days: 9
                            max_weight_g: 2000
                            zones: [{countries: ["*"], first: {g: 100000, price: 4}}]
                          DEAR:
                            transit_days: 5
                            max_weight_g: 5000
                            accepts: [battery]
                            zones: [{countries: ["*"], first: {g: 100000, price: 30}}]
                        """);
    }

    private static SourcingPlan.Part part(SourcingPlan plan) {
        assertThat(plan.proposals()).as(plan.decision()).isNotEmpty();
        return plan.proposals().get(0).parts().get(0);
    }

    private static List<Integer> weights(SourcingPlan plan) {
        return part(plan).parcels().stream().map(Packing.Parcel::weightG).toList();
    }

    @Test
    void unitsAreDividedIntoTheFewestParcels() {
        SourcingPlan plan = trial("unit")
                .stock("cn", "A", 20)
                .goods("A", 900, 1, null)
                .line("A", 9)
                .plan();
        // 8.1 kg: two of DEAR, five of ECO.
        assertThat(part(plan).service()).isEqualTo("DEAR");
        assertThat(weights(plan)).containsExactly(4500, 3600);
        assertThat(part(plan).parcels())
                .extracting(parcel -> parcel.contents().get(0).quantity())
                .containsExactly(5, 4);
        assertThat(plan.proposals().get(0).boxes()).isEqualTo(2);
        assertThat(plan.decision())
                .contains(
                        "divided into 2 parcels, because as one it has no service that takes it: post/ECO takes up to 2000 g");
    }

    @Test
    void whatFitsAsOneIsNotDivided() {
        SourcingPlan plan = trial("unit")
                .stock("cn", "A", 20)
                .goods("A", 900, 1, null)
                .line("A", 5)
                .plan();
        assertThat(weights(plan)).containsExactly(4500);
        assertThat(part(plan).parcels().get(0).contents()).isEmpty();
    }

    @Test
    void amongAsManyParcelsTheCheaperServiceIsTaken() {
        SourcingPlan plan = trial("unit")
                .stock("cn", "A", 2)
                .stock("cn", "B", 2)
                .goods("A", 1900, 1, null)
                .goods("B", 1800, 1, null)
                .line("A", 1)
                .line("B", 1)
                .plan();
        // 3.7 kg goes as one with DEAR: one parcel before two, however cheap.
        assertThat(part(plan).service()).isEqualTo("DEAR");
        assertThat(weights(plan)).containsExactly(3700);
        SourcingPlan more = trial("unit")
                .stock("cn", "A", 4)
                .goods("A", 1900, 1, null)
                .line("A", 4)
                .plan();
        // 7.6 kg: DEAR two by two; ECO would need four.
        assertThat(part(more).service()).isEqualTo("DEAR");
        assertThat(weights(more)).containsExactly(3800, 3800);
    }

    @Test
    void linesStayWholeWhereOnlyLinesMayBeSplit() {
        Trial trial = trial("line")
                .stock("cn", "A", 5)
                .stock("cn", "B", 5)
                .goods("A", 2000, 1, null)
                .goods("B", 1000, 1, null)
                .line("A", 2)
                .line("B", 3);
        SourcingPlan plan = trial.plan();
        assertThat(weights(plan)).containsExactly(4000, 3000);
        assertThat(part(plan).parcels())
                .extracting(parcel -> parcel.contents().get(0).lineNo())
                .containsExactly(1, 2);
        SourcingPlan tooMuch = trial("line")
                .stock("cn", "A", 5)
                .goods("A", 2000, 1, null)
                .line("A", 3)
                .plan();
        assertThat(told(tooMuch))
                .contains("waits")
                .contains("the parcel weighs 6000 g")
                .contains("divided into 2 parcels it would go, but rule 'only' divides no line");
    }

    @Test
    void rulesAndChannelsThatForbidASplitRefuseItInWords() {
        SourcingPlan never = trial("never")
                .stock("cn", "A", 5)
                .goods("A", 3000, 1, null)
                .line("A", 2)
                .plan();
        assertThat(told(never)).contains("divided into 2 parcels it would go, but rule 'only' does not split");
        SourcingPlan channel = trial("unit")
                .stock("cn", "A", 5)
                .goods("A", 3000, 1, null)
                .line("A", 2)
                .splitting(SplitLevel.NEVER, null, "shop forbids a split (policy split: never)")
                .plan();
        assertThat(told(channel)).contains("it would go, but shop forbids a split");
        SourcingPlan parcels = trial("unit")
                .stock("cn", "A", 5)
                .goods("A", 3000, 1, null)
                .line("A", 3)
                .splitting(SplitLevel.UNIT, 2, null)
                .plan();
        assertThat(told(parcels)).contains("would take 3 parcels, 2 are allowed");
    }

    @Test
    void whatIsTooHeavyByItselfIsRefused() {
        SourcingPlan plan = trial("unit")
                .stock("cn", "A", 5)
                .goods("A", 6000, 1, null)
                .line("A", 2)
                .plan();
        assertThat(told(plan))
                .contains("waits")
                .contains("the parcel weighs 12000 g")
                .doesNotContain("divided");
    }

    @Test
    void linesTheChannelKeepsTogetherStayInOneParcel() {
        SourcingPlan plan = trial("unit")
                .stock("cn", "A", 5)
                .stock("cn", "B", 5)
                .stock("cn", "C", 5)
                .goods("A", 2500, 1, null)
                .goods("B", 2400, 1, null)
                .goods("C", 1000, 1, null)
                .line("A", 1, "10", "set")
                .line("B", 1, "10", "set")
                .line("C", 4)
                .plan();
        assertThat(part(plan).parcels().get(0).contents())
                .extracting(Packing.Content::lineNo)
                .containsExactly(1, 2);
        assertThat(weights(plan)).containsExactly(4900, 4000);
    }

    @Test
    void aLineTheChannelKeepsTogetherIsNotDividedByItself() {
        Trial kept = trial("unit").stock("cn", "A", 5).goods("A", 3000, 1, null).line("A", 2, "10", "set");
        assertThat(told(kept.plan())).contains("waits").doesNotContain("divided");
    }

    @Test
    void aServiceThatTakesNotEveryBoxDividesNothing() {
        SourcingPlan plan = trial("unit")
                .stock("cn", "BED", 1)
                .stock("cn", "CUP", 20)
                .goods("BED", 3000, 2, null)
                .goods("CUP", 1000, 1, null, "battery")
                .card(
                        "post",
                        """
                        account: post
                        currency: USD
                        services:
                          BIG: {max_weight_g: 9000, max_longest_mm: 250, zones: [{countries: ["*"], first: {g: 9000, price: 4}}]}
                          SMALL: {max_weight_g: 2000, accepts: [battery], zones: [{countries: ["*"], first: {g: 9000, price: 4}}]}
                        """)
                .line("BED", 1)
                .line("CUP", 3)
                .plan();
        assertThat(part(plan).service()).isEqualTo("SMALL");
        assertThat(weights(plan)).containsExactly(1500, 1500, 2000, 1000);
    }

    @Test
    void aServiceThatTakesNoBatteryDividesNothingWithOne() {
        SourcingPlan plan = trial("unit")
                .stock("cn", "A", 5)
                .goods("A", 1500, 1, null, "battery_966")
                .line("A", 4)
                .plan();
        assertThat(part(plan).service()).isEqualTo("DEAR");
        assertThat(weights(plan)).containsExactly(4500, 1500);
    }

    @Test
    void bundlesAndUnitsOfSeveralBoxesBesideThem() {
        SourcingPlan plan = trial("unit")
                .bundle("SET", Map.of("CUP", 2))
                .stock("cn", "CUP", 20)
                .stock("cn", "BED", 1)
                .goods("CUP", 700, 1, null)
                .goods("BED", 6000, 2, null)
                .line("SET", 5)
                .line("BED", 1)
                .plan();
        // The bed's two boxes of 3 kg, and 7 kg of sets: three by three.
        assertThat(weights(plan)).containsExactly(3000, 3000, 4200, 2800);
        assertThat(part(plan).parcels().get(2).contents()).containsExactly(new Packing.Content(1, "SET", 3, 1));
    }

    @Test
    void warehouseThatMakesTheLabelIsToldHowManyBoxes() {
        SourcingPlan plan = new Trial("routings: [{name: all, rules: [{name: only, warehouses: [us], split: unit}]}]\n")
                .card(
                        "us",
                        """
                        account: us
                        currency: USD
                        services:
                          GROUND: {transit_days: 3, max_weight_g: 1000, zones: [{countries: ["*"], first: {g: 9000, price: 4}}]}
                        """)
                .stock("us", "A", 5)
                .goods("A", 600, 1, null)
                .line("A", 3)
                .plan();
        assertThat(part(plan).parcels()).singleElement().satisfies(parcel -> {
            assertThat(parcel.boxes()).isEqualTo(3);
            assertThat(parcel.weightG()).isEqualTo(1800);
        });
        assertThat(plan.proposals().get(0).cost()).isEqualByComparingTo("12");
    }
}
