package io.openclaw.outbox;

import java.security.SecureRandom;

/** Identities of events and dead letters: time-ordered, random, 26 characters of Crockford's base 32. */
public final class EventIds {

    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private EventIds() {}

    public static String next() {
        char[] id = new char[TIME_DIGITS + RANDOM_DIGITS];
        long time = System.currentTimeMillis();
        for (int i = TIME_DIGITS - 1; i >= 0; i--) {
            id[i] = DIGITS[(int) (time & 31)];
            time >>>= 5;
        }
        byte[] random = new byte[RANDOM_DIGITS];
        RANDOM.nextBytes(random);
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            id[TIME_DIGITS + i] = DIGITS[random[i] & 31];
        }
        return new String(id);
    }
}
