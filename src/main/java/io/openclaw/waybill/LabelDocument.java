package io.openclaw.waybill;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * The printable form of a waybill, exactly as the partner gave it: a home-made label is refused at the counter.
 *
 * @param format pdf, zpl or png
 */
public record LabelDocument(String format, byte[] document) {

    /** Reads the canonical form, in which the document is base64. */
    public static LabelDocument of(Map<?, ?> label) {
        String format = WaybillAnswer.text(label, "format");
        String document = WaybillAnswer.text(label, "document");
        if (document == null) {
            return null;
        }
        return new LabelDocument(
                format == null ? "pdf" : format, Base64.getMimeDecoder().decode(document));
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
