package io.openclaw.waybill;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Tells what a label's bytes are, by how they begin: a host that has lost its session answers a page of its own, and what is no label
 * would be printed as garbage.
 */
final class LabelBytes {

    private static final int HEADER_WITHIN = 1024;
    private static final int LOOKED_AT = 64 * 1024;
    private static final String PNG = "\u0089PNG\r\n\u001a\n";
    private static final Set<String> TOLD = Set.of("pdf", "png", "zpl", "jpg");

    private LabelBytes() {}

    /** The bytes of base64, which may be broken into lines. */
    static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new UnreadableLabelException("whose document is no base64");
        }
    }

    /** @throws UnreadableLabelException where the bytes are not of that format */
    static void check(String format, byte[] document) {
        String claimed = "jpeg".equals(format) ? "jpg" : format;
        String found = kind(document);
        boolean page = Set.of("empty", "html", "json").contains(found) && !found.equals(claimed);
        if (page || TOLD.contains(claimed) && !claimed.equals(found)) {
            throw new UnreadableLabelException("that is no " + claimed.toUpperCase(Locale.ROOT) + ": " + words(found));
        }
    }

    private static String kind(byte[] document) {
        String text = new String(document, 0, Math.min(document.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
        String head = text.substring(0, Math.min(text.length(), HEADER_WITHIN));
        String start =
                head.replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
        if (head.isBlank()) {
            return "empty";
        }
        if (start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<head")) {
            return "html";
        }
        if (head.contains("%PDF-")) {
            return "pdf";
        }
        if (text.startsWith(PNG)) {
            return "png";
        }
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return "jpg";
        }
        // Fonts and graphics may be sent before the label itself.
        if (text.toUpperCase(Locale.ROOT).contains("^XA")) {
            return "zpl";
        }
        if (start.startsWith("{") || start.startsWith("[")) {
            return "json";
        }
        return start.startsWith("jvberi0") ? "base64" : plain(head) ? "text" : "bytes";
    }

    private static boolean plain(String head) {
        return head.chars().noneMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r');
    }

    /** Without a word of it: a label names the buyer. */
    private static String words(String found) {
        return switch (found) {
            case "empty" -> "it is empty";
            case "html" -> "it is an HTML page";
            case "json" -> "it is a JSON document";
            case "base64" -> "it is a PDF in base64 once more";
            case "text" -> "it is plain text";
            case "bytes" -> "it is of no format known here";
            default -> "it is " + found.toUpperCase(Locale.ROOT);
        };
    }
}
