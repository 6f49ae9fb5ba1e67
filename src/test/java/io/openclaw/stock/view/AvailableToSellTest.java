package io.openclaw.stock.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.stock.Counters;
import io.openclaw.stock.MutableClock;
import io.openclaw.stock.StockFixture;
import io.openclaw.stock.StockPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvailableToSellTest {

    private final MutableClock clock = new MutableClock();

    @Test
    void isOnHandLessEverythingKeptBack() {
        AvailableToSell ats = AvailableToSell.of(counters(20, 5, 2, 1, 3, 9, 0));
        assertThat(ats.ats()).isEqualTo(9);
        assertThat(sum(ats)).isEqualTo(9);
    }

    @Test
    void countsUnitsOnTheWayAsFarAsTheyAreTrusted() {
        AvailableToSell ats = AvailableToSell.of(counters(0, 0, 0, 0, 0, 5, 2), 0, true);
        assertThat(ats.ats()).isEqualTo(3);
        assertThat(sum(ats)).isEqualTo(3);
    }

    @Test
    void whatComesMakesUpFirstForWhatIsKeptBackAndNotCovered() {
        AvailableToSell ats = AvailableToSell.of(counters(1, 0, 0, 0, 3, 5, 0), 0, true);
        assertThat(ats.ats())
                .as("of six units in the end three are never promised")
                .isEqualTo(3);
        assertThat(sum(ats)).isEqualTo(3);
        assertThat(AvailableToSell.of(counters(0, 0, 0, 0, 9, 5, 0), 0, true).ats())
                .isZero();
    }

    @Test
    void whatSourcingLeavesIsTakenOffTheShelfAndNotOffWhatComes() {
        AvailableToSell ats = AvailableToSell.of(counters(3, 1, 0, 0, 0, 5, 2), 4, true);
        assertThat(ats.ats())
                .as("none of the two that are free, three on their way")
                .isEqualTo(3);
        assertThat(sum(ats)).isEqualTo(3);
        AvailableToSell closed = ats.closed("cn", "its account is in mode off");
        assertThat(closed.ats()).isZero();
        assertThat(sum(closed)).isZero();
    }

    @Test
    void neverFallsBelowZero() {
        AvailableToSell ats = AvailableToSell.of(counters(2, 1, 0, 0, 5, 0, 0));
        assertThat(ats.ats()).isZero();
        assertThat(sum(ats)).isZero();
        assertThat(ats.terms())
                .anySatisfy(term -> assertThat(term.term()).isEqualTo("floor"))
                .hasSize(7);
    }

    @Test
    void addsUpOverWarehousesWithoutLettingOneEatAnothers() {
        AvailableToSell sum = AvailableToSell.sum(List.of(
                AvailableToSell.of(counters(2, 0, 0, 0, 5, 0, 0)), AvailableToSell.of(counters(4, 0, 0, 0, 0, 0, 0))));
        assertThat(sum.ats()).isEqualTo(4);
        assertThat(sum(sum)).isEqualTo(4);
    }

    @Test
    void shareCapAndHidingAddUp() {
        AvailableToSell all = AvailableToSell.of(counters(20, 0, 0, 0, 0, 0, 0));
        StockPolicy.Match any = new StockPolicy.Match(null, null, null);
        AvailableToSell shared = all.shared(new StockPolicy.Share(any, 50, 1, 7, 0));
        assertThat(shared.ats()).isEqualTo(7);
        assertThat(sum(shared)).isEqualTo(7);
        assertThat(shared.terms()).extracting(AvailableToSell.Term::term).contains("keep", "share", "cap");
        AvailableToSell hidden = all.shared(new StockPolicy.Share(any, 10, 0, null, 3));
        assertThat(hidden.ats()).isZero();
        assertThat(sum(hidden)).isZero();
    }

    @Test
    void aBundleIsAsManyAsItsScarcestComponent() {
        AvailableToSell bundle = AvailableToSell.bundle(
                "cn",
                java.util.Map.of(
                        "CUP", AvailableToSell.of(counters(9, 0, 0, 0, 0, 0, 0)),
                        "LID", AvailableToSell.of(counters(5, 1, 0, 0, 0, 0, 0))),
                java.util.Map.of("CUP", 2, "LID", 1));
        assertThat(bundle.ats()).isEqualTo(4);
        assertThat(bundle.terms().get(0).note()).contains("CUP has 9, 2 each: 4", "LID has 4, 1 each: 4");
    }

    private Counters counters(
            int onHand, int reserved, int withheld, int locked, int safety, int trusted, int reservedInbound) {
        return new Counters(
                StockFixture.key("cn", "A"),
                onHand,
                0,
                reserved,
                withheld,
                locked,
                safety,
                true,
                0,
                0,
                0,
                trusted,
                trusted,
                reservedInbound,
                0,
                clock.time());
    }

    private static int sum(AvailableToSell ats) {
        return ats.terms().stream().mapToInt(AvailableToSell.Term::quantity).sum();
    }
}
