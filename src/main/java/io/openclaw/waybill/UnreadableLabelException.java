package io.openclaw.waybill;

/** A label that is not what it is said to be; the message goes on after "a label". */
final class UnreadableLabelException extends RuntimeException {

    UnreadableLabelException(String message) {
        super(message);
    }
}
