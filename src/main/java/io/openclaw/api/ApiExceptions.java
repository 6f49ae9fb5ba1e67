package io.openclaw.api;

import io.openclaw.store.StoreAvailability;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Every failure of the API becomes problem details that say what to do. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public class ApiExceptions {

    private static final Logger LOG = LoggerFactory.getLogger(ApiExceptions.class);

    private final ProblemWriter problems;
    private final StoreAvailability store;

    public ApiExceptions(ProblemWriter problems, StoreAvailability store) {
        this.problems = problems;
        this.store = store;
    }

    @ExceptionHandler
    void problem(ApiProblem e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        problems.write(request, response, e);
    }

    @ExceptionHandler
    void unreadable(HttpMessageNotReadableException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(request, response, BodyFault.of(e));
    }

    @ExceptionHandler
    void type(MethodArgumentTypeMismatchException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(
                request,
                response,
                ApiProblem.badRequest(
                        "parameter '" + e.getName() + "' cannot be '" + e.getValue() + "'",
                        "see /openapi.json for its form"));
    }

    @ExceptionHandler
    void missing(MissingServletRequestParameterException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(
                request,
                response,
                ApiProblem.badRequest("parameter '" + e.getParameterName() + "' is missing", "see /openapi.json"));
    }

    @ExceptionHandler
    void method(HttpRequestMethodNotSupportedException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        List<String> allowed = e.getSupportedMethods() == null ? List.of() : List.of(e.getSupportedMethods());
        response.setHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
        problems.write(request, response, Refusals.method(e.getMethod(), allowed));
    }

    @ExceptionHandler
    void acceptable(HttpMediaTypeNotAcceptableException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(request, response, ApiProblem.notAcceptable());
    }

    @ExceptionHandler
    void media(HttpMediaTypeNotSupportedException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(request, response, new ApiProblem(415, "media_type", e.getMessage(), "send application/json"));
    }

    @ExceptionHandler
    void nothing(NoResourceFoundException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(request, response, Refusals.nothingAt(request.getRequestURI()));
        if (HttpMethod.OPTIONS.matches(request.getMethod())) {
            response.flushBuffer(); // or the servlet would add what may be done where there is nothing
        }
    }

    @ExceptionHandler({CannotCreateTransactionException.class, DataAccessResourceFailureException.class})
    void store(Exception e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (store.explains(e)) {
            store.refused();
        } else {
            LOG.error("OC-STORE-DOWN the store did not answer a call of the API", e);
        }
        problems.write(request, response, ApiProblem.noStore());
    }

    /** The caller hung up: there is nobody left to answer, and nothing is wrong here. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e, HttpServletRequest request) {
        LOG.debug("the caller of {} hung up", request.getRequestURI(), e);
    }

    @ExceptionHandler
    void anything(Exception e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (store.explains(e)) {
            store(e, request, response);
            return;
        }
        LOG.error("OC-API-FAILED {} {} as {}", request.getMethod(), request.getRequestURI(), RequestId.of(request), e);
        problems.write(
                request,
                response,
                new ApiProblem(500, "internal", "the hub failed", "tell the operator the request id"));
    }
}
