package io.openclaw.order.gate;

import io.openclaw.order.CanonicalText;
import io.openclaw.order.HoldCode;
import java.util.Objects;

/**
 * One reason why an order waits.
 *
 * @param subject what it is about: a SKU, a field; empty for the whole order
 * @param note what a person should know beside it (until when, which mode), or null
 */
public record Hold(HoldCode code, String subject, String note) {

    private static final int SUBJECT_WIDTH = 200;

    public Hold {
        subject = Objects.requireNonNullElse(CanonicalText.of(subject, SUBJECT_WIDTH), "");
    }

    static Hold of(HoldCode code) {
        return new Hold(code, "", null);
    }

    static Hold of(HoldCode code, String subject) {
        return new Hold(code, subject, null);
    }
}
