package io.openclaw.waybill;

import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * The printable form of a waybill, exactly as the partner gave it: a home-made label is refused at the counter.
 *
 * @param format pdf, zpl or png
 */
public record LabelDocument(String format, byte[] document) {

    /**
     * Reads the canonical form, in which the document is base64.
     *
     * @throws UnreadableLabelException where the bytes are not what they are said to be
     */
    public static LabelDocument of(Map<?, ?> label) {
        String said = WaybillAnswer.text(label, "format");
        String format = said == null ? "pdf" : said.strip().toLowerCase(Locale.ROOT);
        Object document = label.get("document");
        if (document == null) {
            return null;
        }
        byte[] bytes = LabelBytes.decode(document.toString());
        LabelBytes.check(format, bytes);
        return new LabelDocument(format, bytes);
    }

    /** The canonical form. */
    public Map<String, Object> canonical() {
        return Map.of("format", format, "document", Base64.getEncoder().encodeToString(document));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelDocument that
                && format.equals(that.format)
                && Arrays.equals(document, that.document);
    }

    @Override
    public int hashCode() {
        return 31 * format.hashCode() + Arrays.hashCode(document);
    }

    @Override
    public String toString() {
        return "LabelDocument[" + format + ", " + document.length + " bytes]";
    }
}
