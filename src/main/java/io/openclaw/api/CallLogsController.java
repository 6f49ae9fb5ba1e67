package io.openclaw.api;

import io.openclaw.partner.calls.Call;
import io.openclaw.partner.calls.CallQuery;
import io.openclaw.partner.calls.LoggedCalls;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What partners were asked and answered, and what they pushed. */
@RestController
@RequestMapping("/api/v2.1/call-logs")
public class CallLogsController {

    private static final Set<String> DIRECTIONS = Set.of("in", "out");
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,18})-([0-9a-f-]{36})");
    private static final Duration LATELY = Duration.ofHours(1);

    private final LoggedCalls calls;
    private final Clock clock;

    public CallLogsController(LoggedCalls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @GetMapping
    @Scope("logs:read")
    Page<Call> list(
            @RequestParam(name = "order_no", required = false) String orderNo,
            @RequestParam(name = "request_id", required = false) String requestId,
            @RequestParam(required = false) String account,
            @RequestParam(required = false) String operation,
            @RequestParam(required = false) String direction,
            @RequestParam(required = false) Integer status,
            @RequestParam(name = "error_code", required = false) String errorCode,
            @RequestParam(required = false) Boolean failed,
            @RequestParam(required = false) String from,
            @RequestParam(required = false) String to,
            @RequestParam(required = false) String cursor,
            @RequestParam(required = false) Integer limit,
            HttpServletRequest request) {
        if (direction != null && !DIRECTIONS.contains(direction)) {
            throw ApiProblem.badRequest("direction is '" + direction + "'", "a call goes in or out");
        }
        Caller caller = Caller.of(request);
        int size = Page.limit(limit);
        OffsetDateTime given = ApiTime.ofQuery(to, "to");
        Instant end = given == null ? clock.instant() : given.toInstant();
        Instant before = end;
        String beforeId = null;
        if (Page.cursor(cursor, CURSOR) != null) {
            Matcher last = CURSOR.matcher(cursor);
            last.matches();
            before = Instant.EPOCH.plus(Long.parseLong(last.group(1)), ChronoUnit.MICROS);
            beforeId = last.group(2);
        }
        CallQuery query = new CallQuery(
                caller.tenant(),
                orderNo,
                requestId,
                account,
                operation,
                direction,
                status,
                errorCode,
                Boolean.TRUE.equals(failed),
                begin(from, orderNo != null || requestId != null, end),
                before,
                beforeId,
                size + 1);
        Page<Call> page = Page.of(calls.list(query), size, CallLogsController::cursor);
        return new Page<>(
                page.items().stream().filter(c -> caller.sees(c.account())).toList(), page.nextCursor());
    }

    /** All there is of one order or message; of the rest what is asked for, or the last hour. */
    private static Instant begin(String from, boolean narrow, Instant end) {
        OffsetDateTime given = ApiTime.ofQuery(from, "from");
        if (given != null) {
            return given.toInstant();
        }
        return narrow ? Instant.EPOCH : end.minus(LATELY);
    }

    private static String cursor(Call last) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, last.at()) + "-" + last.id();
    }
}
