package io.openclaw.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

/** What an integrator is told of a file that Camel would not take. */
class DryRunTest {

    private static final String FILE = "routes/slow.camel.yaml";
    private static final String GOOD =
            """
            - route:
                id: slow
                description: says hello, slowly
                from:
                  uri: direct:slow
                  steps:
                    - split:
                        id: slow.each
                        expression:
                          constant:
                            expression: "2"
                        stopOnException: "true"
                    - choice:
                        id: slow.choice
                        when:
                          - id: slow.when
                            expression:
                              simple:
                                expression: ${body} == 'a'
                            steps:
                              - setBody:
                                  id: slow.text
                                  expression:
                                    constant:
                                      expression: hello
            """;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private DryRun dryRun;

    @BeforeEach
    void start() {
        context.disableJMX();
        context.start();
        dryRun = new DryRun(context, new MockEnvironment());
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void check(String text) {
        dryRun.check(RouteSource.parse(FILE, text), List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            - split:                 | - splitt:              | 7  | there is no step 'splitt'; did you mean split?
            - setBody:               | - setBdoy:             | 21 | there is no step 'setBdoy'; did you mean setBody?
            - setBody:               | - banana:              | 21 | there is no step 'banana'
            stopOnException:         | stopOnExeption:        | 12 | there is no option 'stopOnExeption' here; did you mean stopOnException?
            """)
    void aWordThatCamelDoesNotKnowIsNamedWithTheNearestOne(String good, String bad, int line, String reason) {
        check(GOOD);
        assertThatThrownBy(() -> check(GOOD.replace(good, bad)))
                .isInstanceOfSatisfying(
                        RefusedFile.class, e -> assertThat(e.line()).isEqualTo(line))
                .hasMessageContaining(reason);
    }

    /** An editor, or a copy that broke off, may leave the file cut at any place. */
    @Test
    void whereverAFileIsCutOffItsReasonIsSaidInWords() {
        for (int length = GOOD.indexOf("    from:"); length < GOOD.length(); length++) {
            String cut = GOOD.substring(0, length);
            try {
                check(cut);
            } catch (RefusedFile e) {
                assertThat(e.getMessage())
                        .as(cut)
                        .doesNotContainPattern("\\w+Exception|\\bnull\\b")
                        .doesNotContain("Unknown node id");
                assertThat(e.line()).as(cut + "\n" + e.getMessage()).isGreaterThan(1);
            }
        }
    }
}
