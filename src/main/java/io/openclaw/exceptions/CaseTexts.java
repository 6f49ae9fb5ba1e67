package io.openclaw.exceptions;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.springframework.stereotype.Component;

/**
 * What people read about causes, reasons and actions, in English or Chinese: {@code messages/exceptions.properties} and
 * {@code exceptions_zh.properties}. A word without a text stands for itself.
 */
@Component("caseTexts")
public class CaseTexts {

    private static final String BUNDLE = "messages.exceptions";

    /** What has happened: the cause, and the reason where it says more. */
    public String message(String cause, String reason, Locale locale) {
        String text = text("cause." + cause, cause, locale);
        return reason == null || reason.equals("unknown") || reason.equals(cause)
                ? text
                : text + (chinese(locale) ? "：" : ": ") + reason(reason, locale);
    }

    /** What to do about it. */
    public String hint(String cause, Locale locale) {
        return text("hint." + cause, cause, locale);
    }

    public String reason(String reason, Locale locale) {
        return text("reason." + reason, reason.replace('_', ' '), locale);
    }

    public String action(String action, Locale locale) {
        return text("action." + action, action.replace('_', ' '), locale);
    }

    /** What became of an action at once, as its caller is told. */
    public String effect(ActionTaken taken, Locale locale) {
        String effect = taken.repeated() ? "under_way" : taken.effect();
        String general = text("effect." + effect, effect, locale);
        String text = MessageFormat.format(
                taken.repeated() ? general : text("effect." + effect + "." + taken.action(), general, locale),
                action(taken.action(), locale),
                taken.at().toString());
        return taken.detail() == null ? text : text + " " + taken.detail();
    }

    private static String text(String key, String otherwise, Locale locale) {
        ResourceBundle bundle = ResourceBundle.getBundle(
                BUNDLE,
                chinese(locale) ? Locale.CHINESE : Locale.ROOT,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        try {
            return bundle.getString(key);
        } catch (MissingResourceException e) {
            return otherwise; // causes are data: a new one has no text of its own yet
        }
    }

    private static boolean chinese(Locale locale) {
        return locale != null && Locale.CHINESE.getLanguage().equals(locale.getLanguage());
    }
}
