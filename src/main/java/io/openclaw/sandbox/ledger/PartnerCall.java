package io.openclaw.sandbox.ledger;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One request to a simulated partner on its way through the partner's route, and the answer it will get. It is open
 * until somebody answers it.
 */
public final class PartnerCall {

    private final String account;
    private final String operation;
    private final String method;
    private final String url;
    private final String path;
    private final Map<String, String> query;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Behaviours.Due due;
    private Map<String, Object> json;
    private String reference;
    private boolean noted;
    private int status;
    private byte[] answer;
    private final Map<String, String> answerHeaders = new LinkedHashMap<>();

    public PartnerCall(
            String account,
            String operation,
            String method,
            String url,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            byte[] body,
            Behaviours.Due due) {
        this.account = account;
        this.operation = operation;
        this.method = method;
        this.url = url;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.due = due;
    }

    public String account() {
        return account;
    }

    public String operation() {
        return operation;
    }

    public String method() {
        return method;
    }

    /** The address as it was called, without its query. */
    public String url() {
        return url;
    }

    public String path() {
        return path;
    }

    public Map<String, String> query() {
        return query;
    }

    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The bytes as they came. */
    public byte[] body() {
        return body;
    }

    /** The body's JSON object; empty for an empty body. {@link UncheckedIOException} when it is no JSON object. */
    public Map<String, Object> json() {
        if (json == null) {
            json = body.length == 0 ? Map.of() : Json.object(body);
        }
        return json;
    }

    /** The statement this call makes, for the ledger. */
    public void about(String statement) {
        this.reference = statement;
    }

    public String reference() {
        return reference;
    }

    /** True until it is answered; read by the routes. */
    public boolean isOpen() {
        return status == 0;
    }

    /** The fault that is due, as the control call names it, or an empty text; read by the routes. */
    public String getFault() {
        return due == null ? "" : due.fault().word();
    }

    /** How long the fault takes, in milliseconds; read by the routes. */
    public long getDelayMs() {
        return due == null ? 0 : due.delayMs();
    }

    public PartnerCall reply(int httpStatus, Object document) {
        return reply(httpStatus, "application/json; charset=utf-8", Json.bytes(document));
    }

    public PartnerCall reply(int httpStatus, String contentType, byte[] document) {
        this.status = httpStatus;
        this.answer = document;
        answerHeaders.put("Content-Type", contentType);
        return this;
    }

    public PartnerCall replyText(int httpStatus, String document) {
        return reply(httpStatus, "text/plain; charset=utf-8", document.getBytes(StandardCharsets.UTF_8));
    }

    public PartnerCall replyHeader(String name, String value) {
        answerHeaders.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    public byte[] answer() {
        return answer;
    }

    public Map<String, String> answerHeaders() {
        return answerHeaders;
    }

    /** True the first time: a call stands in the ledger once. */
    boolean firstNote() {
        boolean first = !noted;
        noted = true;
        return first;
    }
}
