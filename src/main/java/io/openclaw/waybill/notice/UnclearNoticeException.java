package io.openclaw.waybill.notice;

/** A warehouse's notice does not say which of several parcels it is about, or what of a fulfillment left; the message says how it can. */
final class UnclearNoticeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnclearNoticeException(String message) {
        super(message);
    }
}
