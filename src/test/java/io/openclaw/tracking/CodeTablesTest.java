package io.openclaw.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeTablesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CodeTables tables = new CodeTables(Path.of("config/tracking"), meters);

    @ParameterizedTest
    @CsvSource({
        "NotFound_Other,not_found,,",
        "NotFound_InvalidCode,not_found,retailer_incorrect_data,",
        "InfoReceived,created,,",
        "InTransit_PickedUp,picked_up,,",
        "InTransit_Other,in_transit,,",
        "InTransit_Departure,linehaul,,",
        "InTransit_Arrival,linehaul,,",
        "InTransit_CustomsProcessing,import_customs,,",
        "InTransit_CustomsReleased,customs_cleared,,",
        "InTransit_CustomsRequiringInformation,customs_hold,customs_documentation,customs_hold",
        "Expired_Other,expired,,expired",
        "AvailableForPickup_Other,available_for_pickup,,",
        "OutForDelivery_Other,out_for_delivery,,",
        "DeliveryFailure_Other,attempt_failed,unknown,attempt_failed",
        "DeliveryFailure_NoBody,attempt_failed,consignee_not_available,attempt_failed",
        "DeliveryFailure_Security,attempt_failed,security_issue,attempt_failed",
        "DeliveryFailure_Rejected,attempt_failed,consignee_refused,attempt_failed",
        "DeliveryFailure_InvalidAddress,attempt_failed,consignee_incorrect_address,attempt_failed",
        "Delivered_Other,delivered,,",
        "Exception_Other,,unknown,held",
        "Exception_Returning,returning,,",
        "Exception_Returned,returned,,",
        "Exception_NoBody,,consignee_incorrect_address,held",
        "Exception_Security,customs_hold,security_issue,customs_hold",
        "Exception_Damage,damaged,carrier_damaged_parcel,damaged",
        "Exception_Rejected,,consignee_refused,held",
        "Exception_Delayed,,carrier_not_enough_time,delayed",
        "Exception_Lost,lost,carrier_parcel_lost,lost",
        "Exception_Destroyed,destroyed,,destroyed",
        "Exception_Cancel,cancelled,retailer_cancelled,cancelled",
    })
    void knowsEveryStatusOf17Track(String code, String milestone, String reason, String flag) {
        means("17track", code, milestone, reason, flag);
    }

    @ParameterizedTest
    @CsvSource({
        "FPX_L_RPIF FPX_O_IR FPX_O_IRI FPX_O_CRLB FPX_O_SIS,created,,",
        "FPX_L_SC FPX_C_SPLS FPX_C_SPQS,picked_up,,",
        "FPX_C_AAF FPX_C_ADFF FPX_C_RDFF FPX_F_AF FPX_F_DF FPX_F_ST,in_transit,,",
        "FPX_Q_ECI FPX_Q_UEPC FPX_Q_AAEC FPX_Q_DFEC FPX_Q_ECC,export_customs,,",
        "FPX_M_HA FPX_M_DFOA FPX_M_DFA FPX_M_DAHK FPX_M_ATA FPX_M_AAA FPX_M_AAHK,linehaul,,",
        "FPX_I_CC FPX_M_CRSD,import_customs,,",
        "FPX_I_RCUK,customs_cleared,,",
        "FPX_D_STPP FPX_D_AAD FPX_D_APC FPX_D_AOPC FPX_D_DFD FPX_D_HQ FPX_O_RR FPX_M_IT,last_mile,,",
        "FPX_D_SD,out_for_delivery,,",
        "FPX_D_FD FPX_D_FDNC FPX_D_FDSD FPX_D_FDNR FPX_D_FDWP FPX_D_FDCA FPX_D_FDLO FPX_D_FDVO,attempt_failed,unknown,attempt_failed",
        "FPX_D_DFCR FPX_D_ADWP FPX_D_FDZZ,attempt_failed,unknown,attempt_failed",
        "FPX_M_TDMF FPX_M_TDNF FPX_M_TDPH FPX_M_TDDB FPX_M_TDFM FPX_M_TDFC FPX_M_TDOL FPX_M_TDHM,,carrier_not_enough_time,delayed",
        "FPX_M_TDSC FPX_M_TDOP FPX_M_TDAC FPX_M_TDWF FPX_M_TDFD FPX_M_TDSA FPX_M_HCSC FPX_M_TDZZ,,carrier_not_enough_time,delayed",
        "FPX_M_TDBW,,weather_delay,delayed",
        "FPX_D_DDIA FPX_D_DDBT FPX_D_DDRH FPX_D_DDOH FPX_D_DDRR FPX_D_DDMD FPX_D_DDMS FPX_D_DDRS,,unknown,held",
        "FPX_D_DDSR FPX_D_DDAR FPX_D_DDTP FPX_D_DDBW FPX_D_DDNF FPX_D_DDNI FPX_D_DDCA FPX_D_DDRC,,unknown,held",
        "FPX_D_DDCC FPX_D_DDDC FPX_D_DDSS FPX_D_SHRP FPX_D_SHWD FPX_D_SHCC FPX_D_SHPD FPX_D_SHAP FPX_D_CCNS,,unknown,held",
        "FPX_S_OK FPX_S_OKGP FPX_S_OKVP FPX_S_OKPO FPX_S_OKCC FPX_S_OKSC FPX_S_OKRC FPX_S_OKIDC,delivered,,",
    })
    void knowsEveryCodeOf4px(String codes, String milestone, String reason, String flag) {
        for (String code : codes.split(" ")) {
            means("4px", code, milestone, reason, flag);
        }
    }

    private void means(String vendor, String code, String milestone, String reason, String flag) {
        assertThat(tables.find(vendor, code)).as(code).hasValueSatisfying(meaning -> {
            assertThat(meaning.milestone())
                    .as(code)
                    .isEqualTo(Milestone.find(milestone).orElse(null));
            assertThat(meaning.reason()).as(code).isEqualTo(reason);
            assertThat(meaning.flags())
                    .as(code)
                    .isEqualTo(flag == null ? Set.of() : Set.of(Flag.find(flag).orElseThrow()));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"InTransit_TransportArrived", "InTransit_TransportDeparted", "", "{}", "delivered;--"})
    void anUnknownCodeIsNone(String code) {
        assertThat(tables.find("17track", code)).isEmpty();
        assertThat(tables.find("4px", code)).isEmpty();
        assertThat(tables.find("nobody", code)).isEmpty();
    }

    @Test
    void theMainWordOfAnUnknownSubStatusIsKnown() {
        assertThat(tables.main("17track", "Exception_Seized").orElseThrow().flags())
                .containsExactly(Flag.HELD);
        assertThat(tables.main("17track", "delivered_locker").orElseThrow().milestone())
                .isEqualTo(Milestone.DELIVERED);
        assertThat(tables.main("17track", "Weird_Other")).isEmpty();
        assertThat(tables.main("17track", "_Other")).isEmpty();
        assertThat(tables.main("17track", null)).isEmpty();
        assertThat(tables.main("4px", "FPX_R_RTS"))
                .as("every code of 4PX begins so")
                .isEmpty();
    }

    @Test
    void customsAtHomeAreExport() {
        CodeTable.Meaning meaning =
                tables.find("17track", "InTransit_CustomsProcessing").orElseThrow();
        assertThat(meaning.milestone("CN", "CN")).isEqualTo(Milestone.EXPORT_CUSTOMS);
        assertThat(meaning.milestone("US", "CN")).isEqualTo(Milestone.IMPORT_CUSTOMS);
        assertThat(meaning.milestone(null, "CN")).isEqualTo(Milestone.IMPORT_CUSTOMS);
    }

    @Test
    void countsUnknownCodesByAccount() {
        tables.unknown("4px-cn", "FPX_X_NEW");
        tables.unknown("4px-cn", "FPX_X_NEW");
        tables.unknown("4px-cn", null);
        assertThat(meters.counter(CodeTables.UNKNOWN_CODES, "account", "4px-cn", "code", "FPX_X_NEW")
                        .count())
                .isEqualTo(2);
        assertThat(meters.counter(CodeTables.UNKNOWN_CODES, "account", "4px-cn", "code", "none")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aFloodOfUnknownCodesDoesNotFillTheMetrics() {
        for (int i = 0; i < 1_000; i++) {
            tables.unknown("4px-cn", "FLOOD_" + i);
        }
        assertThat(meters.getMeters()).hasSizeLessThan(210);
        assertThat(meters.counter(CodeTables.UNKNOWN_CODES, "account", "4px-cn", "code", "other")
                        .count())
                .isEqualTo(800);
    }

    @Test
    void aReloadTakesAnEditAndRefusesAWrongOne(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("acme.yaml");
        Files.writeString(file, "vendor: acme\ncodes:\n  A1: {milestone: picked_up}\n");
        CodeTables reloaded = new CodeTables(folder, meters);
        assertThat(reloaded.find("acme", "a1")).isPresent();

        Files.writeString(file, "vendor: acme\ncodes:\n  A1: {milestone: picked_up}\n  A2: {milestone: flying}\n");
        assertThatThrownBy(reloaded::reload)
                .isInstanceOf(DataFile.Invalid.class)
                .hasMessageContaining("acme.yaml:4")
                .hasMessageContaining("'flying' is not a milestone");
        assertThat(reloaded.find("acme", "A1")).isPresent();
        assertThat(reloaded.find("acme", "A2")).isEmpty();

        Files.writeString(file, "vendor: acme\ncodes:\n  A2: {milestone: delivered}\n");
        reloaded.reload();
        assertThat(reloaded.find("acme", "A1")).isEmpty();
        assertThat(reloaded.find("acme", "A2")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vendor: x;codes:;  A: {milestone: delivered};  A: {milestone: created}|3|twice",
                "vendor: x;codes:;  A: {milestone: delivered};  a: {milestone: created}|4|twice",
                "vendor: x;codes:;  A: {mileston: delivered}|3|'mileston' is not known",
                "vendor: x;codes:;  A: {reason: bad_luck}|3|'bad_luck' is not a reason",
                "vendor: x;codes:;  A: {flags: [stolen]}|3|'stolen' is not a flag",
                "vendor: x;codes:;  A: {milestone: delivered|4|",
                "vendor: x|1|'vendor' and 'codes'",
            })
    void anErrorNamesLineAndReason(String text, int line, String reason, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("x.yaml"), text.replace(';', '\n') + "\n");
        assertThatThrownBy(() -> new CodeTables(folder, meters)).isInstanceOfSatisfying(DataFile.Invalid.class, e -> {
            assertThat(e.reason()).contains(reason == null ? "" : reason);
            assertThat(e.line()).isBetween(line - 1, line + 1);
            assertThat(e.file().getFileName().toString()).isEqualTo("x.yaml");
        });
    }
}
