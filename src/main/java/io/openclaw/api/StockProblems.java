package io.openclaw.api;

import io.openclaw.stock.StockRefusedException;
import org.apache.camel.CamelExecutionException;

/** What a caller is told when a stock route refuses its statement. */
final class StockProblems {

    private StockProblems() {}

    /** The refusal that is somewhere in the causes: the transaction wraps it. Anything else stays what it is. */
    static RuntimeException of(CamelExecutionException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StockRefusedException refused) {
                return ApiProblem.conflict("stock_refused", refused.getMessage(), refused.hint());
            }
            if (cause instanceof ApiProblem problem) {
                return problem;
            }
        }
        return failure;
    }
}
