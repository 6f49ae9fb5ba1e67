package io.openclaw.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.exceptions.ActionTaken;
import io.openclaw.exceptions.CaseStep;
import io.openclaw.exceptions.CaseTexts;
import io.openclaw.exceptions.ExceptionQueries;
import io.openclaw.exceptions.ExceptionQueries.CaseView;
import io.openclaw.store.Durability;
import io.openclaw.tracking.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Exception cases, with what has happened and what can be done about it in the reader's language; and what is done about it. */
@RestController
@RequestMapping("/api/v2.1/exceptions")
public class ExceptionsController {

    private static final Set<String> STATUSES = Set.of("open", "resolved");

    private static final Pattern IDS = Pattern.compile("EX-[0-9A-Z]{20}");

    private static final int NOTE_LENGTH = 1000;
    private static final int NAME_LENGTH = 80;

    /** What a caller may say of an action: its word, why, and who does it. */
    private static final List<String> FIELDS = List.of("action", "note", "by");

    /**
     * What became of it at once.
     *
     * @param effect recorded: kept as done by a person; requested: the hub does it; closed: the case is closed
     * @param status of the case
     * @param at of an action that was under way already, when it was requested
     * @param message the same in words
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Effect(
            String id, String action, String effect, String status, Instant at, String by, String message) {}

    private final ExceptionQueries cases;
    private final CaseTexts texts;
    private final ProducerTemplate routes;
    private final Durability durability;

    public ExceptionsController(
            ExceptionQueries cases, CaseTexts texts, ProducerTemplate routes, Durability durability) {
        this.cases = cases;
        this.texts = texts;
        this.routes = routes;
        this.durability = durability;
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
        if (reason != null && !Reason.isKnown(reason)) {
            throw ApiProblem.badRequest(
                    "reason is '" + reason + "'",
                    UnknownWord.hint("the reasons", reason, new TreeSet<>(Reason.words())));
        }
        Caller caller = Caller.of(request);
        int size = Page.limit(limit);
        List<CaseView> found = cases.list(
                new ExceptionQueries.Filter(
                        caller.tenant(), status, reason, account, orderNo, Page.cursor(cursor, IDS), size + 1),
                locale);
        Page<CaseView> page = Page.of(found, size, CaseView::id);
        return new Page<>(
                page.items().stream().filter(c -> caller.sees(c.account())).toList(), page.nextCursor());
    }

    @GetMapping("/{id}")
    @Scope("exceptions:read")
    CaseView get(@PathVariable String id, Locale locale, HttpServletRequest request) {
        return find(id, locale, request);
    }

    /** 200 for what is kept or closed, 202 for what the hub is to do. */
    @PostMapping("/{id}/actions")
    @Scope("exceptions:write")
    ResponseEntity<Effect> act(
            @PathVariable String id,
            @RequestBody(required = false) ObjectNode body,
            Locale locale,
            HttpServletRequest request) {
        CaseView about = find(id, locale, request);
        ObjectNode said = body == null ? JsonNodeFactory.instance.objectNode() : body;
        StatedFields.only(said, "$", FIELDS);
        String action = text(said, "action", NAME_LENGTH);
        if (action == null) {
            throw ApiProblem.badRequest(
                    "$.action is missing",
                    "send {\"action\": \"...\"}; this case allows: " + String.join(", ", about.allowedActions()));
        }
        Caller caller = Caller.of(request);
        CaseStep step = CaseStep.of(
                caller.tenant(),
                id,
                action,
                text(said, "note", NOTE_LENGTH),
                text(said, "by", NAME_LENGTH),
                caller.clientId(),
                locale);
        ActionTaken taken = take(step);
        // What was acknowledged is not forgotten when the hub is killed.
        durability.await();
        return ResponseEntity.status(taken.effect().equals(ActionTaken.REQUESTED) ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .body(new Effect(
                        id,
                        taken.action(),
                        taken.effect(),
                        taken.status(),
                        taken.at(),
                        taken.by(),
                        texts.effect(taken, locale)));
    }

    private ActionTaken take(CaseStep step) {
        try {
            return routes.requestBody("direct:case-actions", step, ActionTaken.class);
        } catch (CamelExecutionException e) {
            throw CaseProblems.of(e);
        }
    }

    private CaseView find(String id, Locale locale, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        return cases.find(caller.tenant(), id, locale)
                .filter(view -> caller.sees(view.account()))
                .orElseThrow(() -> ApiProblem.notFound("no case " + id, "GET /api/v2.1/exceptions lists them"));
    }

    /** Null where it is not said, or says nothing. */
    private static String text(ObjectNode said, String field, int most) {
        JsonNode value = said.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw ApiProblem.badRequest("$." + field + " is no text", "write a text in quotes");
        }
        String text = value.asText().strip();
        if (text.length() > most) {
            throw ApiProblem.badRequest(
                    "$." + field + " has " + text.length() + " characters", "it may have up to " + most);
        }
        return text.isEmpty() ? null : text;
    }
}
