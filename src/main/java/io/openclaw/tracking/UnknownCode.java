package io.openclaw.tracking;

/**
 * A code that an account reports and its vendor's table has not; as it is, the data of {@code tracking.code_unknown}. Without personal data.
 *
 * @param account that reports it
 * @param milestone what its main word means; null where that is in no table either, or says nothing of progress
 * @param message for people: all codes of the account that its table has not, what they are taken for, and where they belong
 */
public record UnknownCode(
        String tenant, String account, String orderKey, String code, String milestone, String message) {}
