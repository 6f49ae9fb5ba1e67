package io.openclaw.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** An address that Tomcat itself refuses never gets to a filter; where it was meant for the open API it has the API's form all the same. */
final class RefusedByTomcat extends ErrorReportValve {

    private final ProblemWriter problems;

    RefusedByTomcat(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        String address = request.getRequestURI();
        if (response.getStatus() != 400
                || response.getContentWritten() > 0
                || address == null
                || !address.startsWith("/api/")
                || !response.setErrorReported()) {
            return; // Tomcat's own report follows
        }
        try {
            problems.write(request, response.getResponse(), AddressConfiguration.notTaken());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
