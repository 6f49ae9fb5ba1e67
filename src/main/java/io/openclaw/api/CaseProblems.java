package io.openclaw.api;

import io.openclaw.order.ActionRefusedException;
import java.util.Set;
import org.apache.camel.CamelExecutionException;

/** What a caller is told when an action about a case is refused. */
final class CaseProblems {

    /** The body is at fault, whatever the case. */
    private static final Set<String> OF_THE_BODY = Set.of("action_unknown", "note_missing");

    private CaseProblems() {}

    /** The refusal that is somewhere in the causes: the transaction wraps it. Anything else stays what it is. */
    static RuntimeException of(CamelExecutionException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ActionRefusedException refused) {
                int status = OF_THE_BODY.contains(refused.code())
                        ? 400
                        : refused.code().equals("no_case") ? 404 : 409;
                return new ApiProblem(status, refused.code(), refused.getMessage(), refused.hint());
            }
        }
        return failure;
    }
}
