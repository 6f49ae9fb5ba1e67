package io.openclaw.waybill.confirmation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What tells one statement about a shipment from another. */
class ShipmentConfirmationTest {

    private static ShipmentConfirmation of(String... numbers) {
        List<ShipmentConfirmation.Parcel> parcels = Arrays.stream(numbers)
                .map(number -> new ShipmentConfirmation.Parcel("O1-F1-P" + number, number, "post", null))
                .toList();
        return new ShipmentConfirmation(
                "O1-F1", "O1", "4501", "#1001", numbers[0], "post", null, parcels, List.of(numbers), List.of(), null);
    }

    @Test
    void everySetOfNumbersIsAStatementOfItsFulfillment() {
        assertThat(of("W1").key()).isEqualTo("O1-F1/W1");
        assertThat(of("W1", "W2").key()).isEqualTo("O1-F1/W1,W2");
        assertThat(of("W1", "W2").key()).startsWith(ShipmentConfirmation.prefix("O1-F1"));
        assertThat(of("W1").correcting("77").key()).isEqualTo(of("W1").key());
    }

    @Test
    void piecesUnderOneNumberSayItOnce() {
        assertThat(of("W1", "W1").numbers()).containsExactly("W1");
    }

    @Test
    void manyNumbersStillFitAndStillDiffer() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add("1Z999AA1012345678" + i);
        }
        String key = of(many.toArray(String[]::new)).key();
        many.set(19, "1Z999AA10123456700");
        assertThat(key).hasSizeLessThanOrEqualTo(200).startsWith("O1-F1/20:");
        assertThat(of(many.toArray(String[]::new)).key()).isNotEqualTo(key);
    }

    @Test
    void whatAPlatformShowsIsComparedWithoutSequence() {
        assertThat(of("W1", "W2").shownBy(Map.of("found", true, "waybill_nos", List.of("W2", "W1"))))
                .isTrue();
        assertThat(of("W1", "W2").shownBy(Map.of("found", true, "waybill_nos", List.of("W1"))))
                .isFalse();
        assertThat(of("W1").shownBy(Map.of("found", true, "waybill_nos", List.of("W1", "W0"))))
                .isFalse();
        assertThat(of("W1").shownBy(Map.of("found", true, "waybill_no", "W1"))).isTrue();
        assertThat(of("W1").shownBy(Map.of("found", true))).isFalse();
    }
}
