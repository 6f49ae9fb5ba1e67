package io.openclaw.order.gate;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What would lift a hold, in the reader's language: {@code messages/holds*.properties}, by code and, where it matters, subject or what the subject's colon follows. */
public final class HoldRemedies {

    private static final String BUNDLE = "messages.holds";

    private HoldRemedies() {}

    /** English unless the locale's language is Chinese. */
    public static String remedy(String code, String subject, String note, Locale locale) {
        Locale language = "zh".equals(locale.getLanguage()) ? Locale.CHINESE : Locale.ROOT;
        ResourceBundle texts = ResourceBundle.getBundle(
                BUNDLE,
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
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
