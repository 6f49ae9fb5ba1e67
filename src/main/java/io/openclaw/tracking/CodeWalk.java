package io.openclaw.tracking;

import io.openclaw.tracking.Rereads.Unread;
import io.openclaw.tracking.UnreadCodes.Code;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Finds the parcels to be read anew because this hub's code tables are others than before, a page at a time. What is to be done stands in the
 * store until it is done: a hub that ends on the way loses nothing, and several share the parcels. Nothing is looked for as long as the tables
 * are the same, but once more a while after a change, for what was recorded by the former table in that very moment. Called by one timer.
 */
@Component("codeWalk")
public class CodeWalk {

    static final int PAGE = 100;

    private final UnreadCodes store;
    private final TrackingReader reader;
    private final CodeTables tables;
    private final Clock clock;
    private final Duration settle;

    private final Deque<Code> codes = new ArrayDeque<>();
    private final Set<String> accounts = new LinkedHashSet<>();
    private long edition = -1;
    private Instant again = Instant.MAX;
    private String after = "";

    public CodeWalk(
            UnreadCodes store,
            TrackingReader reader,
            CodeTables tables,
            Clock clock,
            @Value("${openclaw.tracking.codes-settle:30s}") Duration settle) {
        this.store = store;
        this.reader = reader;
        this.tables = tables;
        this.clock = clock;
        this.settle = settle;
    }

    /** The next parcels; none for most of the time. */
    public List<Unread> parcels() {
        begin();
        while (!codes.isEmpty()) {
            Code code = codes.peek();
            List<String> page = store.parcels(code, after, PAGE);
            if (page.size() < PAGE) {
                codes.remove();
                after = "";
            } else {
                after = page.get(page.size() - 1);
            }
            if (!page.isEmpty()) {
                return page.stream()
                        .map(parcel -> new Unread(code.account(), code.code(), parcel))
                        .toList();
            }
        }
        return List.of();
    }

    /** Accounts whose parcels have all been looked at, of which codes may have ended; until they are {@link #settled}. */
    public List<String> accounts() {
        return codes.isEmpty() ? List.copyOf(accounts) : List.of();
    }

    public void settled(String account) {
        accounts.remove(account);
    }

    private void begin() {
        long now = tables.edition();
        boolean changed = now != edition;
        if (!changed && (!codes.isEmpty() || clock.instant().isBefore(again))) {
            return;
        }
        List<Code> known = store.all().stream()
                .filter(code -> reader.known(code.account(), code.code()))
                .toList();
        codes.clear();
        codes.addAll(known);
        known.forEach(code -> accounts.add(code.account()));
        after = "";
        edition = now;
        again = changed ? clock.instant().plus(settle) : Instant.MAX;
    }
}
