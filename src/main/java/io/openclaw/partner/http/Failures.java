package io.openclaw.partner.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.partner.calls.Masking;
import io.openclaw.partner.mapping.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Statuses and broken answers in the hub's taxonomy. */
final class Failures {

    private static final int SHOWN = 500;
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final List<String> MESSAGE_FIELDS = List.of(
            "message", "error_description", "detail", "msg", "error_msg", "errorMsg", "errors", "error", "title");
    private static final List<String> CODE_FIELDS = List.of("code", "error_code", "errorCode", "errcode", "error");

    private final String account;
    private final boolean effect;
    private final Clock clock;

    Failures(String account, boolean effect, Clock clock) {
        this.account = account;
        this.effect = effect;
        this.clock = clock;
    }

    /** The answer does not tell what happened: a read is asked again, an effect is looked for first. */
    PartnerException unclear(String code, String message, Throwable cause) {
        Category category = effect ? Category.UNKNOWN_OUTCOME : Category.TRANSIENT;
        return new PartnerException(category, account, code, message, null, null, cause);
    }

    /** It never got as far as the partner. */
    PartnerException notSent(String message, Throwable cause) {
        return new PartnerException(Category.TRANSIENT, account, "not_sent", message, null, null, cause);
    }

    /** A status that is no answer. */
    PartnerException of(int status, String retryAfter, byte[] body) {
        Object document = document(body);
        String said = said(document, body);
        String code = code(document, status);
        Duration wait = wait(retryAfter);
        if (status == 429 || status == 503 && wait != null) {
            return new PartnerException(Category.RATE_LIMITED, account, code, text(status, said), null, wait, null);
        }
        if (status >= 300 && status < 400) {
            return unclear(code, text(status, "a redirect, which is not followed"), null);
        }
        if (status >= 500 || status == 408 || status == 425) {
            return unclear(code, text(status, said), null);
        }
        Category category =
                switch (status) {
                    case 401, 403 -> Category.UNAUTHORIZED;
                    case 404 -> Category.NOT_FOUND;
                    default -> Category.REJECTED;
                };
        return new PartnerException(category, account, code, text(status, said), null, null, null);
    }

    /** A status that is no answer to a call; a 404 says which address the partner does not know. */
    PartnerException of(int status, String retryAfter, byte[] body, HttpCall call) {
        PartnerException failure = of(status, retryAfter, body);
        return failure.category() == Category.NOT_FOUND && call.path() != null
                ? failure.about(call.method() + " " + call.path())
                : failure;
    }

    /** Seconds or a date, as RFC 9110 has it; null for neither. */
    Duration wait(String retryAfter) {
        if (retryAfter == null || retryAfter.isBlank()) {
            return null;
        }
        String text = retryAfter.strip();
        if (text.matches("\\d{1,9}(\\.\\d{1,3})?")) {
            // Shopify sends 2.0.
            return bounded(Duration.ofMillis((long) (Double.parseDouble(text) * 1000)));
        }
        try {
            Duration until = Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return bounded(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Object document(byte[] body) {
        if (body == null || body.length == 0) {
            return null;
        }
        try {
            return Json.parse(body);
        } catch (JsonProcessingException e) {
            // An error page is text: it is shown as such.
            return null;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String said(Object document, byte[] body) {
        if (document instanceof Map<?, ?> map) {
            for (String field : MESSAGE_FIELDS) {
                Object value = map.get(field);
                if (value instanceof Map<?, ?> nested && nested.get("message") != null) {
                    return nested.get("message").toString();
                }
                if (value != null && !"".equals(value)) {
                    return value instanceof String text ? text : new String(Json.bytes(value), StandardCharsets.UTF_8);
                }
            }
        }
        return body == null || body.length == 0 ? "without a body" : new String(body, StandardCharsets.UTF_8);
    }

    private static String code(Object document, int status) {
        if (document instanceof Map<?, ?> map) {
            for (String field : CODE_FIELDS) {
                Object value = map.get(field);
                if (value instanceof String || value instanceof Number) {
                    String code = value.toString();
                    if (!code.isBlank() && code.length() <= 60) {
                        return code;
                    }
                }
            }
        }
        return "http_" + status;
    }

    private static String text(int status, String said) {
        String masked = Masking.text(said.strip().replaceAll("\\s+", " "));
        return "HTTP " + status + ": " + (masked.length() > SHOWN ? masked.substring(0, SHOWN) : masked);
    }
}
