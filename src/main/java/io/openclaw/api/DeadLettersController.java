package io.openclaw.api;

import io.openclaw.inbox.Replay;
import io.openclaw.outbox.DeadLetter;
import io.openclaw.outbox.DeadLetters;
import io.openclaw.store.Durability;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What could not be processed, and the way to process it again once the cause is mended. */
@RestController
@RequestMapping("/api/v2.1/dead-letters")
public class DeadLettersController {

    private static final Set<String> STATUSES = Set.of("open", "replayed");
    private static final Pattern IDS = Pattern.compile("[0-9A-Z]{26}");

    private final DeadLetters letters;
    private final Replay replay;
    private final Durability durability;

    public DeadLettersController(DeadLetters letters, Replay replay, Durability durability) {
        this.letters = letters;
        this.replay = replay;
        this.durability = durability;
    }

    @GetMapping
    @Scope("exceptions:read")
    Page<DeadLetter> list(
            @RequestParam(required = false) String status,
            @RequestParam(required = false) String subscriber,
            @RequestParam(required = false) String account,
            @RequestParam(name = "platform_order_no", required = false) String platformOrder,
            @RequestParam(required = false) String cursor,
            @RequestParam(required = false) Integer limit,
            HttpServletRequest request) {
        if (status != null && !STATUSES.contains(status)) {
            throw ApiProblem.badRequest("status is '" + status + "'", "a dead letter is open or replayed");
        }
        Caller caller = Caller.of(request);
        int size = Page.limit(limit);
        List<DeadLetter> found = letters.list(
                caller.tenant(), status, subscriber, account, platformOrder, Page.cursor(cursor, IDS), size + 1);
        Page<DeadLetter> page = Page.of(found, size, DeadLetter::id);
        return new Page<>(
                page.items().stream().filter(l -> caller.sees(l.account())).toList(), page.nextCursor());
    }

    @GetMapping("/{id}")
    @Scope("exceptions:read")
    DeadLetter get(@PathVariable String id, HttpServletRequest request) {
        return find(id, request);
    }

    @PostMapping("/{id}/replay")
    @Scope("exceptions:write")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DeadLetter replay(@PathVariable String id, HttpServletRequest request) {
        DeadLetter letter = find(id, request);
        Caller caller = Caller.of(request);
        return switch (replay.replay(caller.tenant(), letter.id(), caller.clientId())) {
            case QUEUED -> {
                // What was accepted is not forgotten when the hub is killed.
                durability.await();
                yield find(id, request);
            }
            case NOT_FOUND -> throw ApiProblem.notFound("no dead letter " + id, "it was removed in the meantime");
            case ALREADY ->
                throw ApiProblem.conflict(
                        "replayed_already",
                        "dead letter " + id + " was replayed before",
                        "if it failed again, there is a new dead letter for it");
            case ERASED ->
                throw ApiProblem.conflict(
                        "raw_form_erased",
                        "the raw form of dead letter " + id + " is erased",
                        "ask the partner to send it again");
        };
    }

    private DeadLetter find(String id, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        return letters.find(id)
                .filter(l -> l.tenant().equals(caller.tenant()) && caller.sees(l.account()))
                .orElseThrow(
                        () -> ApiProblem.notFound("no dead letter " + id, "GET /api/v2.1/dead-letters lists them"));
    }
}
