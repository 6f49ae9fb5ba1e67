package io.openclaw.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.TestAccounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

/** Who may call the open API stands in a file, and in nothing else. */
class AppsTest {

    private static final String FILE =
            """
            apps:
              back-office:
                secrets: ["${BACK_OFFICE}", "${BACK_OFFICE_BEFORE}"]
                scopes: all
              pages:
                secrets: ["${PAGES}"]
                scopes: [stock:read]
                accounts: [shop]
                token_minutes: 5
            """;

    @TempDir
    Path folder;

    private final TestDatabase database = TestDatabase.h2();
    private final TestAccounts accounts = new TestAccounts().platform("shop");
    private final MockEnvironment environment = new MockEnvironment()
            .withProperty("BACK_OFFICE", "a-secret-of-length")
            .withProperty("BACK_OFFICE_BEFORE", "the-secret-before")
            .withProperty("PAGES", "another-long-secret");
    private Apps apps;

    @BeforeEach
    void read() throws IOException {
        write(FILE);
        apps = apps();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Apps apps() {
        return new Apps(folder.resolve("apps.yaml"), environment, accounts, database.jdbc(), Clock.systemUTC());
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("apps.yaml"), text);
    }

    @Test
    void anAppOfTheFileHasWhatTheFileGivesIt() {
        App pages = apps.find("pages").orElseThrow();
        assertThat(pages.tenant()).isEqualTo("demo");
        assertThat(pages.scopes()).containsExactly("stock:read");
        assertThat(pages.tokenLifetime()).isEqualTo(Duration.ofMinutes(5));
        Caller caller = apps.caller(apps.issue(pages, Set.of()).value());
        assertThat(caller.sees("shop")).isTrue();
        assertThat(caller.sees("other")).isFalse();
        App office = apps.find("back-office").orElseThrow();
        assertThat(office.scopes()).containsExactlyInAnyOrderElementsOf(App.SCOPES);
        assertThat(office.accounts()).containsExactly("*");
        assertThat(office.knows("a-secret-of-length")).isTrue();
        assertThat(office.knows("the-secret-before"))
                .as("until it is struck out")
                .isTrue();
        assertThat(office.knows("another-long-secret")).isFalse();
    }

    @Test
    void whatTheFileTakesAwayIsGoneForTokensThatAreOutToo() throws IOException {
        String office =
                apps.issue(apps.find("back-office").orElseThrow(), Set.of()).value();
        String pages = apps.issue(apps.find("pages").orElseThrow(), Set.of()).value();
        write(FILE.replace("scopes: all", "scopes: [orders:read]").replace("pages:", "page:"));
        apps.reload();
        assertThat(apps.caller(office).scopes()).containsExactly("orders:read");
        assertThatThrownBy(() -> apps.caller(pages))
                .isInstanceOf(ApiProblem.class)
                .hasMessageContaining("any more");
    }

    @Test
    void aFileWithAMistakeLeavesTheAppsAsTheyWere() throws IOException {
        write("apps: {}\n");
        Apps none = apps();
        assertThat(none.none()).isTrue();
        write(FILE.replace("[stock:read]", "[stock:raed]"));
        assertThatThrownBy(apps::reload)
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining("apps.yaml:7")
                .hasMessageContaining("stock:read");
        Files.delete(folder.resolve("apps.yaml"));
        assertThatThrownBy(apps::reload).isInstanceOf(RuleFileException.class);
        assertThat(apps.find("pages")).isPresent();
        assertThat(apps().none()).as("a hub nobody calls starts without one").isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${PAGES}        | ${NOT_SET}     | is not set",
                "${PAGES}        | short          | fewer than 16 characters",
                "accounts: [shop]| accounts: [sop]| 'sop' in partners.yaml",
                "scopes: all     | skopes: all    | skopes",
                "scopes: all     | token_minutes: 0 | has no scopes",
                "token_minutes: 5| token_minutes: 0 | token_minutes '0'",
                "pages:          | Pages:         | client id 'Pages'",
                "apps:           | app:           | app",
            })
    void aMistakeIsNamed(String from, String to, String said) throws IOException {
        write(FILE.replace(from, to));
        assertThatThrownBy(apps::reload)
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("another-long-secret");
    }

    @Test
    void anAccountThatAnAppNamesStaysInPartnersYaml() {
        assertThatThrownBy(() -> apps.check(new TestAccounts().platform("other")))
                .isInstanceOf(RuleFileException.class)
                .hasMessageContaining("apps.yaml:8");
    }

    @Test
    void anAppOfTheProgramsOwnStandsBesideThoseOfTheFile() {
        apps.register(new App(
                "demo", "own", List.of("secret"), Set.of("orders:read"), App.EVERY_ACCOUNT, App.TOKEN_LIFETIME));
        assertThat(apps.find("own")).isPresent();
        apps.reload();
        assertThat(apps.find("own")).isPresent();
        assertThat(apps.find("pages")).isPresent();
    }
}
