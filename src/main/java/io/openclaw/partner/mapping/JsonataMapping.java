package io.openclaw.partner.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.openclaw.account.Account;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/** One JSONata expression, compiled once for every thread that uses it at the same time. */
final class JsonataMapping {

    /** Digits that survive binary floating point; what is beyond them is noise of the arithmetic. */
    private static final MathContext SIGNIFICANT = new MathContext(15, RoundingMode.HALF_EVEN);

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private static final int SHOWN = 160;
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);

    /** In place of the library's, which counts code units where it cuts code points, and fails on an emoji. */
    private static final Jsonata.JFunction SUBSTRING = new Jsonata.JFunction(
            (input, given) -> substring(
                    (String) given.get(0), (Number) given.get(1), given.size() > 2 ? (Number) given.get(2) : null),
            "<s-nn?:s>");

    /** Whether a text is a currency's code of ISO 4217: {@code $iso4217("USD")}. */
    private static final Jsonata.JFunction CURRENCY =
            new Jsonata.JFunction((input, given) -> CURRENCIES.contains((String) given.get(0)), "<s-:b>");

    /** Names of functions that were asked for, and whether there are such. */
    private static final Map<String, Boolean> LIBRARY = new ConcurrentHashMap<>();

    private final String text;
    // A compiled expression keeps state while it is evaluated, so no two threads may share one.
    private final Queue<Jsonata> idle = new ConcurrentLinkedQueue<>();

    /** @throws IllegalArgumentException when it is no JSONata; says where */
    JsonataMapping(String text) {
        this.text = text;
        Jsonata compiled = compile();
        JsonataNames.Unknown unknown = JsonataNames.unknown(text, JsonataMapping::inLibrary);
        if (unknown != null) {
            throw new IllegalArgumentException(place(unknown.location()) + ": " + unknown.message());
        }
        idle.add(compiled);
    }

    private static boolean inLibrary(String function) {
        return LIBRARY.computeIfAbsent(
                function,
                name -> Boolean.TRUE.equals(compile("$exists($" + name + ")").evaluate(null)));
    }

    private Jsonata compile() {
        return compile(text);
    }

    private static Jsonata compile(String text) {
        try {
            Jsonata jsonata = Jsonata.jsonata(text);
            jsonata.registerFunction("substring", SUBSTRING);
            jsonata.registerFunction("iso4217", CURRENCY);
            return jsonata;
        } catch (JException e) {
            throw new IllegalArgumentException(place(text, e.getLocation()) + ": " + e.getMessage(), e);
        }
    }

    Object apply(Exchange exchange) {
        Object input = input(exchange);
        Jsonata borrowed = idle.poll();
        Jsonata jsonata = borrowed == null ? compile() : borrowed;
        try {
            Jsonata.Frame bindings = jsonata.createFrame();
            exchange.getVariables().forEach((name, value) -> {
                if (name.matches("[A-Za-z_]\\w*")) {
                    bindings.bind(name, bindable(value));
                }
            });
            return plain(jsonata.evaluate(input, bindings));
        } catch (JException e) {
            throw new IllegalArgumentException(place(e.getLocation()) + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // A function of the library may fail in its own way, which says nothing of the place.
            throw new IllegalArgumentException(place(-1) + ": " + e, e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException(
                    place(-1)
                            + ": needs more stack than there is: a regular expression with a group that repeats (write it"
                            + " possessive, ++), or a function that calls itself",
                    e);
        } finally {
            idle.offer(jsonata);
        }
    }

    /** JSONata's own words: from that character on, counted from the end where it is negative; so many of them, or all. */
    private static String substring(String text, Number start, Number length) {
        if (text == null) {
            return null;
        }
        int[] characters = text.codePoints().toArray();
        int from = start.intValue() < 0 ? Math.max(0, characters.length + start.intValue()) : start.intValue();
        long to = length == null ? characters.length : Math.min(characters.length, from + length.longValue());
        return from < to ? new String(characters, from, (int) to - from) : "";
    }

    private Object input(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        try {
            if (body instanceof byte[] bytes) {
                return Json.parse(bytes);
            }
            if (body instanceof InputStream stream) {
                return Json.parse(stream.readAllBytes());
            }
            if (body instanceof String string) {
                return Json.parse(string);
            }
        } catch (JsonProcessingException e) {
            // In one line: the other says where in a text that is not shown.
            throw new IllegalArgumentException("the body is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is no JSON: " + e.getMessage(), e);
        }
        return body == null || body instanceof Map || body instanceof List
                ? body
                : Json.canonicalMapper().convertValue(body, Object.class);
    }

    /** Records become maps; of an account, what is secret stays out. */
    private static Object bindable(Object value) {
        if (value instanceof Account account) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("id", account.id());
            shown.put("tenant", account.tenant());
            shown.put("vendor", account.vendor());
            shown.put("site", account.site());
            shown.put("currency", account.currency());
            shown.put(
                    "time_zone",
                    account.timeZone() == null ? null : account.timeZone().getId());
            shown.put("policy", account.policy());
            return shown;
        }
        return value instanceof Record ? Json.canonicalMapper().convertValue(value, Map.class) : value;
    }

    /** Own maps and lists instead of the library's, and decimals instead of doubles. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, inner) -> copy.put(String.valueOf(name), plain(inner)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(inner -> copy.add(plain(inner)));
            return copy;
        }
        if (value instanceof Double || value instanceof Float) {
            return decimal(((Number) value).doubleValue());
        }
        return value;
    }

    private static Object decimal(double value) {
        BigDecimal exact = new BigDecimal(value).round(SIGNIFICANT).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }

    /** Says the place as editors count it; a fault of the document may have none. */
    private String place(int location) {
        return place(text, location);
    }

    private static String place(String text, int location) {
        if (location <= 0) {
            return "JSONata '" + shown(COMMENT.matcher(text).replaceAll("")) + "'";
        }
        int end = Math.min(text.length(), location);
        String before = text.substring(0, end);
        int begin = before.lastIndexOf('\n') + 1;
        int after = text.indexOf('\n', end);
        long line = 1 + before.chars().filter(c -> c == '\n').count();
        return "JSONata at line " + line + ", column " + Math.max(1, end - begin) + " ("
                + shown(text.substring(begin, after < 0 ? text.length() : after)) + ")";
    }

    private static String shown(String part) {
        String line = part.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " ...";
    }
}
