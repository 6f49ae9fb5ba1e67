package io.openclaw.partner.calls;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Takes secrets and personal data out of what is logged. When in doubt it masks. */
public final class Masking {

    public static final String MASK = "***";

    private static final JsonFactory JSON = new JsonFactory();

    /** Names of single values, compared without case, blanks, {@code _}, {@code -} and a number at their end: {@code phone1}. */
    private static final Pattern SECRET = Pattern.compile(
            ".*(secret|password|passwd|token|signature|apikey|accesskey|appkey|authorization|credential|hmac|msgdigest)|sign|key|17token");

    private static final Pattern PERSONAL = Pattern.compile(
            ".*(phone|mobile|telephone|email|address|street|housenumber|houseno|firstname|lastname|fullname|middlename|contactname|recipient"
                    + "|recipientname|receivername|consigneename|sendername|shippername|buyername|customername|username|taxid|taxno|taxnumber"
                    + "|idcard|idno|passport|cpf|vatnumber|postalcode|postcode|zipcode|latitude|longitude|birthday|buyernote|sellernote|customization|remark|signedby)"
                    + "|tel|zip|note|fax|company|companyname|clientip|browserip");

    /** Objects that describe a person: inside of them every text is masked but the few names below. */
    private static final Pattern PERSON = Pattern.compile(
            ".*(address|shipto|billto|recipient|recipientinfo|consignee|receiver|sender|shipper|buyer|customer|contact|addressinfo|attributes)|properties|ship_?from|person");

    private static final Set<String> IMPERSONAL = Set.of(
            "id",
            "country",
            "countrycode",
            "currency",
            "locale",
            "type",
            "residential",
            "restricted",
            "state",
            "province",
            "provincecode");

    private static final Pattern EMAIL = Pattern.compile("[\\w.+-]+@[\\w-]+\\.[\\w.-]+");
    private static final Pattern SEPARATORS = Pattern.compile("[\\s_\\[\\]-]");
    private static final Pattern NUMBERED = Pattern.compile("(?<=\\D)\\d+$");
    private static final Pattern PAIR = Pattern.compile("([\\w.%\\[\\]-]+)=([^&\\s]*)");

    /** Names come again and again: what was found of one is kept, up to so many. */
    private static final int NAMES = 4096;

    /** Longest text that is shown of a single value, in characters. */
    private static final int TEXT = 500;

    private static final Map<String, Name> KNOWN = new ConcurrentHashMap<>();

    /**
     * What a name says of its value.
     *
     * @param plain as it is compared
     * @param hidden a secret or personal
     * @param person of an object that describes somebody
     */
    private record Name(String plain, boolean hidden, boolean person) {

        static Name of(String name) {
            Name known = KNOWN.get(name);
            if (known != null) {
                return known;
            }
            String plain = NUMBERED.matcher(
                            SEPARATORS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll(""))
                    .replaceFirst("");
            Name found = new Name(
                    plain,
                    SECRET.matcher(plain).matches() || PERSONAL.matcher(plain).matches(),
                    PERSON.matcher(plain).matches());
            if (KNOWN.size() < NAMES) {
                KNOWN.put(name, found);
            }
            return found;
        }
    }

    private Masking() {}

    /** A body as it may be shown: JSON and forms field by field, anything else by its size. At most so many characters. */
    public static String body(byte[] body, int limit) {
        if (body == null || body.length == 0) {
            return null;
        }
        char first = firstChar(body);
        if (first == '{' || first == '[') {
            return json(body, limit);
        }
        if (printable(body)) {
            String text = new String(body, 0, Math.min(body.length, limit * 2), StandardCharsets.UTF_8);
            return cut(text(text), limit);
        }
        return "[" + body.length + " bytes]";
    }

    /** An address whose query shows no secret and no person. */
    public static String url(String url) {
        return url == null ? null : text(url);
    }

    /** Free text: {@code name=value} pairs by their name, e-mail addresses wherever they stand. */
    public static String text(String text) {
        String pairs = text.indexOf('=') < 0
                ? text
                : PAIR.matcher(text)
                        .replaceAll(m -> java.util.regex.Matcher.quoteReplacement(
                                hidden(m.group(1)) ? m.group(1) + "=" + MASK : m.group()));
        return unmailed(pairs);
    }

    private static String unmailed(String text) {
        return text.indexOf('@') < 0 ? text : EMAIL.matcher(text).replaceAll(MASK);
    }

    /** Whether a value of that name is a secret or tells of a person. */
    public static boolean hidden(String name) {
        return Name.of(name).hidden();
    }

    // Token by token, so that a large document costs no more than its excerpt.
    private static String json(byte[] body, int limit) {
        StringWriter out = new StringWriter();
        try (JsonParser parser = JSON.createParser(body);
                JsonGenerator generator = JSON.createGenerator(out)) {
            Deque<Boolean> person = new ArrayDeque<>();
            String name = null;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean inPerson = !person.isEmpty() && person.peek();
                switch (token) {
                    case START_OBJECT, START_ARRAY -> {
                        boolean into = inPerson || name != null && person(name);
                        generator.copyCurrentEvent(parser);
                        person.push(into);
                    }
                    case END_OBJECT, END_ARRAY -> {
                        person.pop();
                        generator.copyCurrentEvent(parser);
                        name = null;
                    }
                    case FIELD_NAME -> {
                        name = parser.currentName();
                        generator.writeFieldName(name);
                    }
                    default -> scalar(parser, generator, token, name, inPerson);
                }
                generator.flush();
                if (out.getBuffer().length() > limit) {
                    return cut(out.toString(), limit);
                }
            }
            generator.flush();
            return cut(out.toString(), limit);
        } catch (IOException e) {
            return cut(out + "[no JSON from here]", limit);
        }
    }

    private static void scalar(
            JsonParser parser, JsonGenerator generator, JsonToken token, String name, boolean inPerson)
            throws IOException {
        boolean value = token == JsonToken.VALUE_STRING || token.isNumeric();
        boolean hide = value && name != null && (hidden(name) || inPerson && !IMPERSONAL.contains(plain(name)));
        if (hide) {
            generator.writeString(MASK);
        } else if (token == JsonToken.VALUE_STRING) {
            generator.writeString(shown(parser.getText()));
        } else {
            generator.copyCurrentEvent(parser);
        }
    }

    /** A text, which may be a document of its own. */
    private static String shown(String text) {
        return text.startsWith("{") || text.startsWith("[{") || text.startsWith("[\"")
                ? json(text.getBytes(StandardCharsets.UTF_8), TEXT)
                : unmailed(cut(text, TEXT));
    }

    private static boolean person(String name) {
        return Name.of(name).person();
    }

    private static String plain(String name) {
        return Name.of(name).plain();
    }

    private static char firstChar(byte[] body) {
        for (byte b : body) {
            if (b > ' ') {
                return (char) b;
            }
        }
        return ' ';
    }

    private static boolean printable(byte[] body) {
        for (int i = 0; i < Math.min(body.length, 200); i++) {
            if (body[i] >= 0 && body[i] < ' ' && body[i] != '\n' && body[i] != '\r' && body[i] != '\t') {
                return false;
            }
        }
        return body.length < 4 || body[0] != '%' || body[1] != 'P';
    }

    private static String cut(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit - 3) + "...";
    }
}
