package io.openclaw.listing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The steps of the route {@code stock-flush}: takes the newest figures of what is dirty, and notes what came of telling
 * them. Each step works in the caller's transaction; the platform is called between them.
 */
@Component("stockFlush")
public class StockFlush {

    /** What has just been told and has changed again waits this long, so that a hot SKU is one call and not hundreds. */
    private static final long SOON_MS = 1_000;

    private static final long LONGEST_MS = 60_000;
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration UNLISTED_REST = Duration.ofHours(6);
    private static final Duration REFUSED_REST = Duration.ofMinutes(30);
    private static final Duration STALE_REST = Duration.ofSeconds(10);
    private static final int MESSAGE = 1000;
    private static final int IDS = 2000;

    private static final RecordMapper<Listing> ROWS = RecordMapper.of(Listing.class);
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final ChannelAvailability availability;
    private final Clock clock;
    private final Duration check;
    private final ObjectMapper json = new ObjectMapper();
    private final Sql sql = Sql.of("listing");

    /** @param check how soon a figure is read back whose telling came to no end that is known */
    @Autowired
    public StockFlush(
            JdbcClient jdbc,
            Accounts accounts,
            ChannelAvailability availability,
            Clock clock,
            @Value("${openclaw.stock-sync.confirm:30s}") Duration check) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.availability = availability;
        this.clock = clock;
        this.check = check;
    }

    /**
     * Takes the newest figures of the listings that have been dirty longest, at most one call's worth.
     *
     * @param reference names the call; the event's id
     */
    public FlushBatch claim(String accountId, String reference) {
        OffsetDateTime now = now();
        Account account = accounts.find(accountId).orElse(null);
        if (account == null || !ListingPolicy.decides(account)) {
            String tenant = account == null ? "" : account.tenant();
            return new FlushBatch(accountId, reference, List.of(), tenant, List.of(), now);
        }
        at("flush-touch", account.tenant(), accountId).param("now", now).update();
        List<Listing> rows = dirty(account, now).stream()
                .sorted(Comparator.comparing(Listing::platformSku))
                .toList();
        Map<String, Integer> available = rows.isEmpty()
                ? Map.of()
                : availability.of(
                        account.tenant(),
                        accountId,
                        rows.stream().map(Listing::sku).collect(Collectors.toSet()));
        List<FlushBatch.Item> items = new ArrayList<>();
        List<FlushBatch.Note> notes = new ArrayList<>();
        for (Listing row : rows) {
            Integer figure = figure(row, available.get(row.sku()));
            String settled = settled(account, row, figure);
            if (settled != null) {
                at(row, "settle")
                        .param("state", settled)
                        .param("desired", figure)
                        .param("generation", row.generation())
                        .update();
            } else {
                at(row, "asking").param("desired", figure).param("now", now).update();
                items.add(new FlushBatch.Item(row.platformSku(), figure, ids(row.listingIds())));
                notes.add(new FlushBatch.Note(row.platformSku(), row.generation(), row.askedAt() != null));
            }
        }
        return new FlushBatch(accountId, reference, items, account.tenant(), notes, now);
    }

    /**
     * Notes what the platform took.
     *
     * @param answer of {@code platform:push-stock}: what is neither unlisted, refused nor stale in it was told
     */
    public FlushNext told(FlushBatch batch, Map<String, Object> answer) {
        OffsetDateTime now = now();
        Map<String, String> found = found(answer);
        Map<String, String> refused = refused(answer);
        Set<String> unlisted = texts(answer.get("unlisted"));
        Set<String> stale = texts(answer.get("stale"));
        long figures = batch.notes().stream()
                .map(FlushBatch.Note::platformSku)
                .filter(code -> !unlisted.contains(code) && !refused.containsKey(code) && !stale.contains(code))
                .count();
        // The account's row before its listings, as everybody locks them.
        at("flush-went-well", batch.tenant(), batch.account())
                .param("now", now)
                .param("figures", figures)
                .update();
        for (int i = 0; i < batch.notes().size(); i++) {
            FlushBatch.Note note = batch.notes().get(i);
            String code = note.platformSku();
            if (unlisted.contains(code)) {
                notTold(batch, note, Listing.UNLISTED, now.plus(UNLISTED_REST), true, "the platform does not list it");
            } else if (refused.containsKey(code)) {
                notTold(batch, note, Listing.REFUSED, now.plus(REFUSED_REST), false, refused.get(code));
            } else if (stale.contains(code)) {
                notTold(
                        batch,
                        note,
                        Listing.PENDING,
                        now.plus(STALE_REST),
                        true,
                        "the platform no longer knew its ids");
            } else {
                tell(batch, note, batch.items().get(i).available(), found.get(code), now);
            }
        }
        return next(batch);
    }

    /**
     * What comes next: more, the same again a little later, or nothing, and then no flush is outstanding any more.
     */
    public FlushNext next(FlushBatch batch) {
        FlushDue due = FlushDue.of(batch.tenant(), batch.account());
        OffsetDateTime oldest = accounts.find(batch.account())
                .filter(ListingPolicy::decides)
                .flatMap(account -> at("oldest-dirty", batch.tenant(), batch.account())
                        .param("now", now())
                        .query((row, n) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                        .single())
                .orElse(null);
        if (oldest == null) {
            at("flush-over", batch.tenant(), batch.account()).update();
            return new FlushNext(FlushNext.NEVER, 0, due);
        }
        return oldest.isBefore(batch.takenAt())
                ? new FlushNext(FlushNext.NOW, 0, due)
                : new FlushNext(FlushNext.SOON, SOON_MS, due);
    }

    /**
     * The call came to no end, or to none that is known. The rows stay dirty; the newest figures are told when it goes again.
     *
     * @param failure why
     * @param leastMs how long to wait at least; otherwise it is a second that doubles to a minute
     */
    public FlushNext postpone(FlushBatch batch, Exception failure, long leastMs) {
        at("flush-failed", batch.tenant(), batch.account())
                .param("code", Obstacle.code(failure))
                .param("message", cut(Obstacle.message(failure)))
                .param("now", now())
                .update();
        int failures = at("flush-failures", batch.tenant(), batch.account())
                .query(Integer.class)
                .single();
        long wait = Math.min(LONGEST_MS, SOON_MS << Math.min(Math.max(0, failures - 1), MOST_DOUBLINGS));
        return new FlushNext(FlushNext.LATER, Math.max(wait, leastMs), FlushDue.of(batch.tenant(), batch.account()));
    }

    /**
     * Notes why the account cannot be told for now, where the channel sees to it that it is tried again: its budget is spent, its
     * breaker open, its grant refused. It is noted once, however often it is tried.
     */
    public void waits(FlushBatch batch, Exception failure) {
        at("flush-waits", batch.tenant(), batch.account())
                .param("code", Obstacle.code(failure))
                .param("message", cut(Obstacle.message(failure)))
                .param("now", now())
                .update();
    }

    /** Leaves a failure that was noted to the channel. */
    public void leave(Exception failure) throws Exception {
        throw failure;
    }

    /**
     * The platform refused the call as a whole. Of several figures each is told by itself from now on, so that the one at
     * fault holds up no other; one alone rests for a while.
     */
    public FlushNext refused(FlushBatch batch, String message) {
        OffsetDateTime now = now();
        at("flush-answered", batch.tenant(), batch.account()).update();
        for (FlushBatch.Note note : batch.notes()) {
            if (batch.notes().size() == 1) {
                notTold(batch, note, Listing.REFUSED, now.plus(REFUSED_REST), true, message);
            } else {
                at(batch, note, "solo").param("message", cut(message)).update();
            }
        }
        return next(batch);
    }

    private List<Listing> dirty(Account account, OffsetDateTime now) {
        List<Listing> rows = at("dirty", account.tenant(), account.id())
                .param("now", now)
                .param("batch", ListingPolicy.batch(account))
                .query(ROWS)
                .list();
        if (!rows.isEmpty() && rows.get(0).solo()) {
            return List.of(rows.get(0));
        }
        return rows.stream().filter(row -> !row.solo()).toList();
    }

    /** Never a word about what the hub knows nothing of; but what it told once and can no longer back is none. */
    static Integer figure(Listing row, Integer available) {
        if (available != null) {
            return Math.max(0, available);
        }
        return row.told() == null ? null : Integer.valueOf(0);
    }

    /** The state of a row about which the platform needs no call, or null. */
    private static String settled(Account account, Listing row, Integer figure) {
        if (figure == null) {
            return Listing.UNSTOCKED;
        }
        if (!ListingPolicy.tells(account)) {
            return Listing.SHADOW;
        }
        boolean same = figure.equals(row.told()) && row.state().equals(Listing.TOLD);
        return same && !row.retell() && row.askedAt() == null ? Listing.TOLD : null;
    }

    private void tell(FlushBatch batch, FlushBatch.Note note, int figure, String ids, OffsetDateTime now) {
        int updated = at(batch, note, "told")
                .param("told", figure)
                .param("now", now)
                .param("generation", note.generation())
                .param("listing_ids", ids)
                .param("check", note.unsure())
                .param("check_at", now.plus(check))
                .update();
        if (updated == 0) {
            at(batch, note, "overtaken").param("now", now).update();
        }
    }

    private void notTold(
            FlushBatch batch,
            FlushBatch.Note note,
            String state,
            OffsetDateTime notBefore,
            boolean forget,
            String message) {
        at(batch, note, "not-told")
                .param("state", state)
                .param("forget", forget)
                .param("not_before", notBefore)
                .param("message", cut(message))
                .param("generation", note.generation())
                .update();
    }

    private Map<String, String> found(Map<String, Object> answer) {
        Map<String, String> found = new HashMap<>();
        for (Map<?, ?> item : maps(answer.get("listings"))) {
            String ids = write(item.get("listing"));
            if (ids.length() <= IDS) {
                found.put(String.valueOf(item.get("platform_sku")), ids);
            }
        }
        return found;
    }

    private static Map<String, String> refused(Map<String, Object> answer) {
        Map<String, String> refused = new HashMap<>();
        maps(answer.get("refused"))
                .forEach(item ->
                        refused.put(String.valueOf(item.get("platform_sku")), String.valueOf(item.get("message"))));
        return refused;
    }

    private static List<Map<?, ?>> maps(Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> items) {
            items.forEach(item -> {
                if (item instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            });
        }
        return maps;
    }

    private static Set<String> texts(Object list) {
        return list instanceof List<?> items
                ? items.stream().map(String::valueOf).collect(Collectors.toSet())
                : Set.of();
    }

    private Map<String, String> ids(String text) {
        try {
            return text == null ? null : json.readValue(text, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("listing_ids hold no JSON object of texts: " + text, e);
        }
    }

    private String write(Object ids) {
        try {
            return json.writeValueAsString(ids);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("ids of plain texts cannot fail to be written", e);
        }
    }

    private JdbcClient.StatementSpec at(Listing row, String statement) {
        return at(statement, row.tenant(), row.account()).param("platform_sku", row.platformSku());
    }

    private JdbcClient.StatementSpec at(FlushBatch batch, FlushBatch.Note note, String statement) {
        return at(statement, batch.tenant(), batch.account()).param("platform_sku", note.platformSku());
    }

    private JdbcClient.StatementSpec at(String statement, String tenant, String account) {
        return jdbc.sql(sql.get(statement)).param("tenant", tenant).param("account", account);
    }

    private static String cut(String text) {
        return text == null || text.length() <= MESSAGE ? text : text.substring(0, MESSAGE);
    }

    private OffsetDateTime now() {
        return Listings.utc(clock.instant());
    }
}
