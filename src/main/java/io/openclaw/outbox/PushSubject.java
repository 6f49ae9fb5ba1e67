package io.openclaw.outbox;

/**
 * What a partner's message is about, in the partner's words, as far as they can be read. None of it is personal.
 *
 * @param pushType the vendor's word for the message ({@code orders/create}), or null
 * @param platformOrderId the platform's id of the order, or null
 * @param platformOrderNo the number people know it by ({@code #1001}), or null
 * @param fulfillmentNo the fulfillment a warehouse speaks of, or null
 */
public record PushSubject(String pushType, String platformOrderId, String platformOrderNo, String fulfillmentNo) {

    public static final PushSubject NONE = new PushSubject(null, null, null, null);

    /** The same of the part that speaks of this fulfillment; of none where null. */
    public PushSubject ofFulfillment(String named) {
        return new PushSubject(pushType, platformOrderId, platformOrderNo, named);
    }

    /** For a line of the log: {@code " of shopify-us, orders/create, order #1001 (id 6120000000101)"}; the account alone where nothing else is known. */
    public String words(String account) {
        StringBuilder words = new StringBuilder(account == null ? "" : " of " + account);
        if (pushType != null) {
            words.append(", ").append(plain(pushType));
        }
        if (platformOrderNo != null) {
            words.append(", order ").append(plain(platformOrderNo));
        }
        if (platformOrderId != null) {
            words.append(platformOrderNo == null ? ", order id " : " (id ")
                    .append(plain(platformOrderId))
                    .append(platformOrderNo == null ? "" : ")");
        }
        if (fulfillmentNo != null) {
            words.append(", fulfillment ").append(plain(fulfillmentNo));
        }
        return words.toString();
    }

    /** A sender chooses these words: they stay on their line. */
    private static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 200 ? line : line.substring(0, 200);
    }
}
