package io.openclaw.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Whoever asks in Chinese reads in Chinese what to do. */
class HintTextsTest {

    private static final Pattern REFUSAL =
            Pattern.compile("(ApiProblem\\.(?:badRequest|notFound|conflict)|new ApiProblem)\\(");
    private static final Pattern CONTENT = Pattern.compile("[a-z]{3}");
    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ask for 1 to 500 at a time                            | 每次可取 1 到 500 条
            mend line 2 of sourcing.yaml                          | 请修改第 2 行，文件 sourcing.yaml
            did you mean on_hand? the fields are: on_hand, {}     | 是否应为 on_hand？可用字段：on_hand, {}
            PUT /api/v2.1/products/A makes it known first         | 请先用 PUT /api/v2.1/products/A 登记
            write it in ISO 8601 with offset, as 2024-06-15T08:30:00+08:00 | 请写带时区偏移的 ISO 8601 时间，如 2024-06-15T08:30:00+08:00
            a hint of another room                                | a hint of another room
            """)
    void theHintIsInTheReadersLanguage(String english, String chinese) {
        assertThat(HintTexts.of(english, Locale.CHINA)).isEqualTo(chinese);
        assertThat(HintTexts.of(english, Locale.FRANCE)).isEqualTo(english);
    }

    @Test
    void anAnswerHasIt() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v2.1/orders");
        request.addPreferredLocale(Locale.forLanguageTag("zh-CN"));
        MockHttpServletResponse answer = new MockHttpServletResponse();
        new ProblemWriter(new ObjectMapper()).write(request, answer, ApiProblem.badRequest("x", "state whole units"));
        assertThat(answer.getContentAsString(StandardCharsets.UTF_8)).contains("\"hint\":\"请写整数件数\"");
    }

    /** Every hint written into a refusal of the API; those that come from elsewhere are not looked at. */
    @Test
    void noHintOfTheApiIsLeftOut() throws IOException {
        Set<String> hints = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/openclaw/api"))) {
            for (Path file : files.toList()) {
                String source = Files.readString(file);
                Matcher refusal = REFUSAL.matcher(source);
                while (refusal.find()) {
                    List<String> said = arguments(source, refusal.end());
                    int place = refusal.group(1).startsWith("new") ? 3 : said.size() - 1;
                    String hint = filledIn(said.get(place));
                    if (CONTENT.matcher(hint).find()) {
                        hints.add(hint);
                    }
                }
            }
        }
        assertThat(hints).hasSizeGreaterThan(50).allSatisfy(hint -> assertThat(HintTexts.of(hint, Locale.CHINESE))
                .as(hint)
                .containsPattern(CHINESE)
                .doesNotContain("{}"));
    }

    private static List<String> arguments(String source, int from) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        int depth = 0;
        boolean text = false;
        for (int i = from; depth >= 0; i++) {
            char c = source.charAt(i);
            if (text && c == '\\') {
                argument.append(c).append(source.charAt(++i));
                continue;
            }
            text ^= c == '"';
            if (!text && "([{".indexOf(c) >= 0) {
                depth++;
            } else if (!text && ")]}".indexOf(c) >= 0) {
                depth--;
            }
            if (!text && (depth < 0 || depth == 0 && c == ',')) {
                arguments.add(argument.toString().strip());
                argument.setLength(0);
            } else {
                argument.append(c);
            }
        }
        return arguments;
    }

    /** The literal parts of an expression; § for what is filled in. */
    private static String filledIn(String expression) {
        StringBuilder text = new StringBuilder();
        Matcher literal = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|[^\"]+").matcher(expression);
        int depth = 0;
        while (literal.find()) {
            if (literal.group(1) == null) {
                String code = literal.group();
                depth += code.chars().map(c -> c == '(' ? 1 : c == ')' ? -1 : 0).sum();
                if (!code.strip().equals("+") && text.indexOf("§", Math.max(0, text.length() - 1)) < 0) {
                    text.append('§');
                }
            } else if (depth == 0) {
                text.append(literal.group(1).translateEscapes());
            }
        }
        return text.toString();
    }
}
