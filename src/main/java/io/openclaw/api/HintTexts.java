package io.openclaw.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hints of problems in the reader's language. The code has them in English, {@code messages/hints_zh.txt} in Chinese under the
 * English text; a hint that is not there stays as it is.
 */
final class HintTexts {

    private static final String FILLED_IN = "{}";
    private static final List<Text> CHINESE = read("/messages/hints_zh.txt");

    /** One text; what is filled in stands in both languages in the same order. */
    private record Text(Pattern english, String chinese) {

        static Text of(String english, String chinese) {
            String pattern = Arrays.stream(english.split(Pattern.quote(FILLED_IN), -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining("(.+)"));
            return new Text(Pattern.compile(pattern, Pattern.DOTALL), chinese);
        }

        Optional<String> of(String hint) {
            Matcher found = english.matcher(hint);
            if (!found.matches()) {
                return Optional.empty();
            }
            String text = chinese;
            for (int i = 1; i <= found.groupCount(); i++) {
                int place = text.indexOf(FILLED_IN);
                text = text.substring(0, place) + found.group(i) + text.substring(place + FILLED_IN.length());
            }
            return Optional.of(text);
        }
    }

    private HintTexts() {}

    static String of(String hint, Locale locale) {
        if (hint == null || locale == null || !Locale.CHINESE.getLanguage().equals(locale.getLanguage())) {
            return hint;
        }
        return CHINESE.stream()
                .map(text -> text.of(hint))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(hint);
    }

    private static List<Text> read(String file) {
        try (InputStream in = HintTexts.class.getResourceAsStream(file)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(String::strip)
                    .toList();
            List<Text> texts = new ArrayList<>();
            for (int i = 0; i + 1 < lines.size(); i += 2) {
                texts.add(Text.of(lines.get(i), lines.get(i + 1)));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
