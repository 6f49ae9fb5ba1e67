package io.openclaw.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is read           | zone beside it | instant              | source
                "2024-06-15T08:30:00+08:00|                | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15T08:30:00+0800 |                | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15T00:30:00Z     |                | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15T00:30:00.000+0000|             | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15T08:30:00 +08:00|               | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15 08:30:00      | UTC+08:00      | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15 08:30:00      | GMT+8          | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15 08:30:00      | +8             | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15 08:30:00      | +08            | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15 08:30:00      | +0800          | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15 08:30:00      | Asia/Shanghai  | 2024-06-15T00:30:00Z | GIVEN",
                "2024-06-15T08:30:00      | -03:00         | 2024-06-15T11:30:00Z | GIVEN",
                "2024-06-15 08:30:00      | -0330          | 2024-06-15T12:00:00Z | GIVEN",
                "2024-06-15 08:30         |                | 2024-06-15T00:30:00Z | CARRIER_DEFAULT",
                "2024/6/5 8:30:00         |                | 2024-06-05T00:30:00Z | CARRIER_DEFAULT",
                "2024-06-15               |                | 2024-06-14T16:00:00Z | CARRIER_DEFAULT",
                "2024-06-15 08:30:00      | Mars/Olympus   | 2024-06-15T00:30:00Z | CARRIER_DEFAULT",
                "1718411400000            |                | 2024-06-15T00:30:00Z | GIVEN",
                "1718411400               | UTC+08:00      | 2024-06-15T00:30:00Z | GIVEN",
                // an offset in the time itself is stronger than the zone beside it, which may be that of the place
                "2024-09-05T16:18:00.000+0000| UTC+02:00   | 2024-09-05T16:18:00Z | GIVEN",
            })
    void readsWhatPartnersWrite(String text, String zone, Instant instant, EventTime.Source source) {
        assertThat(EventTime.parse(text, text, zone, SHANGHAI, null)).hasValueSatisfying(time -> {
            assertThat(time.instant()).isEqualTo(instant);
            assertThat(time.source()).isEqualTo(source);
            assertThat(time.raw()).isEqualTo(text);
        });
    }

    @Test
    void assumesUtcWhereNobodySays() {
        assertThat(EventTime.parse("2024-06-15 08:30:00", null, null, null, null))
                .contains(new EventTime(
                        Instant.parse("2024-06-15T08:30:00Z"),
                        EventTime.Source.ASSUMED,
                        "2024-06-15 08:30:00",
                        java.time.LocalDateTime.parse("2024-06-15T08:30:00")));
    }

    @Test
    void keepsTheRawTextAndReadsTheLocalOne() {
        assertThat(EventTime.parse("15 June, half past eight", "2024-06-15 08:30:00", "+08:00", null, null))
                .contains(new EventTime(
                        Instant.parse("2024-06-15T00:30:00Z"),
                        EventTime.Source.GIVEN,
                        "15 June, half past eight",
                        java.time.LocalDateTime.parse("2024-06-15T08:30:00")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2024-13-45 08:30:00", "2024-06-15T08:30:00+99:00", "12345", "", "  "})
    void knowsWhatIsNoTime(String text) {
        assertThat(EventTime.parse(text, text, null, SHANGHAI, null)).isEmpty();
    }

    @Test
    void aMissingTimeIsNone() {
        assertThat(EventTime.parse(null, null, "+08:00", SHANGHAI, null)).isEmpty();
    }

    @Test
    void theCountrysZoneComesAfterTheAccounts() {
        String local = "2024-06-15 08:30:00";
        ZoneId china = CountryZones.of("CN").orElseThrow();
        assertThat(EventTime.parse(local, local, null, null, china)).hasValueSatisfying(time -> {
            assertThat(time.instant()).isEqualTo(Instant.parse("2024-06-15T00:30:00Z"));
            assertThat(time.source()).isEqualTo(EventTime.Source.COUNTRY);
        });
        assertThat(EventTime.parse(local, local, null, ZoneId.of("Europe/Berlin"), china))
                .hasValueSatisfying(time -> assertThat(time.source()).isEqualTo(EventTime.Source.CARRIER_DEFAULT));
        assertThat(CountryZones.of("US")).as("several zones").isEmpty();
    }

    @Test
    void nothingHappensAfterItIsHeard() {
        Instant now = Instant.parse("2024-06-15T00:00:00Z");
        EventTime slightly =
                EventTime.parse("2024-06-15T00:05:00Z", null, null, null, null).orElseThrow();
        assertThat(slightly.heardBy(now).instant()).isEqualTo(now);
        assertThat(slightly.heardBy(now).source()).isEqualTo(EventTime.Source.GIVEN);
        EventTime far =
                EventTime.parse("2024-07-15T00:00:00Z", null, null, null, null).orElseThrow();
        assertThat(far.heardBy(now).instant()).isEqualTo(now);
        assertThat(far.heardBy(now).source()).isEqualTo(EventTime.Source.RECEIVED);
        assertThat(far.heardBy(now).raw()).isEqualTo("2024-07-15T00:00:00Z");
    }
}
