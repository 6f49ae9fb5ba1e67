package io.openclaw.operations;

import io.openclaw.account.PartnersFileException;
import io.openclaw.reload.RefusedFile;
import io.openclaw.reload.RoutesAtStart;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.tracking.DataFile;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/** A start that fails for a file of the operator's says file, line and reason, as a live edit would be told, instead of a stack trace. */
final class RefusedAtStart implements FailureAnalyzer {

    private static final String REMEDY =
            "Mend the file, then start again. A file that was refused while the hub ran has been so all the while: it went on with the"
                    + " former version, which a start has not.";

    private final RoutesAtStart routes;

    RefusedAtStart(Environment environment) {
        this.routes = new RoutesAtStart(environment);
    }

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedFile refused) {
                return new FailureAnalysis(refused.said(), REMEDY, failure);
            }
            if (cause instanceof PartnersFileException accounts) {
                return new FailureAnalysis(placed(accounts), REMEDY, failure);
            }
            if (cause instanceof RuleFileException || cause instanceof DataFile.Invalid) {
                return new FailureAnalysis(cause.getMessage(), REMEDY, failure);
            }
        }
        List<RefusedFile> refused = ofRoutes(failure);
        return refused.isEmpty()
                ? null
                : new FailureAnalysis(
                        refused.stream().map(RefusedFile::said).collect(Collectors.joining("\n")), REMEDY, failure);
    }

    /** Every problem on a line of its own, at its place. */
    private static String placed(PartnersFileException accounts) {
        return accounts.problems().stream()
                .map(problem -> new RefusedFile(
                                accounts.file().toString(),
                                YamlPlace.line(accounts.file(), problem),
                                YamlPlace.unplaced(problem))
                        .said())
                .collect(Collectors.joining("\n"));
    }

    /** Only where Camel is what failed: a file nobody looks at is not why a port is taken. */
    private List<RefusedFile> ofRoutes(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Exception e && cause.getClass().getName().startsWith("org.apache.camel.")) {
                return routes.culprits(e);
            }
        }
        return List.of();
    }
}
