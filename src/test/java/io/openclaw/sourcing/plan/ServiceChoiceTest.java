package io.openclaw.sourcing.plan;

import static io.openclaw.sourcing.plan.Trial.service;
import static io.openclaw.sourcing.plan.Trial.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which service is taken, who makes the label, and what the clock has to say. */
class ServiceChoiceTest {

    private static final String TWO =
            """
            account: post
            currency: CNY
            time_zone: Asia/Shanghai
            services:
              ECO:
                transit_days: 10-20
                zones: [{countries: ["*"], first: {g: 1000, price: 35}}]
              FAST:
                transit_days: 3-5
                cut_off: "19:00"
                accepts: [battery_966]
                zones: [{countries: ["*"], first: {g: 1000, price: 140}}]
            """;

    private static Trial trial(String service, String warehouse) {
        return new Trial("routings: [{name: all, rules: [{name: only, warehouses: [cn], service: " + service + "}]}]\n"
                        + "warehouses: {cn: {" + warehouse + "}}\n")
                .card("post", TWO)
                .stock("cn", "A", 5)
                .goods("A", 500, 1, null)
                .line("A", 1);
    }

    @Test
    void cheapestFastestOrPreferred() {
        SourcingPlan cheapest = trial("cheapest", "").plan();
        assertThat(service(cheapest)).isEqualTo("carrier post ECO");
        assertThat(cheapest.proposals().get(0).cost()).isEqualByComparingTo("5");
        assertThat(cheapest.decision()).contains("service ECO at 5.00 USD, cheapest of 2");
        assertThat(service(trial("fastest", "").plan())).isEqualTo("carrier post FAST");
        SourcingPlan preferred = trial("[NONE, post/FAST, ECO]", "").plan();
        assertThat(service(preferred)).isEqualTo("carrier post FAST");
        assertThat(preferred.decision()).contains("preferred among 2");
    }

    @Test
    void whatNoRateCardPricesIsLeftOutAndNamed() {
        String both = "carriers: [bare, post], services: [bare/NEW, post/FAST, post/ECO]";
        assertThat(bare("cheapest", both.replace(", post/ECO", "")).plan().decision())
                .contains("service FAST at 20.00 USD, the only one with a price;"
                        + " left out because no rate card prices it: bare/NEW");
        assertThat(bare("cheapest", both).plan().decision())
                .contains("service ECO at 5.00 USD, cheapest of 2; left out because no rate card prices it: bare/NEW");
        assertThat(bare("fastest", both).plan().decision())
                .contains("fastest of 2; left out because no rate card says how long it takes: bare/NEW");
        assertThat(bare("[NEW, ECO]", both).plan().decision()).contains("preferred among 3, price unknown");
    }

    private static Trial bare(String service, String warehouse) {
        Trial trial = trial(service, warehouse);
        trial.accounts.carrier("bare", Map.of());
        return trial;
    }

    @Test
    void serviceThatIsInTimeGoesBeforeACheaperOne() {
        SourcingPlan plan =
                trial("cheapest", "").deliverBy("2026-03-12T00:00:00Z").plan();
        assertThat(service(plan)).isEqualTo("carrier post FAST");
        assertThat(plan.decision()).contains("the only one in time");
        SourcingPlan late =
                trial("cheapest", "").deliverBy("2026-03-05T00:00:00Z").plan();
        assertThat(service(late)).isEqualTo("carrier post ECO");
        assertThat(late.decision()).contains("deliver_by is 2026-03-05T00:00Z");
        assertThat(late.proposals().get(0).onTime()).isFalse();
    }

    @Test
    void cutOffsDecideWhatMakesShipBy() {
        // It is 18:00 in Shanghai: the warehouse's cut-off at 17:00 has passed, the carrier collects at 19:00 the next
        // day.
        String afternoon = "cut_off: \"17:00\", time_zone: Asia/Shanghai";
        assertThat(service(trial("fastest", afternoon)
                        .shipBy("2026-03-05T10:00:00Z")
                        .plan()))
                .isEqualTo("carrier post ECO");
        assertThat(service(trial("fastest", afternoon)
                        .shipBy("2026-03-05T11:00:00Z")
                        .plan()))
                .isEqualTo("carrier post FAST");
        String evening = "cut_off: \"18:30\", time_zone: Asia/Shanghai";
        assertThat(trial("fastest", evening)
                        .shipBy("2026-03-04T11:00:00Z")
                        .plan()
                        .proposals()
                        .get(0)
                        .onTime())
                .isTrue();
        String handled = evening + ", handling_days: 2, working_days: [mon, tue, wed, thu]";
        // Wednesday, two working days on is Monday.
        SourcingPlan slow =
                trial("cheapest", handled).shipBy("2026-03-08T00:00:00Z").plan();
        assertThat(slow.decision()).contains("is handed over at 2026-03-09T18:30+08:00, ship_by is 2026-03-08T00:00Z");
    }

    @Test
    void warehouseThatIsLateComesAfterOneThatIsNot() {
        Trial trial = new Trial("routings: [{name: all, rules: [{name: only, warehouses: [cn, us]}]}]\n"
                        + "warehouses: {cn: {handling_days: 3}}\n")
                .stock("cn", "A", 5)
                .stock("us", "A", 5)
                .line("A", 1)
                .shipBy("2026-03-05T00:00:00Z");
        SourcingPlan plan = trial.plan();
        assertThat(told(plan)).isEqualTo("us: Ax1");
        assertThat(plan.decision()).contains("before cn because it is in time");
        assertThat(plan.proposals()).hasSize(2);
    }

    @Test
    void goodsThatNeedConsentGoWhereItIsGiven() {
        SourcingPlan plan =
                trial("cheapest", "").goods("A", 500, 1, null, "battery_966").plan();
        assertThat(service(plan)).isEqualTo("carrier post FAST");
        SourcingPlan none = trial("cheapest", "")
                .goods("A", 500, 1, null, "battery_967", "liquid")
                .plan();
        assertThat(told(none)).contains("has no service that takes it: post/");
        SourcingPlan heavy = trial("cheapest", "").goods("A", 1500, 1, null).plan();
        assertThat(told(heavy)).contains("post/ECO and post/FAST has no price for 1500 g");
    }

    @Test
    void servicesOfTheWarehouseAndOfTheContractLimitTheChoice() {
        assertThat(service(trial("cheapest", "services: [post/FAST]").plan())).isEqualTo("carrier post FAST");
        Trial contract = trial("cheapest", "");
        contract.accounts.carrier("post", Map.of("services", Map.of("FAST", Map.of("countries", List.of("*")))));
        assertThat(service(contract.plan())).isEqualTo("carrier post FAST");
        Trial abroad = trial("cheapest", "");
        abroad.accounts.carrier("post", Map.of("services", Map.of("FAST", Map.of("countries", List.of("DE")))));
        assertThat(told(abroad.plan()))
                .contains("post/FAST does not go to US")
                .contains("post/ECO is not among the services");
    }

    @Test
    void servicesOfOneSellerAreAllTheWarehouseMayUse() {
        String named = "carriers: [air, post], services: [post/FAST]";
        assertThat(service(
                        trial("cheapest", named).price("air", "JET", "1", "1").plan()))
                .isEqualTo("carrier post FAST");
        Trial own = trial("cheapest", "label_source: [carrier, warehouse], services: [post/FAST]")
                .price("cn", "OWN", "1", "1");
        assertThat(service(own.plan())).isEqualTo("carrier post FAST");
        Trial divided = trial("cheapest", named).price("air", "JET", "1", "1").line("A", 2);
        assertThat(told(divided.plan())).contains("waits").doesNotContain("JET");
    }

    @Test
    void ofEqualServicesTheOneTheWarehousePrefersIsTaken() {
        for (String first : List.of("air/JET, post/JET", "post/JET, air/JET")) {
            Trial equal = trial("cheapest", "carriers: [post, air], services: [" + first + "]")
                    .price("post", "JET", "4", "3")
                    .price("air", "JET", "4", "3");
            assertThat(service(equal.plan())).isEqualTo("carrier " + first.substring(0, first.indexOf('/')) + " JET");
        }
    }

    @Test
    void theSameMomentIsNoLaterInAnotherZone() {
        String rules =
                "routings: [{name: all, rules: [{name: only, warehouses: [cn, us], sort: [fastest, stock_balance]}]}]\n"
                        + "warehouses: {cn: {time_zone: Asia/Shanghai}, us: {time_zone: America/Los_Angeles}}\n";
        Trial trial = new Trial(rules)
                .price("post", "P", "4", "3")
                .price("us", "U", "4", "3")
                .goods("A", 500, 1, null)
                .line("A", 1);
        assertThat(told(trial.stock("cn", "A", 9).stock("us", "A", 2).plan())).isEqualTo("cn: Ax1");
        assertThat(told(trial.stock("us", "A", 99).plan())).isEqualTo("us: Ax1");
    }

    @Test
    void serviceThatNoRateCardHasIsNamed() {
        assertThat(told(trial("cheapest", "services: [post/FSAT]").plan()))
                .contains("post/FSAT is not on the rate card of post");
    }

    @Test
    void labelSourceFollowsFromTheChoice() {
        String both = "label_source: [carrier, warehouse], carriers: [post, air]";
        Trial trial = trial("cheapest", both).price("cn", "OWN", "4", "9").price("air", "JET", "4.50", "2");
        assertThat(service(trial.plan())).isEqualTo("warehouse null OWN");
        assertThat(service(trial("fastest", both)
                        .price("cn", "OWN", "4", "9")
                        .price("air", "JET", "4.50", "2")
                        .plan()))
                .isEqualTo("carrier air JET");
    }

    @Test
    void carrierThatIsOffSellsNothing() {
        Trial trial = trial("cheapest", "");
        trial.accounts.add("post", Account.Kind.CARRIER, Account.Mode.OFF, Map.of());
        assertThat(told(trial.plan())).contains("buys labels from post, whose account is in mode off");
    }

    @Test
    void weightNobodyKnowsHasNoPrice() {
        Trial trial = new Trial("default: [cn]\n")
                .card("post", TWO)
                .stock("cn", "A", 5)
                .line("A", 1);
        SourcingPlan plan = trial.plan();
        assertThat(plan.proposals().get(0).cost()).isNull();
        assertThat(plan.decision()).contains("no price: the weight is not known");
    }
}
