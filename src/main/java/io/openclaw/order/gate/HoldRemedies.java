package io.openclaw.order.gate;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What would lift a hold, in the reader's language: {@code messages/holds*.properties}, by code and, where it matters, subject or what the subject's colon follows. */
public final class HoldRemedies {

    private static final String BUNDLE = "messages.holds";
    private static final String LABELLED = ".labelled";

    private HoldRemedies() {}

    /** That an order is held still, before what would lift it. */
    static String standing(String remedies, Locale locale) {
        Locale language = language(locale);
        return new MessageFormat(texts(language).getString("standing"), language).format(new Object[] {remedies});
    }

    private static Locale language(Locale locale) {
        return "zh".equals(locale.getLanguage()) ? Locale.CHINESE : Locale.ROOT;
    }

    private static ResourceBundle texts(Locale language) {
        return ResourceBundle.getBundle(
                BUNDLE,
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** Of an order nothing of which is on its way. English unless the locale's language is Chinese. */
    public static String remedy(String code, String subject, String note, Locale locale) {
        return remedy(code, subject, note, "", locale);
    }

    /** @param labelled the labels that are made for the order already, for people; empty for none: some holds do not stop what has a label */
    public static String remedy(String code, String subject, String note, String labelled, Locale locale) {
        Locale language = language(locale);
        ResourceBundle texts = texts(language);
        if (!labelled.isEmpty() && texts.containsKey(code + LABELLED)) {
            return format(texts.getString(code + LABELLED), language, subject, note, labelled);
        }
        String key = code + "." + subject;
        String detail = "";
        if (!texts.containsKey(key) && subject != null && subject.indexOf(':') > 0) {
            key = code + "." + subject.substring(0, subject.indexOf(':'));
            detail = subject.substring(subject.indexOf(':') + 1).strip();
        }
        if (!texts.containsKey(key)) {
            key = code;
        }
        if (!texts.containsKey(key)) {
            return code;
        }
        return format(texts.getString(key), language, subject, note, detail);
    }

    private static String format(String text, Locale language, String subject, String note, String detail) {
        return new MessageFormat(text, language)
                .format(new Object[] {subject == null ? "" : subject, note == null ? "" : note, detail});
    }
}
