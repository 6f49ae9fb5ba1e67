package io.openclaw.waybill;

/** A warehouse's notice does not say which of several parcels it is about; the message says how it can. */
final class UnclearPackageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnclearPackageException(String message) {
        super(message);
    }
}
