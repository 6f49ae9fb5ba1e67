package io.openclaw.sourcing.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.rates.Box;
import io.openclaw.rates.Quote;
import io.openclaw.rates.RateBook;
import io.openclaw.sourcing.plan.OracleCase.House;
import io.openclaw.sourcing.plan.OracleCase.Rule;
import io.openclaw.sourcing.plan.OraclePlan.Verdict;
import io.openclaw.sourcing.plan.OraclePlan.Way;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random small orders, decided by the hub and, from the documented words alone, by trying everything. Run with
 * {@code -Dseed= -Drounds=} to repeat, or to try more of them.
 */
class PlanOracleTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whatTheWordsSayIsWhatIsPlanned() throws IOException {
        long seed = Long.getLong("seed", 20260304L);
        int rounds = Integer.getInteger("rounds", 300);
        System.out.println("PlanOracleTest seed " + seed + ", " + rounds + " rounds");
        OracleCases cases = new OracleCases(new Random(seed));
        Map<String, Integer> seen = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            OracleCase given = cases.next();
            try {
                RateBook book = given.book();
                quotes(given, book);
                seen.merge(planned(given, book), 1, Integer::sum);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", round " + round + "\n" + given.told() + "\n" + e.getMessage(), e);
            }
        }
        System.out.println("PlanOracleTest " + seen);
    }

    /** Every service's word on all of the order and on each line of it. */
    private static void quotes(OracleCase given, RateBook book) {
        OracleShipping oracle = new OracleShipping(given);
        List<int[]> tried = new ArrayList<>(List.of(new OraclePlan(given, false).all()));
        for (int line = 0; line < given.wants().size(); line++) {
            int[] one = new int[given.wants().size()];
            one[line] = 1;
            tried.add(one);
        }
        for (OracleCase.Card card : given.cards()) {
            for (OracleCase.Service service : card.services()) {
                for (int[] units : tried) {
                    List<OracleShipping.Parcel> parcels = oracle.parcels(units, null);
                    List<Box> boxes = parcels.stream()
                            .map(p -> new Box(p.weightG(), p.volumeMm3(), p.longest(), p.sides(), p.special()))
                            .toList();
                    Quote quote =
                            book.quote(card.account(), service.name(), given.country(), given.postalCode(), boxes);
                    String which = card.account() + "/" + service.name() + " for " + parcels;
                    BigDecimal cost = oracle.cost(card, service, parcels);
                    List<String> refusals = parcels.stream()
                            .flatMap(parcel -> oracle.refusals(service, parcel).stream())
                            .toList();
                    assertThat(quote.refused()).as(which).isEqualTo(cost == null);
                    if (cost == null) {
                        assertThat(refusals).as(which).contains(quote.refusal());
                    } else {
                        assertThat(quote.cost()).as(which).isEqualByComparingTo(cost);
                    }
                }
            }
        }
    }

    private static String planned(OracleCase given, RateBook book) throws IOException {
        SourcingPlan plan = given.plan(book);
        OraclePlan oracle = new OraclePlan(given, false);
        List<Rule> tried = oracle.tried();
        Rule rule = tried.get(tried.size() - 1);
        List<Way> ways = oracle.ways(rule);
        String hub = "hub: " + plan.decision();
        assertThat(plan.rule()).as(hub).isEqualTo(rule.name());
        assertThat(plan.possible()).as(hub + "\noracle: " + ways.size()).isEqualTo(!ways.isEmpty());
        refusedForATrueReason(given, oracle, tried, plan, hub);
        if (ways.isEmpty()) {
            WaitsFor.Cause cause = waitsFor(given, oracle);
            assertThat(plan.waitsFor().cause()).as(hub).isEqualTo(cause);
            return cause.word();
        }
        List<Way> own = new ArrayList<>();
        for (SourcingPlan.Proposal proposal : plan.proposals()) {
            own.add(sameWay(given, oracle, rule, proposal, hub));
        }
        int fewest = ways.stream().mapToInt(Way::boxes).min().orElseThrow();
        boolean priced = ways.stream().noneMatch(way -> way.boxes() == fewest && way.divided());
        Comparator<Way> order = oracle.order(rule, priced);
        Way best = ways.stream().min(order).orElseThrow();
        assertThat(order.compare(best, own.get(0)))
                .as(hub + "\noracle: " + told(best) + "\nhub's: " + told(own.get(0)))
                .isZero();
        assertThat(own)
                .as(hub)
                .isSortedAccordingTo(oracle.order(rule, own.stream().noneMatch(Way::divided)));
        explained(plan, hub);
        return best.units().size() > 1
                ? best.divided() ? "split and divided" : "split"
                : best.divided() ? "divided" : "from one";
    }

    private static String told(Way way) {
        StringBuilder told = new StringBuilder();
        way.units().forEach((house, units) -> told.append(house.name()).append(Arrays.toString(units)));
        return told + " boxes " + way.boxes() + (way.divided() ? " divided" : "") + (way.late() ? " late" : "")
                + " cost " + way.cost() + " arrives " + way.arrives();
    }

    /** What the hub proposes takes what is there, and is boxed, priced and timed as the words say. */
    private static Way sameWay(
            OracleCase given, OraclePlan oracle, Rule rule, SourcingPlan.Proposal proposal, String hub) {
        Map<House, int[]> units = new LinkedHashMap<>();
        int[] served = new int[given.wants().size()];
        BigDecimal cost = BigDecimal.ZERO;
        boolean late = false;
        for (SourcingPlan.Part part : proposal.parts()) {
            House house = oracle.house(part.warehouse());
            int[] own = oracle.units(part.lines());
            assertThat(units.put(house, own)).as(hub).isNull();
            assertThat(oracle.verdict(rule, house).compareTo(Verdict.TOO_FAR))
                    .as(hub)
                    .isPositive();
            oracle.needs(own)
                    .forEach((sku, needed) ->
                            assertThat(needed).as(hub).isLessThanOrEqualTo(oracle.available(rule, house, sku)));
            for (int line = 0; line < own.length; line++) {
                served[line] += own[line];
            }
            OracleShipping.Offer offer = sameOffer(given, oracle, rule, house, own, part, hub);
            cost = cost.add(offer.cost());
            late |= offer.late();
        }
        assertThat(served).as(hub).isEqualTo(oracle.all());
        Way way = oracle.way(rule, units);
        assertThat(proposal.boxes())
                .as(hub + "\n" + told(way))
                .isEqualTo(way.boxes())
                .isLessThanOrEqualTo(oracle.most(rule));
        assertThat(proposal.cost()).as(hub).isEqualByComparingTo(cost);
        assertThat(proposal.onTime()).as(hub).isEqualTo(!late);
        return way;
    }

    private static OracleShipping.Offer sameOffer(
            OracleCase given,
            OraclePlan oracle,
            Rule rule,
            House house,
            int[] own,
            SourcingPlan.Part part,
            String hub) {
        ShippingChoice.Option taken = part.shipping().taken();
        String seller = part.carrier() == null ? part.warehouse() : part.carrier();
        String which = hub + "\n" + house.name() + " by " + seller + "/" + part.service();
        OracleShipping.Shipping shipped = oracle.shipping.ship(house, own, rule);
        Map.Entry<OracleCase.Card, OracleCase.Service> sold = oracle.shipping.services(house).stream()
                .filter(one -> one.getKey().account().equals(seller)
                        && one.getValue().name().equals(part.service()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not to be used: " + which));
        List<List<Demand.Line>> divided = part.shipping().divided();
        assertThat(divided != null).as(which).isEqualTo(shipped.divided());
        List<OracleShipping.Parcel> parcels = oracle.shipping.parcels(
                own,
                divided == null ? null : divided.stream().map(oracle::units).toList());
        BigDecimal cost = oracle.shipping.cost(sold.getKey(), sold.getValue(), parcels);
        assertThat(cost).as("taken: " + which).isNotNull();
        OracleShipping.Offer offer = oracle.shipping.offer(house, sold.getKey(), sold.getValue(), cost);
        assertThat(taken.cost()).as(which).isEqualByComparingTo(cost);
        assertThat(taken.handOver().toInstant())
                .as(which)
                .isEqualTo(offer.handOver().toInstant());
        assertThat(taken.arrives().toInstant())
                .as(which)
                .isEqualTo(offer.arrives().toInstant());
        assertThat(taken.late() != null).as(which).isEqualTo(offer.late());
        if (divided == null) {
            assertThat(shipped.best()).as(which).contains(offer);
        } else {
            // Whole: every unit is in one of the parcels, and no line that has to stay whole in two.
            int[] inBoxes = new int[own.length];
            divided.forEach(box -> box.forEach(line -> inBoxes[line.lineNo() - 1] += line.quantity()));
            given.wants().stream()
                    .filter(want -> inBoxes[want.no() - 1] > 0)
                    .forEach(
                            want -> assertThat(inBoxes[want.no() - 1]).as(which).isEqualTo(own[want.no() - 1]));
        }
        return offer;
    }

    private static void refusedForATrueReason(
            OracleCase given, OraclePlan oracle, List<Rule> tried, SourcingPlan plan, String hub) {
        List<SourcingPlan.Considered> all = plan.considered();
        assertThat(all.stream().map(SourcingPlan.Considered::rule).distinct())
                .as(hub)
                .containsExactlyElementsOf(tried.stream().map(Rule::name).toList());
        for (SourcingPlan.Considered one : all) {
            House house = given.houses().stream()
                    .filter(h -> h.name().equals(one.warehouse()))
                    .findFirst()
                    .orElse(null);
            if (house == null) {
                assertThat(one.fits()).as(hub).isFalse();
                continue;
            }
            Rule rule = tried.stream()
                    .filter(r -> r.name().equals(one.rule()))
                    .findFirst()
                    .orElseThrow();
            Verdict verdict = oracle.verdict(rule, house);
            String which = hub + "\n" + one + " is " + verdict;
            assertThat(one.inRule()).as(which).isEqualTo(verdict != Verdict.OUTSIDE);
            assertThat(one.fits()).as(which).isEqualTo(verdict == Verdict.FITS);
            Stream<String> words =
                    switch (verdict) {
                        case OUTSIDE ->
                            Stream.of(
                                    rule.names() != null && !rule.names().contains(house.name())
                                            ? "is not one of"
                                            : "stands in " + house.country());
                        case FULL -> Stream.of("has " + house.planned() + " fulfillments planned today");
                        case TOO_FAR ->
                            Stream.of(given.country().equals("FR") ? "at a distance nobody knows" : "km away");
                        case LACKING -> oracle.shortages(rule, house).stream();
                        case NO_SERVICE ->
                            oracle.shipping.services(house).stream()
                                    .map(service -> service.getValue().name());
                        case TOO_MANY_PARCELS -> Stream.of("would take ", oracle.most(rule) + " are allowed");
                        case FITS -> Stream.of("has all that is needed");
                    };
            assertThat(words).as(which).allMatch(one.reason()::contains);
        }
    }

    /** What has to be otherwise for it to be shipped; the goods, where that is not enough. */
    private static WaitsFor.Cause waitsFor(OracleCase given, OraclePlan oracle) {
        if (given.cod()) {
            OraclePlan paid = new OraclePlan(given.paidBefore(), false);
            List<Rule> tried = paid.tried();
            if (!paid.ways(tried.get(tried.size() - 1)).isEmpty()) {
                return WaitsFor.Cause.NO_COD_SERVICE;
            }
        }
        OraclePlan tomorrow = new OraclePlan(given, true);
        List<Rule> tried = tomorrow.tried();
        if (!tomorrow.ways(tried.get(tried.size() - 1)).isEmpty()) {
            return WaitsFor.Cause.CAPACITY_FULL;
        }
        return oracle.unshippable() ? WaitsFor.Cause.NO_SERVICE : WaitsFor.Cause.STOCK_SHORTAGE;
    }

    private static void explained(SourcingPlan plan, String hub) throws IOException {
        SourcingPlan.Proposal chosen = plan.proposals().get(0);
        JsonNode told = JSON.readTree(Explanation.of(plan, chosen, plan.decision(), List.of()));
        JsonNode alternatives = told.get("alternatives");
        assertThat(alternatives.size())
                .as(hub)
                .isEqualTo(Math.min(5, plan.proposals().size()));
        for (int i = 0; i < alternatives.size(); i++) {
            JsonNode one = alternatives.get(i);
            SourcingPlan.Proposal proposal = plan.proposals().get(i);
            assertThat(one.get("chosen").asBoolean()).as(hub).isEqualTo(i == 0);
            assertThat(one.get("parcels").asInt()).as(hub).isEqualTo(proposal.boxes());
            assertThat(one.get("on_time").asBoolean()).as(hub).isEqualTo(proposal.onTime());
            BigDecimal sum = BigDecimal.ZERO;
            int boxes = 0;
            for (int no = 0; no < proposal.parts().size(); no++) {
                JsonNode part = one.get("fulfillments").get(no);
                assertThat(part.get("warehouse").asText())
                        .as(hub)
                        .isEqualTo(proposal.parts().get(no).warehouse());
                assertThat(part.get("service").asText())
                        .as(hub)
                        .isEqualTo(proposal.parts().get(no).service());
                boxes += part.get("parcels").asInt();
                sum = sum.add(new BigDecimal(part.get("cost").asText()));
            }
            assertThat(boxes).as(hub).isEqualTo(proposal.boxes());
            // Each is told to the cent, and so is what they make together.
            BigDecimal cent = new BigDecimal("0.005")
                    .multiply(BigDecimal.valueOf(proposal.parts().size() + 1L));
            assertThat(new BigDecimal(one.get("cost").asText())).as(hub).isCloseTo(sum, within(cent));
        }
    }
}
