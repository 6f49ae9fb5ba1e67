package io.openclaw.order;

import java.nio.charset.StandardCharsets;

/** Text as every database of the hub keeps it alike: so that what is read back equals what was written. */
public final class CanonicalText {

    private CanonicalText() {}

    /** Without NUL and broken surrogates, at most {@code most} UTF-16 units; blank becomes null. */
    public static String of(String text, int most) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String clean = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        if (clean.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            clean = new String(clean.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        }
        if (clean.length() <= most) {
            return clean.isBlank() ? null : clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(most - 1)) ? most - 1 : most;
        return clean.substring(0, end);
    }
}
