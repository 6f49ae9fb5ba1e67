package io.openclaw.operations;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** The first start in earnest often lacks its key: what is to be done about it is said without a stack trace. */
final class KeyAtStart implements FailureAnalyzer {

    private static final String SETTING = "openclaw.encryption-key";

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).startsWith(SETTING)) {
                return new FailureAnalysis(
                        cause.getMessage(),
                        "Set OPENCLAW_ENCRYPTION_KEY to 32 random bytes in Base64, as openssl rand -base64 32 gives them, then start"
                                + " again. Keep it with your secrets: what is stored is read with the same key alone.",
                        failure);
            }
        }
        return null;
    }
}
