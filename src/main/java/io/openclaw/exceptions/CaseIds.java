package io.openclaw.exceptions;

import java.security.SecureRandom;
import java.time.Instant;

/** Names of cases and of what is done about them: ordered by time, unique over all hubs, never from a sequence. */
final class CaseIds {

    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();

    private CaseIds() {}

    static String next(Instant now) {
        return next("EX-", now);
    }

    static String ofAction(Instant now) {
        return next("CA-", now);
    }

    private static String next(String prefix, Instant now) {
        StringBuilder id = new StringBuilder(prefix);
        for (int shift = 45; shift >= 0; shift -= 5) {
            id.append(DIGITS[(int) (now.toEpochMilli() >>> shift) & 31]);
        }
        for (int i = 0; i < 10; i++) {
            id.append(DIGITS[RANDOM.nextInt(32)]);
        }
        return id.toString();
    }
}
