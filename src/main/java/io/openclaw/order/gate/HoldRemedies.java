package io.openclaw.order.gate;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What would lift a hold, in the reader's language: {@code messages/holds*.properties}, by code and, where it matters, subject or what the subject's colon follows. */
public final class HoldRemedies {

    private static final String BUNDLE = "messages.holds";

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

    /** English unless the locale's language is Chinese. */
    public static String remedy(String code, String subject, String note, Locale locale) {
        Locale language = language(locale);
        ResourceBundle texts = texts(language);
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
        return new MessageFormat(texts.getString(key), language)
                .format(new Object[] {subject == null ? "" : subject, note == null ? "" : note, detail});
    }
}
