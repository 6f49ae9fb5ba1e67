package io.openclaw.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvailableToSellTest {

    private final MutableClock clock = new MutableClock();

    @Test
    void isOnHandLessEverythingKeptBack() {
        AvailableToSell ats = AvailableToSell.of(counters(20, 5, 2, 1, 3, 9, 0), BigDecimal.ZERO);
        assertThat(ats.ats()).isEqualTo(9);
        assertThat(sum(ats)).isEqualTo(9);
    }

    @Test
    void countsUnitsOnTheWayAsFarAsTheyAreTrusted() {
        AvailableToSell ats = AvailableToSell.of(counters(0, 0, 0, 0, 0, 9, 2), new BigDecimal("0.5"));
        assertThat(ats.ats()).isEqualTo(3);
        assertThat(sum(ats)).isEqualTo(3);
    }

    @Test
    void neverFallsBelowZero() {
        AvailableToSell ats = AvailableToSell.of(counters(2, 1, 0, 0, 5, 0, 0), BigDecimal.ZERO);
        assertThat(ats.ats()).isZero();
        assertThat(sum(ats)).isZero();
        assertThat(ats.terms())
                .anySatisfy(term -> assertThat(term.term()).isEqualTo("floor"))
                .hasSize(7);
    }

    @Test
    void addsUpOverWarehousesWithoutLettingOneEatAnothers() {
        AvailableToSell sum = AvailableToSell.sum(List.of(
                AvailableToSell.of(counters(2, 0, 0, 0, 5, 0, 0), BigDecimal.ZERO),
                AvailableToSell.of(counters(4, 0, 0, 0, 0, 0, 0), BigDecimal.ZERO)));
        assertThat(sum.ats()).isEqualTo(4);
        assertThat(sum(sum)).isEqualTo(4);
    }

    private Counters counters(
            int onHand, int reserved, int withheld, int locked, int safety, int inTransit, int reservedInbound) {
        return new Counters(
                StockFixture.key("cn", "A"),
                onHand,
                reserved,
                withheld,
                locked,
                safety,
                inTransit,
                reservedInbound,
                clock.time());
    }

    private static int sum(AvailableToSell ats) {
        return ats.terms().stream().mapToInt(AvailableToSell.Term::quantity).sum();
    }
}
