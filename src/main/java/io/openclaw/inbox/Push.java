package io.openclaw.inbox;

import java.util.Map;

/**
 * A message from outside on its way into the inbox.
 *
 * @param kind platform, carrier, warehouse or erp
 * @param origin push, poll or api
 * @param key its identity at the account, under which it is stored once
 * @param type the vendor's word for what it is; null where it says none
 * @param headers those that are kept, names in lower case
 * @param contentType as sent, or null
 * @param handling taken, ignored or unknown: what its connector makes of its type
 */
public record Push(
        String tenant,
        String account,
        String kind,
        String vendor,
        String origin,
        String key,
        String type,
        String requestId,
        Map<String, String> headers,
        String contentType,
        byte[] body,
        String handling) {}
