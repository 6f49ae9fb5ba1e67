package io.openclaw.partner.http;

import java.util.Map;
import java.util.Set;

/**
 * One call to a partner.
 *
 * @param base where path begins; null for the account's base URL
 * @param path below the account's base URL, percent-encoded
 * @param query decoded
 * @param effect whether it changes something at the partner
 * @param scheme signature scheme, or null for the account's
 * @param expect json, bytes, text or none
 * @param accepted statuses besides 2xx that are answers
 */
record HttpCall(
        String method,
        String base,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        RequestBody body,
        boolean effect,
        String scheme,
        String expect,
        Set<Integer> accepted) {}
