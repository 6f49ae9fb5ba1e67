package io.openclaw.order.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.order.HoldCode;
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
    void aLineWithoutASkuIsNotCalledASkuOfThePlatform() {
        String line = HoldRemedies.remedy("sku_unmapped", "line:14000007264751", null, Locale.ENGLISH);
        assertThat(line)
                .contains("no SKU at the platform", "add_mappings", "\"platform_sku\": \"line:14000007264751\"")
                .doesNotContain("platform's SKU");
        assertThat(HoldRemedies.remedy("sku_unmapped", "variant:4711", null, Locale.ENGLISH))
                .contains("listing has no SKU", "variant:4711");
        assertThat(HoldRemedies.remedy("sku_unmapped", "THEIRS", null, Locale.ENGLISH))
                .contains("platform's SKU \"THEIRS\"", "add_mappings");
        assertThat(HoldRemedies.remedy("sku_unmapped", "line:1", null, Locale.CHINESE))
                .contains("没有 SKU", "add_mappings", "line:1");
    }

    @Test
    void everyReasonNotToBePaidHasARemedyOfItsOwnInBothLanguages() {
        java.util.Set<String> texts = new java.util.HashSet<>();
        for (String why : new String[] {
            "", "authorized", "partially_paid", "amount_open: 12.00 USD", "voided", "expired", "refunded"
        }) {
            assertThat(texts.add(HoldRemedies.remedy("unpaid", why, null, Locale.ENGLISH)))
                    .as(why)
                    .isTrue();
            assertThat(texts.add(HoldRemedies.remedy("unpaid", why, null, Locale.CHINESE)))
                    .as(why)
                    .isTrue();
        }
        assertThat(texts).filteredOn(text -> text.contains("12.00 USD")).hasSize(2);
        assertThat(texts).noneMatch(text -> text.contains("{"));
    }

    @Test
    void aHoldThatStopsNoLabelDoesNotDenyIt() {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.CHINESE)) {
            for (String code : List.of("unpaid", "test_order", "merchant_hold")) {
                assertThat(HoldRemedies.remedy(code, "refunded", null, "WB-1 (cn-szx)", locale))
                        .contains("WB-1 (cn-szx)")
                        .doesNotContain("nothing is shipped", "never shipped", "不会发货");
            }
            assertThat(HoldRemedies.remedy("risk", "high", null, "WB-1 (cn-szx)", locale))
                    .isEqualTo(HoldRemedies.remedy("risk", "high", null, locale));
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
