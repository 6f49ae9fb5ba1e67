package io.openclaw.tracking;

import static io.openclaw.tracking.Milestone.ATTEMPT_FAILED;
import static io.openclaw.tracking.Milestone.AVAILABLE_FOR_PICKUP;
import static io.openclaw.tracking.Milestone.CANCELLED;
import static io.openclaw.tracking.Milestone.CREATED;
import static io.openclaw.tracking.Milestone.CUSTOMS_CLEARED;
import static io.openclaw.tracking.Milestone.CUSTOMS_HOLD;
import static io.openclaw.tracking.Milestone.DELIVERED;
import static io.openclaw.tracking.Milestone.EXPORT_CUSTOMS;
import static io.openclaw.tracking.Milestone.IMPORT_CUSTOMS;
import static io.openclaw.tracking.Milestone.IN_TRANSIT;
import static io.openclaw.tracking.Milestone.LINEHAUL;
import static io.openclaw.tracking.Milestone.LOST;
import static io.openclaw.tracking.Milestone.OUT_FOR_DELIVERY;
import static io.openclaw.tracking.Milestone.PICKED_UP;
import static io.openclaw.tracking.Milestone.RETURNED;
import static io.openclaw.tracking.Milestone.RETURNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JourneyTest {

    private static final Instant START = Instant.parse("2024-06-01T00:00:00Z");

    private final List<Journey.Fact> facts = new ArrayList<>();

    private JourneyTest at(double hour, Milestone milestone) {
        return at(hour, milestone, null);
    }

    private JourneyTest at(double hour, Milestone milestone, String reason) {
        facts.add(new Journey.Fact(
                "e" + facts.size(),
                START.plus(Duration.ofMinutes(Math.round(hour * 60))),
                true,
                milestone,
                milestone.flag().map(Set::of).orElse(Set.of()),
                reason));
        return this;
    }

    /** Heard at that hour; when it happened nobody said. */
    private JourneyTest heard(double hour, Milestone milestone) {
        at(hour, milestone);
        Journey.Fact fact = facts.remove(facts.size() - 1);
        facts.add(new Journey.Fact(fact.id(), fact.at(), false, milestone, fact.flags(), null));
        return this;
    }

    private Journey.State state() {
        return Journey.of(facts);
    }

    @Test
    void aStatementWithoutAClockProvesNoOrder() {
        heard(100, Milestone.PICKED_UP).at(10, Milestone.DELIVERED);
        assertThat(state().leg()).as("the pickup of old is no second journey").isEqualTo(1);
        assertThat(state().milestone()).isEqualTo(Milestone.DELIVERED);

        facts.clear();
        at(10, Milestone.ATTEMPT_FAILED).heard(11, Milestone.OUT_FOR_DELIVERY);
        assertThat(state().flags()).as("it may have left before it failed").containsKey(Flag.ATTEMPT_FAILED);
        at(12, Milestone.OUT_FOR_DELIVERY);
        assertThat(state().flags()).isEmpty();

        facts.clear();
        heard(50, Milestone.RETURNING)
                .at(20, Milestone.RETURNING)
                .at(40, Milestone.RETURNED)
                .at(70, Milestone.PICKED_UP);
        heard(80, Milestone.RETURNING);
        assertThat(state().leg()).as("the return is counted once").isEqualTo(3);
    }

    @Test
    void whatWasHeardWithoutAClockYieldsToItsRealTime() {
        heard(30, Milestone.DELIVERED);
        assertThat(state().deliveredAt()).isEqualTo(START.plus(Duration.ofHours(30)));
        at(20, Milestone.DELIVERED);
        assertThat(state().deliveredAt()).isEqualTo(START.plus(Duration.ofHours(20)));
        assertThat(state().firstScanAt()).isEqualTo(START.plus(Duration.ofHours(20)));
        assertThat(state().milestoneAt()).isEqualTo(START.plus(Duration.ofHours(20)));
    }

    @Test
    void nothingReportedIsNoMilestone() {
        assertThat(state().milestone()).isNull();
        assertThat(state().leg()).isEqualTo(1);
        assertThat(state().rank()).isZero();
    }

    @Test
    void theHighestRankOfTheLegCounts() {
        at(1, CREATED).at(5, LINEHAUL).at(6, IN_TRANSIT);
        assertThat(state().milestone()).isEqualTo(LINEHAUL);
        assertThat(state().milestoneAt()).isEqualTo(START.plus(Duration.ofHours(5)));
    }

    @Test
    void deliveredStampedBeforeOutForDeliveryStaysDelivered() {
        at(1, PICKED_UP).at(50, DELIVERED).at(50.1, OUT_FOR_DELIVERY);
        assertThat(state().milestone()).isEqualTo(DELIVERED);
        assertThat(state().leg()).isEqualTo(1);
    }

    @Test
    void theFirstScanIsTheEarliestPhysicalEventAndNotTheOrdersData() {
        at(1, CREATED).at(9, IN_TRANSIT).at(4, PICKED_UP).at(2, CANCELLED);
        assertThat(state().firstScanAt()).isEqualTo(START.plus(Duration.ofHours(4)));
    }

    @Test
    void aReturnAfterTheDeliveryIsAnotherLeg() {
        at(1, PICKED_UP).at(50, DELIVERED).at(80, RETURNED);
        assertThat(state().milestone()).isEqualTo(RETURNED);
        assertThat(state().leg()).isEqualTo(2);
        assertThat(state().deliveredAt()).isEqualTo(START.plus(Duration.ofHours(50)));
        assertThat(state().returnedAt()).isEqualTo(START.plus(Duration.ofHours(80)));
    }

    @Test
    void aDeliveryOnTheWayBackIsTheReturn() {
        at(1, PICKED_UP).at(60, RETURNING).at(90, DELIVERED);
        assertThat(state().milestone()).isEqualTo(RETURNED);
        assertThat(state().deliveredAt()).isNull();
        assertThat(state().returnedAt()).isEqualTo(START.plus(Duration.ofHours(90)));
        at(130, PICKED_UP).at(150, DELIVERED);
        assertThat(state().milestone()).as("sent anew under its number").isEqualTo(DELIVERED);
    }

    @Test
    void whoCouldNotHandItOverHasScannedIt() {
        at(5, ATTEMPT_FAILED);
        assertThat(state().firstScanAt()).isEqualTo(START.plus(Duration.ofHours(5)));
        assertThat(state().milestone()).isNull();
    }

    @Test
    void returningAndReturnedAreOneLegAndMovementDoesNotHideThem() {
        at(1, PICKED_UP).at(50, ATTEMPT_FAILED, "consignee_refused").at(60, RETURNING);
        at(70, IN_TRANSIT);
        assertThat(state().milestone()).isEqualTo(RETURNING);
        at(90, RETURNED);
        assertThat(state().milestone()).isEqualTo(RETURNED);
        assertThat(state().leg()).isEqualTo(2);
        assertThat(state().reason()).isEqualTo("consignee_refused");
    }

    @Test
    void aWaybillUsedAgainBeginsALegInWhichTheMilestoneFalls() {
        at(1, PICKED_UP).at(50, DELIVERED).at(50 + 24, PICKED_UP);
        assertThat(state().milestone()).isEqualTo(PICKED_UP);
        assertThat(state().leg()).isEqualTo(2);
        at(100, DELIVERED);
        assertThat(state().milestone()).isEqualTo(DELIVERED);
        assertThat(state().deliveredAt()).isEqualTo(START.plus(Duration.ofHours(50)));
    }

    @Test
    void aPickupStampedSoonAfterTheDeliveryIsAWrongClock() {
        at(1, IN_TRANSIT).at(50, DELIVERED).at(58, PICKED_UP);
        assertThat(state().milestone()).isEqualTo(DELIVERED);
        assertThat(state().leg()).isEqualTo(1);
    }

    @Test
    void flagsCarryNoRank() {
        at(1, PICKED_UP).at(30, LOST, "carrier_parcel_lost");
        assertThat(state().milestone()).isEqualTo(PICKED_UP);
        assertThat(state().flags()).containsExactly(Map.entry(Flag.LOST, "carrier_parcel_lost"));
        assertThat(state().reason()).isEqualTo("carrier_parcel_lost");
    }

    @Test
    void aParcelThatTurnsUpIsNotLost() {
        at(1, PICKED_UP).at(30, LOST).at(40, IN_TRANSIT);
        assertThat(state().flags()).isEmpty();
        assertThat(state().reason()).isNull();
    }

    @Test
    void anImportHoldEndsWithClearanceAndNotWithMoreCustoms() {
        at(1, LINEHAUL).at(30, CUSTOMS_HOLD, "customs_documentation").at(31, IMPORT_CUSTOMS);
        assertThat(state().flags()).containsKey(Flag.CUSTOMS_HOLD);
        at(40, CUSTOMS_CLEARED);
        assertThat(state().flags()).isEmpty();
    }

    @Test
    void anExportHoldEndsWithTheFlight() {
        at(1, EXPORT_CUSTOMS).at(30, CUSTOMS_HOLD).at(40, LINEHAUL);
        assertThat(state().flags()).isEmpty();
    }

    @Test
    void aClearanceBeforeTheHoldDoesNotEndIt() {
        at(20, CUSTOMS_CLEARED).at(30, CUSTOMS_HOLD);
        assertThat(state().flags()).containsKey(Flag.CUSTOMS_HOLD);
    }

    @Test
    void aFailedAttemptEndsWithTheNextOrWithTheDelivery() {
        at(1, OUT_FOR_DELIVERY).at(10, ATTEMPT_FAILED, "consignee_not_home");
        assertThat(state().flags()).containsKey(Flag.ATTEMPT_FAILED);
        at(20, AVAILABLE_FOR_PICKUP);
        assertThat(state().flags()).containsKey(Flag.ATTEMPT_FAILED);
        at(30, OUT_FOR_DELIVERY);
        assertThat(state().flags()).isEmpty();
        at(35, ATTEMPT_FAILED, "consignee_refused");
        assertThat(state().flags()).containsEntry(Flag.ATTEMPT_FAILED, "consignee_refused");
    }

    @Test
    void aDeliveryStampedWithABareDateEndsTheAttemptOfThatDay() {
        at(34, ATTEMPT_FAILED).at(24, DELIVERED);
        assertThat(state().flags()).isEmpty();
    }

    @Test
    void anAttemptOnAReusedWaybillIsNotEndedByTheFormerDelivery() {
        at(1, PICKED_UP).at(50, DELIVERED).at(100, PICKED_UP).at(120, ATTEMPT_FAILED);
        assertThat(state().flags()).containsKey(Flag.ATTEMPT_FAILED);
    }

    @Test
    void aParcelThatMovesWasNotCancelled() {
        at(1, CREATED).at(2, CANCELLED, "retailer_cancelled");
        assertThat(state().milestone()).isEqualTo(CANCELLED);
        assertThat(state().flags()).containsKey(Flag.CANCELLED);
        at(5, PICKED_UP);
        assertThat(state().milestone()).isEqualTo(PICKED_UP);
        assertThat(state().flags()).isEmpty();
    }
}
