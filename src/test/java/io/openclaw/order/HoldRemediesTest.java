package io.openclaw.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class HoldRemediesTest {

    @Test
    void everyHoldHasARemedyInBothLanguages() {
        for (HoldCode code : HoldCode.values()) {
            for (Locale locale : List.of(Locale.ENGLISH, Locale.CHINESE)) {
                assertThat(HoldRemedies.remedy(code.code(), "subject", "note", locale))
                        .as("%s %s", code, locale)
                        .isNotEqualTo(code.code())
                        .doesNotContain("{");
            }
        }
    }

    @Test
    void aSubjectMayHaveARemedyOfItsOwn() {
        assertThat(HoldRemedies.remedy("unpaid", "refunded", null, Locale.ENGLISH))
                .contains("refunded");
        assertThat(HoldRemedies.remedy("address_incomplete", "city", null, Locale.FRENCH))
                .contains("lacks city");
        assertThat(HoldRemedies.remedy("address_incomplete", "{0} 'x'", null, Locale.CHINA))
                .contains("{0} 'x'");
    }
}
