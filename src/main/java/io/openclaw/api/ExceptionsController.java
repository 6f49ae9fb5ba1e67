package io.openclaw.api;

import io.openclaw.exceptions.ExceptionQueries;
import io.openclaw.exceptions.ExceptionQueries.CaseView;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Exception cases, with what has happened and what can be done about it in the reader's language. */
@RestController
@RequestMapping("/api/v2.1/exceptions")
public class ExceptionsController {

    private static final Set<String> STATUSES = Set.of("open", "resolved");

    private final ExceptionQueries cases;

    public ExceptionsController(ExceptionQueries cases) {
        this.cases = cases;
    }

    @GetMapping
    @Scope("exceptions:read")
    Page<CaseView> list(
            @RequestParam(required = false) String status,
            @RequestParam(required = false) String reason,
            @RequestParam(required = false) String account,
            @RequestParam(name = "order_no", required = false) String orderNo,
            @RequestParam(required = false) String cursor,
            @RequestParam(required = false) Integer limit,
            Locale locale,
            HttpServletRequest request) {
        if (status != null && !STATUSES.contains(status)) {
            throw ApiProblem.badRequest("status is '" + status + "'", "a case is open or resolved");
        }
        Caller caller = Caller.of(request);
        int size = Page.limit(limit);
        List<CaseView> found = cases.list(
                new ExceptionQueries.Filter(caller.tenant(), status, reason, account, orderNo, cursor, size + 1),
                locale);
        Page<CaseView> page = Page.of(found, size, CaseView::id);
        return new Page<>(
                page.items().stream().filter(c -> caller.sees(c.account())).toList(), page.nextCursor());
    }
}
