package io.openclaw.inbox;

import java.util.UUID;
import java.util.regex.Pattern;

/** The identity of one message: the sender's where it gave a usable one, else one of ours. */
final class RequestIds {

    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._:-]{1,80}");

    private RequestIds() {}

    static String of(String given) {
        return given != null && USABLE.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
    }
}
