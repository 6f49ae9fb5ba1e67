package io.openclaw.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** What Tomcat itself refuses never gets to a filter, nor to an error page; it has the form of every other refusal all the same. */
final class RefusedByTomcat extends ErrorReportValve {

    private final ProblemWriter problems;

    RefusedByTomcat(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            // Not its facade, which takes no header after an error.
            problems.write(request, response, Refusals.of(response.getStatus(), ProblemWriter.address(request)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
