package io.openclaw.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class ApiTimeTest {

    private static final OffsetDateTime MORNING = OffsetDateTime.parse("2026-11-27T08:30:00+08:00");

    @Test
    void aPlusSignThatBecameASpaceInAQueryIsUnderstood() {
        assertThat(ApiTime.ofQuery("2026-11-27T08:30:00 08:00", "since")).isEqualTo(MORNING);
        assertThat(ApiTime.ofQuery("2026-11-27T08:30:00+08:00", "since")).isEqualTo(MORNING);
        assertThat(ApiTime.of("2026-11-27T00:30:00Z", "$.eta").toInstant()).isEqualTo(MORNING.toInstant());
        assertThat(ApiTime.of(null, "$.eta")).isNull();
    }

    @Test
    void whatIsNoMomentIsToldByTheNameOfItsField() {
        assertThatThrownBy(() -> ApiTime.of("1719800000", "$.eta"))
                .hasMessageContaining("$.eta '1719800000' is a Unix number");
        assertThatThrownBy(() -> ApiTime.of("2026-11-27 08:30", "$.eta"))
                .hasMessageContaining("$.eta '2026-11-27 08:30' is no ISO 8601 time");
        assertThatThrownBy(() -> ApiTime.ofQuery("yesterday", "since")).hasMessageContaining("since 'yesterday'");
    }
}
