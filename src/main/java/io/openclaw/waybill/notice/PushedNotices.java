package io.openclaw.waybill.notice;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.outbox.Causes;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.outbox.NotYet;
import io.openclaw.outbox.Unfit;
import io.openclaw.waybill.WaybillAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * The notices of one push, each taken by itself: one that fails gets a delivery of its own, which is retried or becomes a dead letter for
 * that notice, and the others are booked. What is about the same fulfillment or SKU keeps its sequence.
 */
@Component("pushedNotices")
public class PushedNotices {

    /** What can be part of an ordering key as it is. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S} ]{1,50}");

    /**
     * A push as it is gone through once.
     *
     * @param refused by their place, those that are not understood
     * @param behind what a notice is about that failed and is tried again: what follows about it queues behind
     * @param receivedAt when the push came
     */
    public record Turn(
            List<PushedNotice> notices, Map<Integer, NotUnderstood> refused, Set<String> behind, Instant receivedAt) {}

    /**
     * The data of {@code notice.apart}.
     *
     * @param notice its place in the push, from 1
     * @param receivedAt when the push came
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Apart(
            String tenant,
            String account,
            Object inboxId,
            int notice,
            String fulfillmentNo,
            String receivedAt,
            String orderKey) {}

    /**
     * @param event {@code push.warehouse}: all of it; {@code notice.apart}: the one it names
     * @param told canonical notices, and {@link Unfit} where one is not understood
     */
    public Turn turn(Event event, List<?> told) {
        String named = event.text("notice");
        List<PushedNotice> notices = new ArrayList<>(told.size());
        Map<Integer, NotUnderstood> refused = new HashMap<>();
        for (int place = 1; place <= told.size(); place++) {
            if (named != null && !named.equals(String.valueOf(place))) {
                continue;
            }
            Object one = told.get(place - 1);
            if (one instanceof Unfit unfit) {
                refused.put(place, unfit.why());
            }
            Map<String, Object> document = document(one instanceof Unfit unfit ? unfit.value() : one);
            notices.add(new PushedNotice(
                    place, told.size(), named != null || told.size() == 1, about(document, place), document));
        }
        String received = event.text("received_at");
        return new Turn(
                notices, refused, new HashSet<>(), received == null ? event.occurredAt() : Instant.parse(received));
    }

    /**
     * What the notice says.
     *
     * @throws NotUnderstood where it is not understood
     * @throws NotYet where one before it, about the same, is to be tried again
     */
    public Map<String, Object> take(Turn turn, PushedNotice notice) {
        if (turn.behind().contains(notice.about())) {
            throw new NotYet("an earlier notice of the push about " + notice.about() + " comes first");
        }
        NotUnderstood refused = turn.refused().get(notice.place());
        if (refused != null) {
            throw refused;
        }
        return notice.document();
    }

    /** Identity of a count: the same one of the same push changes nothing twice, two of one SKU are two. */
    public String countCause(Event event, PushedNotice notice) {
        return "push:" + event.text("inbox_id") + (notice.place() == 1 ? "" : "/" + notice.place());
    }

    /** What gives a notice that failed a delivery of its own. */
    public Apart apart(Event event, Turn turn, PushedNotice notice, Exception failure) {
        if (Causes.of(failure, NotUnderstood.class).isEmpty()) {
            turn.behind().add(notice.about());
        }
        return new Apart(
                event.tenant(),
                event.account(),
                event.data().get("inbox_id"),
                notice.place(),
                WaybillAnswer.text(notice.document(), "fulfillment_no"),
                turn.receivedAt().toString(),
                "push:" + event.text("inbox_id") + "/" + plain(notice.about()));
    }

    /** Throws what is to be done with a delivery of one notice; what will never be understood says which notice of the push it is. */
    public void fail(PushedNotice notice, Exception failure) throws Exception {
        Optional<NotUnderstood> refusal = Causes.of(failure, NotUnderstood.class);
        if (notice.of() > 1 && refusal.isPresent()) {
            NotUnderstood refused = refusal.get();
            throw new NotUnderstood(
                    refused.field() == null ? "$[" + (notice.place() - 1) + "]" : refused.field(),
                    "notice " + notice.place() + " of " + notice.of() + " of the push: " + refused.getMessage(),
                    refused.hint(),
                    failure);
        }
        throw failure;
    }

    private static String plain(String about) {
        return PLAIN.matcher(about).matches() ? about : "#" + Integer.toHexString(about.hashCode());
    }

    private static String about(Map<String, Object> document, int place) {
        String fulfillmentNo = WaybillAnswer.text(document, "fulfillment_no");
        String about = fulfillmentNo != null ? fulfillmentNo : WaybillAnswer.text(document, "sku");
        return about == null ? String.valueOf(place) : about;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> document(Object told) {
        return told instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
