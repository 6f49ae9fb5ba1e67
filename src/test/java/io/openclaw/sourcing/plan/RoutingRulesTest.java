package io.openclaw.sourcing.plan;

import static io.openclaw.sourcing.plan.Trial.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.sourcing.rules.SourcingRules;
import io.openclaw.sourcing.rules.WarehouseFacts;
import io.openclaw.stock.Shortage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What routings, rules, filters, sorts and actions do. */
class RoutingRulesTest {

    private static String one(String rule) {
        return "routings:\n  - name: all\n    rules:\n      - name: only\n        " + rule.replace("\n", "\n        ")
                + "\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accounts: [shop]      | us | ",
                "accounts: [market]    | cn | routing 'special': is not for shop",
                "countries: [US]       | us | ",
                "countries: [DE, FR]   | cn | is not for destination US",
                "tags: [vip]           | us | ",
                "tags: [gift]          | cn | the order bears none of the tags gift",
                "skus: [A]             | us | ",
                "skus: [B]             | cn | the order has none of its SKUs",
                "categories: [things]  | us | ",
                "categories: [food]    | cn | the order has nothing of category food",
                "ship_within: 2 days   | us | ",
                "ship_within: 20 hours | cn | ship_by is further away than 20 hours",
                "'value: {from: 400, currency: CNY}' | us | ",
                "'value: {from: 500, currency: CNY}' | cn | the order is worth less than 500 CNY",
                "'value: {below: 60, currency: USD}' | cn | the order is not worth less than 60 USD",
                "'value: {below: 60, currency: THB}' | cn | there is no exchange rate for THB",
            })
    void firstRoutingWhoseFiltersAreMetTakesTheOrder(String filter, String warehouse, String passed) {
        SourcingPlan plan = new Trial(
                        """
                        routings:
                          - name: special
                            orders: {%s}
                            rules: [{name: abroad, warehouses: [us]}]
                          - name: rest
                            rules: [{name: home, warehouses: [cn]}]
                        """
                                .formatted(filter))
                .stock("cn", "A", 5)
                .stock("us", "A", 5)
                .goods("A", 100, 1, null)
                .tags("vip")
                .value("60")
                .shipBy("2026-03-05T12:00:00Z")
                .line("A", 1)
                .plan();
        assertThat(told(plan)).isEqualTo(warehouse + ": Ax1");
        if (passed == null) {
            assertThat(plan.passed()).isEmpty();
        } else {
            assertThat(plan.passed()).singleElement().asString().contains(passed);
        }
    }

    @Test
    void orderThatNoRoutingTakesWaitsAndSaysWhy() {
        SourcingPlan plan = new Trial(
                        "routings: [{name: eu, orders: {countries: [DE]}, rules: [{name: r, warehouses: [de]}]}]")
                .stock("de", "A", 1)
                .line("A", 1)
                .plan();
        assertThat(told(plan))
                .isEqualTo(
                        "waits: no routing of config/sourcing.yaml takes the order: routing 'eu': is not for destination US");
        assertThat(plan.waitsFor().cause()).isEqualTo(WaitsFor.Cause.NO_ROUTING);
        assertThat(plan.shortSkus()).as("there are goods").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "groups: [sea]            | us | is not in group sea",
                "kinds: [platform]        | us | is of kind own",
                "countries: [DE]          | de | stands in US",
                "countries: [destination] | us | stands in CN",
                "max_distance_km: 500     | us | km away, the rule goes up to 500 km",
                "names: [de]              | de | is not one of de",
            })
    void filterLeavesOutWarehousesAndSaysWhy(String filter, String left, String reason) {
        SourcingPlan plan = new Trial(
                        one("warehouses: {" + filter + "}")
                                + """
                        warehouses:
                          cn: {group: land, kind: own, country: CN, location: {lat: 22, lon: 114}}
                          us: {group: sea, kind: platform, country: US, location: {lat: 40, lon: -100}}
                          de: {group: land, country: DE, location: {lat: 50, lon: 9}}
                        places: [{country: US, lat: 39, lon: -99}]
                        """)
                .stock("cn", "A", 5)
                .stock("us", "A", 5)
                .stock("de", "A", 5)
                .line("A", 1)
                .plan();
        assertThat(told(plan)).isEqualTo(left + ": Ax1");
        assertThat(plan.considered()).anyMatch(c -> !c.fits() && c.reason().contains(reason));
    }

    @Test
    void distanceNobodyKnowsIsNoDistance() {
        SourcingPlan plan = new Trial(one("warehouses: {max_distance_km: 500}"))
                .stock("us", "A", 1)
                .line("A", 1)
                .plan();
        assertThat(told(plan)).contains("is at a distance nobody knows: give its location");
    }

    @ParameterizedTest
    @CsvSource({
        "priority, cn",
        "cost, de",
        "fastest, us",
        "home, us",
        "stock_balance, de",
        "distance, us",
    })
    void sortPutsThoseThatFitInOrder(String sort, String first) {
        SourcingPlan plan = new Trial(
                        one("sort: [" + sort + "]")
                                + """
                        warehouses:
                          cn: {location: {lat: 22, lon: 114}}
                          us: {location: {lat: 40, lon: -100}}
                          de: {location: {lat: 50, lon: 9}}
                        places: [{country: US, lat: 39, lon: -99}, {country: US, postal_prefix: "9", lat: 37, lon: -120}]
                        """)
                .price("post", "ECO", "9", "8-15")
                .price("us", "GROUND", "8", "2-3")
                .price("de", "PAKET", "7", "4-5")
                .stock("cn", "A", 5)
                .stock("us", "A", 6)
                .stock("de", "A", 9)
                .goods("A", 100, 1, "us")
                .line("A", 1)
                .plan();
        assertThat(told(plan)).isEqualTo(first + ": Ax1");
        assertThat(plan.proposals()).hasSize(3);
        assertThat(plan.decision()).contains("by " + sort);
    }

    @Test
    void homeOfTheFileCountsWhereTheProductNamesNone() {
        Trial trial = new Trial(one("sort: [home]") + "homes: {de: [A]}\n")
                .stock("cn", "A", 5)
                .stock("de", "A", 5)
                .line("A", 1);
        assertThat(told(trial.plan())).isEqualTo("de: Ax1");
    }

    @Test
    void whatIsNotCarriedGoesOnWhatIsSoldOutWaits() {
        String rules =
                """
                routings:
                  - name: all
                    rules:
                      - {name: first, warehouses: [cn], otherwise: next_rule_if_not_carried}
                      - {name: second, otherwise: {queue: people, cancel_after: 3 days}}
                """;
        assertThat(told(new Trial(rules).stock("us", "A", 5).line("A", 1).plan()))
                .isEqualTo("us: Ax1");
        SourcingPlan soldOut = new Trial(rules)
                .stock("cn", "A", 0)
                .stock("us", "A", 5)
                .line("A", 1)
                .plan();
        assertThat(soldOut.possible()).isFalse();
        assertThat(soldOut.rule()).isEqualTo("first");
        assertThat(soldOut.queue()).isEqualTo("backorder");
        SourcingPlan nowhere = new Trial(rules).stock("us", "A", 0).line("A", 1).plan();
        assertThat(nowhere.queue()).isEqualTo("people");
        assertThat(nowhere.cancelAt()).isEqualTo(Trial.NOW.plusDays(3));
        assertThat(nowhere.shortSkus()).containsExactly("A");
    }

    @Test
    void nextRuleIsTriedWhateverIsMissing() {
        SourcingPlan plan = new Trial(
                        """
                        routings:
                          - name: all
                            rules:
                              - {name: first, warehouses: [cn], otherwise: next_rule}
                              - {name: second, warehouses: [us]}
                        """)
                .stock("cn", "A", 0)
                .stock("us", "A", 5)
                .line("A", 1)
                .plan();
        assertThat(told(plan)).isEqualTo("us: Ax1");
        assertThat(plan.decision()).contains("rule 'second'").contains("passed over: cn has 0 of the 1 A needed");
    }

    @Test
    void capacityOfTheDayIsHonoured() {
        String rules = one("warehouses: [cn, us]") + "warehouses: {cn: {capacity_per_day: 3}}\n";
        Trial trial = new Trial(rules).stock("cn", "A", 5).stock("us", "A", 5).line("A", 1);
        assertThat(told(trial.planned("cn", 2).plan())).isEqualTo("cn: Ax1");
        SourcingPlan full = trial.planned("cn", 3).plan();
        assertThat(told(full)).isEqualTo("us: Ax1");
        assertThat(full.decision()).contains("cn has 3 fulfillments planned today, its capacity is 3 a day");
    }

    @Test
    void capacityOfTheRuleGoesBeforeTheWarehouses() {
        String rules =
                one("warehouses: {names: [cn], capacity_per_day: 5}") + "warehouses: {cn: {capacity_per_day: 3}}\n";
        assertThat(told(new Trial(rules)
                        .stock("cn", "A", 5)
                        .planned("cn", 4)
                        .line("A", 1)
                        .plan()))
                .isEqualTo("cn: Ax1");
    }

    @Test
    void brokeringSafetyStockIsLeftInTheWarehouse() {
        String rules = one("warehouses: [cn]") + "warehouses: {cn: {brokering_safety_stock: 2}}\n";
        assertThat(told(new Trial(rules).stock("cn", "A", 5).line("A", 3).plan()))
                .isEqualTo("cn: Ax3");
        assertThat(told(new Trial(rules).stock("cn", "A", 5).line("A", 4).plan()))
                .contains("cn has 3 of the 4 A needed, 2 kept back by brokering_safety_stock");
    }

    @Test
    void warehouseServesTheAccountsItIsFor() {
        String rules = one("warehouses: [us, de]") + "warehouses: {us: {accounts: [market]}}\n";
        SourcingPlan plan = new Trial(rules)
                .stock("us", "A", 5)
                .stock("de", "A", 5)
                .line("A", 1)
                .plan();
        assertThat(told(plan)).isEqualTo("de: Ax1");
        assertThat(plan.considered()).anyMatch(c -> c.reason().equals("does not serve shop"));
    }

    @Test
    void amazonsWarehouseShipsWithItsOwnProduct() {
        Trial trial = new Trial(one("warehouses: {kinds: [platform]}")
                        + "warehouses: {fba-us: {kind: platform, label_source: warehouse, services: [MCF-STANDARD]}}\n")
                .warehouses("fba-us")
                .price("fba-us", "MCF-STANDARD", "6.50", "3-5")
                .stock("fba-us", "A", 5)
                .stock("us", "A", 5)
                .line("A", 1);
        SourcingPlan plan = trial.plan();
        assertThat(told(plan)).isEqualTo("fba-us: Ax1");
        assertThat(Trial.service(plan)).isEqualTo("warehouse null MCF-STANDARD");
    }

    @Test
    void accountDrawsOnTheWarehousesOfTheRoutingsItMayMeet() {
        Trial trial = new Trial(
                """
                routings:
                  - {name: market, orders: {accounts: [market]}, rules: [{name: r, warehouses: [de]}]}
                  - {name: eu, orders: {countries: [DE]}, rules: [{name: r, warehouses: [us]}]}
                  - {name: rest, rules: [{name: r, warehouses: [cn]}]}
                """);
        SourcingRules rules = trial.rules();
        WarehouseFacts facts = new WarehouseFacts(rules, trial.accounts);
        List<String> all = List.of("cn", "de", "us");
        assertThat(rules.reachable("market", null, all, facts)).containsExactly("de");
        assertThat(rules.reachable("shop", null, all, facts)).containsExactly("us", "cn");
        assertThat(rules.reachable(null, "US", all, facts)).containsExactly("de", "cn");
    }

    @Test
    void aRoutingIsForWhatTheBuyerPaidFor() {
        String rules =
                """
                routings:
                  - name: express
                    orders: {shipping_method: ["express*", Next Day]}
                    rules: [{name: fast, warehouses: [us]}]
                  - name: standard
                    rules: [{name: slow, warehouses: [cn]}]
                """;
        for (String[] chosen : List.of(
                new String[] {"Express 1-3 days", "X", "express"},
                new String[] {"Lieferung", "NEXT DAY", "express"},
                new String[] {"Not express", null, "standard"})) {
            SourcingPlan plan = new Trial(rules)
                    .stock("us", "A", 5)
                    .stock("cn", "A", 5)
                    .line("A", 1)
                    .shippingMethod(chosen[0], chosen[1])
                    .plan();
            assertThat(plan.routing()).as(chosen[0]).isEqualTo(chosen[2]);
            assertThat(Explanation.of(plan, plan.proposals().get(0), "why", List.of()))
                    .contains("\"shipping_method\":{\"title\":\"" + chosen[0]);
        }
        SourcingPlan none = new Trial(rules).stock("cn", "A", 5).line("A", 1).plan();
        assertThat(none.passed()).singleElement().asString().contains("names no shipping method");
        SourcingPlan other = new Trial(rules)
                .stock("cn", "A", 5)
                .line("A", 1)
                .shippingMethod("Not express", null)
                .plan();
        assertThat(other.passed())
                .singleElement()
                .asString()
                .contains("the buyer chose 'Not express', it is for Next Day, express*");
    }

    @Test
    void cashOnDeliveryTakesAServiceThatCollects() {
        String card =
                """
                account: post
                currency: USD
                services:
                  ECO: {transit_days: 9, zones: [{countries: ["*"], first: {g: 100000, price: 3}}]}
                  CASH: {cod: true, transit_days: 9, zones: [{countries: ["*"], first: {g: 100000, price: 8}}]}
                """;
        Trial trial = new Trial(one("warehouses: [us, cn]"))
                .card("post", card)
                .stock("us", "A", 5)
                .stock("cn", "A", 5);
        SourcingPlan plan = trial.line("A", 1).cashOnDelivery().plan();
        assertThat(plan.proposals()).hasSize(1);
        SourcingPlan.Part part = plan.proposals().get(0).parts().get(0);
        assertThat(part.warehouse()).isEqualTo("cn");
        assertThat(part.service()).isEqualTo("CASH");
        assertThat(Explanation.of(plan, plan.proposals().get(0), "why", List.of()))
                .contains("\"cash_on_delivery\":true")
                .contains("collects no cash on delivery");

        SourcingPlan none = new Trial(one("warehouses: [us]"))
                .stock("us", "A", 5)
                .line("A", 1)
                .cashOnDelivery()
                .plan();
        assertThat(none.possible()).isFalse();
        assertThat(none.decision()).contains("collects no cash on delivery");
    }

    @Test
    void unmappedCodeWaitsAndIsNamed() {
        Trial trial = new Trial(one("warehouses: [cn]")).stock("cn", "A", 5);
        Demand demand = trial.demand();
        Demand unmapped = new Demand(
                demand.tenant(),
                "O1",
                "shop",
                1,
                "US",
                null,
                false,
                true,
                Trial.NOW,
                null,
                null,
                "USD",
                null,
                List.of(),
                null,
                false,
                false,
                Demand.Splitting.FREE,
                List.of(new Demand.Line(1, "SHOP-9", null, 1, null, null, null, Map.of())),
                Map.of());
        SourcingPlan plan = new Planner(trial.rules(), trial.book(), trial.accounts).plan(unmapped, trial.supply());
        assertThat(plan.decision()).contains("which SKU the platform's SHOP-9 is", "/api/v2.1/products/");
        assertThat(plan.waitsFor().cause()).isEqualTo(WaitsFor.Cause.SKU_UNMAPPED);
        assertThat(plan.shortSkus()).isEmpty();
    }

    @Test
    void explanationNamesAlternativesCostsAndRefusals() {
        SourcingPlan plan = new Trial(one("warehouses: {groups: [a]}\nsort: [cost]")
                        + "warehouses: {cn: {group: a}, us: {group: a}, de: {group: b}}\n")
                .price("post", "ECO", "9", "8-15")
                .price("us", "GROUND", "8", "2-3")
                .stock("cn", "A", 5)
                .stock("us", "A", 5)
                .goods("A", 100, 1, null)
                .line("A", 2)
                .plan();
        String told = Explanation.of(
                plan,
                plan.proposals().get(1),
                plan.proposals().get(1).decision(),
                List.of(new Shortage("us", "A", 2, 0).toString()));
        assertThat(told)
                .contains("\"chosen\":false", "\"chosen\":true", "\"cost\":\"8.00\"", "\"cost\":\"9.00\"")
                .contains("\"rule\":\"only\"", "\"routing\":\"all\"")
                .contains("is not in group a")
                .contains("\"overtaken\"");
        assertThat(plan.decision())
                .contains("us has every line, destination US; label from the warehouse, service GROUND at 8.00 USD")
                .contains("before cn (9.00 USD) by cost");
    }
}
