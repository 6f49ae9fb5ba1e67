package io.openclaw.exceptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.tracking.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseRulesTest {

    private static final String GOOD =
            """
            causes:
              late:
                reason: carrier_not_enough_time
                severity: info
                subject: order
                owner: desk
                due_hours: 2
                actions: [ask]
                opened_by: [{event: tracking.updated, when: {flags: delayed}}]
            """;

    @Test
    void everyCauseHasTextsInBothLanguages() {
        CaseTexts texts = new CaseTexts();
        for (CaseRule rule : new CaseRules(Path.of("config/exceptions.yaml")).all()) {
            for (Locale locale : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
                assertThat(texts.message(rule.cause(), null, locale))
                        .as(rule.cause())
                        .isNotEqualTo(rule.cause());
                assertThat(texts.hint(rule.cause(), locale)).as(rule.cause()).isNotEqualTo(rule.cause());
            }
            assertThat(texts.message(rule.cause(), null, Locale.CHINESE))
                    .isNotEqualTo(texts.message(rule.cause(), null, Locale.ENGLISH));
            for (String action : rule.actions()) {
                assertThat(texts.action(action, Locale.CHINESE)).as(action).doesNotMatch("[a-z ]+");
            }
        }
    }

    @Test
    void aReasonIsSaidWhereItSaysMore() {
        CaseTexts texts = new CaseTexts();
        assertThat(texts.message("delivery_failure", "consignee_refused", Locale.ENGLISH))
                .isEqualTo("Delivery failed: consignee refused");
        assertThat(texts.message("delivery_failure", "consignee_refused", Locale.CHINESE))
                .isEqualTo("派送失败：收件人拒收");
        assertThat(texts.message("delivery_failure", "unknown", Locale.ENGLISH)).isEqualTo("Delivery failed");
        assertThat(texts.message("brand_new", null, Locale.ENGLISH)).isEqualTo("brand_new");
    }

    @Test
    void aWrongEditIsRefusedAndTheFormerTableStays(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("exceptions.yaml"), GOOD);
        CaseRules rules = new CaseRules(file);
        Files.writeString(file, GOOD.replace("severity: info", "severity: dreadful"));
        assertThatThrownBy(rules::reload)
                .isInstanceOf(DataFile.Invalid.class)
                .hasMessageContaining("exceptions.yaml:4")
                .hasMessageContaining("'dreadful' is none of info, warning, critical");
        assertThat(rules.all()).extracting(CaseRule::cause).containsExactly("late");
        Files.writeString(file, GOOD.replace("late:", "later:"));
        rules.reload();
        assertThat(rules.all()).extracting(CaseRule::cause).containsExactly("later");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reason: carrier_not_enough_time|reason: laziness|'laziness' is not a reason",
                "due_hours: 2|due_hours: soon|'due_hours' has to be a whole number",
                "owner: desk|boss: desk|'boss' is not known here",
                "event: tracking.updated|evnt: tracking.updated|'evnt' is not known here",
                "opened_by:|resolved_by:|is opened by nothing",
                "when: {flags: delayed}|while_open: lost|follows 'lost', which is no cause here",
                "when: {flags: delayed}|unless_done: close|'unless_done' is about the case that 'while_open' names",
                "opened_by:|clock: {hours: 1};    opened_by:|the hub knows no way to see when it is due",
            })
    void saysWhatIsWrong(String from, String to, String reason, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("exceptions.yaml"), GOOD.replace(from, to.replace(';', '\n')));
        assertThatThrownBy(() -> new CaseRules(file))
                .isInstanceOf(DataFile.Invalid.class)
                .hasMessageContaining(reason);
    }
}
