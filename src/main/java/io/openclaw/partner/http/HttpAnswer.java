package io.openclaw.partner.http;

import java.util.Map;

/**
 * What the partner answered.
 *
 * @param headers those on the allow list
 * @param body map, list, value, text or bytes; null where it was empty
 */
record HttpAnswer(int status, Map<String, String> headers, Object body) {}
