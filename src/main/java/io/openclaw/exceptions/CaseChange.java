package io.openclaw.exceptions;

import java.util.List;

/**
 * A case that an event opened or resolved; as it is, the data of {@code exception.opened} and {@code exception.resolved}.
 *
 * @param change opened or resolved
 * @param account the order's platform account, or the account the case is about
 * @param orderKey keeps the events of a case without an order in sequence; null where there is an order
 * @param subject what of the account the case is about: a SKU of a warehouse, the code of a listing; else null
 * @param skus the SKUs that the event which opened it names; null where it names none
 * @param resolution type of the event that resolved it, or {@code closed_by_hand}; null while it is open
 * @param by who closed it by hand; else null
 * @param message in English; other languages by {@link CaseTexts}
 */
public record CaseChange(
        String change,
        String caseId,
        String tenant,
        String account,
        String orderNo,
        String fulfillmentNo,
        String parcelNo,
        String cause,
        String reason,
        String severity,
        String status,
        String message,
        List<String> allowedActions,
        String orderKey,
        String subject,
        List<String> skus,
        String resolution,
        String by) {}
