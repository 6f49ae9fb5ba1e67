package io.openclaw.store;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in words that the database is not there or refuses the hub, and what to do, instead of a stack trace. */
final class MissingStoreAnalyzer extends AbstractFailureAnalyzer<StoreMissingException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, StoreMissingException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
