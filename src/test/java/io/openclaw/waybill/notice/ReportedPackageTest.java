package io.openclaw.waybill.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packages a warehouse's notice names. */
class ReportedPackageTest {

    @Test
    void aNoticeWithANumberIsItsOnlyPackage() {
        List<ReportedPackage> packages =
                ReportedPackage.of(Map.of("status", "packed", "waybill_no", "US1", "carrier", "Post"));

        assertThat(packages).hasSize(1);
        assertThat(packages.get(0).single()).isTrue();
        assertThat(packages.get(0).answer())
                .containsEntry("status", "created")
                .containsEntry("waybill_no", "US1")
                .containsEntry("carrier_name", "Post");
        assertThat(ReportedPackage.of(Map.of("status", "accepted"))).isEmpty();
    }

    @Test
    void aListGoesBeforeANumberBesideItAndItsPackagesWithoutANumberWait() {
        Map<String, Object> second = new HashMap<>(Map.of("package_no", "b"));
        List<ReportedPackage> packages = ReportedPackage.of(Map.of(
                "waybill_no",
                "US0",
                "packages",
                List.of(
                        Map.of(
                                "package_no",
                                "a",
                                "waybill_no",
                                "US1",
                                "weight_g",
                                700,
                                "lines",
                                List.of(
                                        Map.of("sku", "MUG", "quantity", 1),
                                        Map.of("sku", "MUG", "quantity", 2),
                                        Map.of("sku", "LID", "quantity", 1))),
                        second)));

        assertThat(packages).hasSize(1);
        assertThat(packages.get(0))
                .returns(false, ReportedPackage::single)
                .returns("a", ReportedPackage::packageNo)
                .returns("US1", ReportedPackage::waybillNo)
                .returns(700, ReportedPackage::weightG)
                .returns(Map.of("MUG", 3, "LID", 1), ReportedPackage::units);
    }

    @Test
    void aNumberBesideAListWithoutNumbersIsTheNotices() {
        List<ReportedPackage> packages = ReportedPackage.of(
                Map.of("waybill_no", "US0", "packages", List.of(Map.of("package_no", "a", "weight_g", 700))));

        assertThat(packages).hasSize(1);
        assertThat(packages.get(0)).returns(true, ReportedPackage::single).returns("US0", ReportedPackage::waybillNo);
        assertThat(ReportedPackage.of(Map.of("packages", List.of(Map.of("package_no", "a")))))
                .isEmpty();
    }
}
