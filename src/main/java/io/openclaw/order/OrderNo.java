package io.openclaw.order;

import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * Makes the hub's order numbers: 18 characters of Crockford's base 32, ten of time (milliseconds), eight of chance. They
 * sort by time and never come from a sequence, which could issue a number again after a crash, while a partner still
 * knows it as the reference of another order's label.
 */
@Component
public final class OrderNo {

    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_CHARS = 10;
    private static final int CHANCE_CHARS = 8;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public OrderNo(Clock clock) {
        this.clock = clock;
    }

    /** A number no order has had. */
    public String next() {
        char[] number = new char[TIME_CHARS + CHANCE_CHARS];
        write(clock.millis(), number, 0, TIME_CHARS);
        write(random.nextLong(), number, TIME_CHARS, CHANCE_CHARS);
        return new String(number);
    }

    private static void write(long bits, char[] target, int from, int length) {
        for (int i = from + length - 1; i >= from; i--) {
            target[i] = ALPHABET[(int) (bits & 31)];
            bits >>>= 5;
        }
    }
}
