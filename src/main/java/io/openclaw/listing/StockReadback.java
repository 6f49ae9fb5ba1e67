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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The steps of the route {@code stock-readback}: whose turn it is, what is asked, and what an answer means. A figure that
 * differs is looked at a second time before it counts as drift, because an order that the platform has just taken is on its way
 * to the hub; and units of orders the hub has not served yet may be missing from the platform's figure.
 */
@Component("stockReadback")
public class StockReadback {

    private static final int BATCH = 200;
    private static final int MESSAGE = 1000;
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final RecordMapper<Listing> ROWS = RecordMapper.of(Listing.class);
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final ChannelAvailability availability;
    private final Clock clock;
    private final Duration confirm;
    private final ObjectMapper json = new ObjectMapper();
    private final Sql sql = Sql.of("listing");

    /** @param confirm how long after the first reading that differed the second one is made */
    @Autowired
    public StockReadback(
            JdbcClient jdbc,
            Accounts accounts,
            ChannelAvailability availability,
            Clock clock,
            @Value("${openclaw.stock-sync.confirm:30s}") Duration confirm) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.availability = availability;
        this.clock = clock;
        this.confirm = confirm;
    }

    /** Accounts to be read now. A full turn is taken: no other hub gets it before the next one is due. */
    public List<StockReading.Turn> turns() {
        OffsetDateTime now = now();
        List<StockReading.Turn> turns = new ArrayList<>();
        for (Account account : accounts.all(Account.Kind.PLATFORM)) {
            if (ListingPolicy.tells(account)) {
                int minutes = ListingPolicy.readMinutes(account);
                boolean all = minutes > 0 && take(account, now, Duration.ofMinutes(minutes));
                if (all || !check(account.tenant(), account.id(), 1).isEmpty()) {
                    turns.add(new StockReading.Turn(account.tenant(), account.id(), all));
                }
            }
        }
        return turns;
    }

    /** Makes it an account's turn at once. */
    public void readNow(String accountId) {
        Account account = accounts.get(accountId);
        at("turn-first", account.tenant(), account.id()).update();
        at("turn-ask", account.tenant(), account.id()).update();
    }

    /** The first question of a turn, or null where nothing was told. */
    public StockReading first(StockReading.Turn turn) {
        return turn.all() ? question(turn, "") : checks(turn);
    }

    /** The question behind this one, or null at the end. */
    public StockReading next(StockReading reading) {
        if (reading.items().size() < BATCH) {
            return null;
        }
        return reading.turn().all() ? question(reading.turn(), reading.last()) : checks(reading.turn());
    }

    /**
     * Notes what the platform lists.
     *
     * @param answer of {@code platform:read-stock}
     */
    public Findings take(StockReading reading, Map<String, Object> answer) {
        Map<String, List<Integer>> listed = listed(answer);
        at("was-read", reading.turn().tenant(), reading.account()).update();
        Map<String, Integer> unserved = unserved(reading, listed);
        Map<String, Integer> available = availability.of(
                reading.turn().tenant(),
                reading.account(),
                reading.rows().stream().map(Listing::sku).collect(Collectors.toSet()));
        List<ListingDrift> drifted = new ArrayList<>();
        List<ListingDrift> agreed = new ArrayList<>();
        for (Listing row : reading.rows()) {
            List<Integer> figures = listed.get(row.platformSku());
            if (figures == null) {
                fenced(row, "gone").param("now", now()).update();
                continue;
            }
            int missing = unserved.getOrDefault(row.platformSku(), 0);
            Integer odd = figures.stream()
                    .filter(figure -> !agrees(row.told(), figure, missing))
                    .findFirst()
                    .orElse(null);
            at(row, "read")
                    .param("listed", odd == null ? figures.get(0) : odd)
                    .param("now", now())
                    .update();
            if (odd == null) {
                if (row.drift() || row.differsSince() != null) {
                    at(row, "agrees").update();
                }
                if (row.drift()) {
                    agreed.add(ListingDrift.of(row, figures.get(0), clock.instant()));
                }
                // An edit that no event told of shows here at the latest.
                Integer figure = available.get(row.sku());
                if (figure != null && !figure.equals(row.told()) && row.dirtySince() == null) {
                    fenced(row, "mark-one").param("now", now()).update();
                }
            } else if (differs(row)) {
                drifted.add(ListingDrift.of(row, odd, clock.instant()));
            }
        }
        return new Findings(drifted, agreed);
    }

    /**
     * Notes that an account could not be asked, and looks again at what was to be checked: its turn has been taken, and nothing has
     * been seen.
     *
     * @param reading the question; null where it came to none
     */
    public void failed(String accountId, StockReading reading, Exception failure) {
        Account account = accounts.get(accountId);
        String message = Obstacle.message(failure);
        at("unread", account.tenant(), accountId)
                .param("code", Obstacle.code(failure))
                .param("message", message.length() <= MESSAGE ? message : message.substring(0, MESSAGE))
                .param("now", now())
                .update();
        if (reading != null && !reading.turn().all()) {
            reading.rows().forEach(row -> at(row, "look-again")
                    .param("check_at", now().plus(AGAIN))
                    .update());
        }
    }

    /**
     * What a reading came to.
     *
     * @param drifted another figure than was told
     * @param agreed the right figure again, where a case is open
     */
    public record Findings(List<ListingDrift> drifted, List<ListingDrift> agreed) {

        public Findings {
            drifted = List.copyOf(drifted);
            agreed = List.copyOf(agreed);
        }
    }

    /**
     * Whether a listed figure is what was told, less no more than the orders that are still to be served. Below zero and
     * zero are the same: neither can be bought.
     */
    static boolean agrees(int told, int listed, int unserved) {
        int shown = Math.max(0, listed);
        return shown <= told && shown >= Math.max(0, told - unserved);
    }

    /** True where it counts: seen before, long enough ago, and nothing told, asked or changed in between. */
    private boolean differs(Listing row) {
        OffsetDateTime now = now();
        boolean second = confirm.isZero()
                || row.differsSince() != null && !row.differsSince().isAfter(now.minus(confirm));
        boolean noted = fenced(row, second ? "drifted" : "differs")
                        .param("told_generation", row.toldGeneration())
                        .param("now", now)
                        .param("check_at", now.plus(confirm))
                        .update()
                == 1;
        if (!noted) {
            // Something was told while it was read, so this reading says nothing; the next one does.
            at(row, "look-again").param("check_at", now.plus(confirm)).update();
        }
        return noted && second;
    }

    private boolean take(Account account, OffsetDateTime now, Duration period) {
        at("turn-first", account.tenant(), account.id()).update();
        return at("turn-take", account.tenant(), account.id())
                        .param("now", now)
                        .param("due", now.minus(period))
                        .update()
                > 0;
    }

    private StockReading question(StockReading.Turn turn, String after) {
        List<Listing> rows = at("to-read", turn.tenant(), turn.account())
                .param("after", after)
                .param("batch", BATCH)
                .query(ROWS)
                .list();
        return reading(turn, rows);
    }

    /** Takes the rows that are to be checked; those that another hub takes at the same moment are left out. */
    private StockReading checks(StockReading.Turn turn) {
        OffsetDateTime now = now();
        List<Listing> rows = check(turn.tenant(), turn.account(), BATCH).stream()
                .filter(row -> at(row, "check-take").param("now", now).update() == 1)
                .filter(row -> row.told() != null)
                .toList();
        return reading(turn, rows);
    }

    private List<Listing> check(String tenant, String account, int batch) {
        return at("to-check", tenant, account)
                .param("now", now())
                .param("batch", batch)
                .query(ROWS)
                .list();
    }

    private StockReading reading(StockReading.Turn turn, List<Listing> rows) {
        if (rows.isEmpty()) {
            return null;
        }
        List<StockReading.Item> items = rows.stream()
                .map(row -> new StockReading.Item(row.platformSku(), ids(row.listingIds())))
                .toList();
        return new StockReading(turn.account(), items, turn, rows);
    }

    private Map<String, Integer> unserved(StockReading reading, Map<String, List<Integer>> listed) {
        List<String> less = reading.rows().stream()
                .filter(row -> listed.getOrDefault(row.platformSku(), List.of()).stream()
                        .anyMatch(figure -> figure < row.told()))
                .map(Listing::platformSku)
                .toList();
        Map<String, Integer> unserved = new HashMap<>();
        if (!less.isEmpty()) {
            at("unserved", reading.turn().tenant(), reading.account())
                    .param("platform_skus", less)
                    .query((row, n) -> unserved.put(row.getString("platform_sku"), row.getInt("units")))
                    .list();
        }
        return unserved;
    }

    private static Map<String, List<Integer>> listed(Map<String, Object> answer) {
        Map<String, List<Integer>> listed = new HashMap<>();
        if (answer.get("items") instanceof List<?> items) {
            for (Object each : items) {
                if (each instanceof Map<?, ?> item && item.get("available") instanceof Number figure) {
                    listed.computeIfAbsent(String.valueOf(item.get("platform_sku")), code -> new ArrayList<>())
                            .add(figure.intValue());
                }
            }
        }
        return listed;
    }

    private Map<String, String> ids(String text) {
        try {
            return text == null ? null : json.readValue(text, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("listing_ids hold no JSON object of texts: " + text, e);
        }
    }

    private JdbcClient.StatementSpec fenced(Listing row, String statement) {
        return at(row, statement).param("generation", row.generation());
    }

    private JdbcClient.StatementSpec at(Listing row, String statement) {
        return at(statement, row.tenant(), row.account()).param("platform_sku", row.platformSku());
    }

    private JdbcClient.StatementSpec at(String statement, String tenant, String account) {
        return jdbc.sql(sql.get(statement)).param("tenant", tenant).param("account", account);
    }

    private OffsetDateTime now() {
        return Listings.utc(clock.instant());
    }
}
