package io.openclaw.tracking;

import io.openclaw.account.Account;

/**
 * A code that an account reports and its vendor's table has not; as it is, the data of {@code tracking.code_unknown}. Without personal data.
 *
 * @param account that reports it
 * @param milestone what its main word means; null where that is in no table either, or says nothing of progress
 * @param message for people: which code, what it is taken for, and where it belongs
 */
public record UnknownCode(
        String tenant, String account, String orderKey, String code, String milestone, String message) {

    static UnknownCode of(Account source, TrackingEvent event) {
        String milestone = event.milestone() == null ? null : event.milestone().word();
        String meaning = milestone != null
                ? milestone
                : event.flags().isEmpty()
                        ? null
                        : String.join(
                                ", ",
                                event.flags().stream().map(Flag::word).sorted().toList());
        return new UnknownCode(
                source.tenant(),
                source.id(),
                "account:" + source.id(),
                event.code(),
                milestone,
                "code " + event.code() + " of " + source.id() + " is not in config/tracking/" + source.vendor()
                        + ".yaml: "
                        + (meaning == null ? "it moves nothing" : "by its main word it is taken for " + meaning));
    }
}
