package io.openclaw.tracking;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.tracking.UnreadCodes.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Keeps which codes of an account are in no table, until they are in one and every parcel they were said of is read anew. Each is told
 * once when it comes and once when it ends. Works in the caller's transaction.
 */
@Component("unknownCodes")
public class UnknownCodes {

    /** So many are named; a partner may send any number of words. */
    private static final int NAMED = 12;

    private static final int LONGEST_MESSAGE = 900;

    private final UnreadCodes store;
    private final TrackingReader reader;
    private final Accounts accounts;

    public UnknownCodes(UnreadCodes store, TrackingReader reader, Accounts accounts) {
        this.store = store;
        this.reader = reader;
        this.accounts = accounts;
    }

    /** Keeps the unknown codes of a message that was recorded in this transaction. Returns those that no earlier one had. */
    public List<UnknownCode> keep(TrackingBatch batch) {
        List<TrackingEvent> fresh = new ArrayList<>();
        // Sorted: two messages never wait for each other's codes crosswise.
        batch.unknown().stream()
                .sorted(Comparator.comparing(TrackingEvent::source).thenComparing(TrackingEvent::code))
                .filter(event -> store.add(new Code(event.source(), event.code()), event.parcelNo()))
                .forEach(fresh::add);
        return fresh.stream().map(this::unknown).toList();
    }

    private UnknownCode unknown(TrackingEvent event) {
        Account source = accounts.get(event.source());
        return new UnknownCode(
                source.tenant(),
                source.id(),
                orderKey(source),
                event.code(),
                event.milestone() == null ? null : event.milestone().word(),
                message(source, store.of(source.id())));
    }

    /**
     * Ends the codes of an account that its table has by now, where no parcel is left to be read for them. Of several hubs one ends each.
     *
     * @return what has ended, as one; mostly nothing
     */
    public List<KnownCodes> ended(String accountId) {
        List<String> left = new ArrayList<>(store.lock(accountId));
        List<String> known = left.stream()
                .filter(code -> reader.known(accountId, code))
                .filter(code -> !store.unread(new Code(accountId, code)) && store.end(new Code(accountId, code)))
                .toList();
        if (known.isEmpty()) {
            return List.of();
        }
        left.removeAll(known);
        Account source = accounts.get(accountId);
        return List.of(new KnownCodes(
                source.tenant(),
                accountId,
                orderKey(source),
                known,
                left.isEmpty() ? "none" : "some",
                left.isEmpty()
                        ? file(source) + " has all codes that " + accountId + " has used"
                        : message(source, left)));
    }

    private static String orderKey(Account source) {
        return "account:" + source.id();
    }

    private String message(Account source, List<String> codes) {
        if (codes.size() == 1) {
            return "code " + codes.get(0) + " of " + source.id() + " is not in " + file(source) + ": "
                    + meaning(source, codes.get(0)).orElse("it moves nothing");
        }
        String named = codes.stream()
                .limit(NAMED)
                .map(code -> code + " (" + meaning(source, code).orElse("moves nothing") + ")")
                .collect(Collectors.joining(", "));
        String more = codes.size() > NAMED ? " and " + (codes.size() - NAMED) + " more" : "";
        String message = codes.size() + " codes of " + source.id() + " are not in " + file(source) + ": " + named;
        return (message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + " ..." : message) + more;
    }

    private static String file(Account source) {
        return "config/tracking/" + source.vendor() + ".yaml";
    }

    private Optional<String> meaning(Account source, String code) {
        return reader.meaning(source.id(), code)
                .flatMap(meaning -> Optional.ofNullable(meaning.milestone())
                        .map(Milestone::word)
                        .or(() -> meaning.flags().stream()
                                .map(Flag::word)
                                .sorted()
                                .reduce((one, other) -> one + ", " + other)))
                .map(word -> "by its main word it is taken for " + word);
    }
}
