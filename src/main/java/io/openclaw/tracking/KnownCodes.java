package io.openclaw.tracking;

import java.util.List;

/**
 * Codes of an account that its vendor's table has by now, and whose parcels are read; as it is, the data of {@code tracking.code_known}.
 *
 * @param codes known by now
 * @param left {@code none} where the table has all that the account ever said, else {@code some}
 * @param message for people: what is left
 */
public record KnownCodes(
        String tenant, String account, String orderKey, List<String> codes, String left, String message) {}
