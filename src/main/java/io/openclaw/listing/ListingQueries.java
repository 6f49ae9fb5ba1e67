package io.openclaw.listing;

import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the listings: for the API, for operators and metrics. */
@Component("listingQueries")
public class ListingQueries {

    private static final RecordMapper<Listing> ROWS = RecordMapper.of(Listing.class);
    private static final String EVERY_ACCOUNT = "*";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("listing");

    public ListingQueries(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * What to look for; null where it makes no difference.
     *
     * @param sku ours or the account's
     * @param accounts those the caller may see, * for all
     * @param cursor of the page before
     */
    public record Filter(
            String tenant,
            String account,
            String sku,
            String state,
            Collection<String> accounts,
            String cursor,
            int limit) {}

    /** What an account has still to be told. */
    public record Backlog(String account, long dirty, Instant oldest) {}

    /** How telling an account goes. */
    public record Flush(
            String account, boolean outstanding, int failures, String lastError, long pushes, long figures) {}

    /** Listings by account and code. */
    public List<ListingView> list(Filter filter) {
        String[] after = filter.cursor() == null ? new String[] {null, null} : place(filter.cursor());
        boolean all = filter.accounts().contains(EVERY_ACCOUNT);
        return jdbc
                .sql(sql.get("list"))
                .param("tenant", filter.tenant())
                .param("account", filter.account())
                .param("sku", filter.sku())
                .param("state", filter.state())
                .param("after_account", after[0])
                .param("after_sku", after[1])
                .param("all_accounts", all)
                .param("accounts", filter.accounts().isEmpty() ? List.of("-") : filter.accounts())
                .param("limit", filter.limit())
                .query(ROWS)
                .list()
                .stream()
                .map(ListingQueries::view)
                .toList();
    }

    /** Where the page that ends with this listing ended, opaque on the wire. */
    public static String cursor(ListingView last) {
        byte[] plain = (last.account() + "|" + last.platformSku()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    /** Accounts with something to be told; what rests because the platform would not take it is left out. */
    public List<Backlog> backlog() {
        return jdbc.sql(sql.get("backlog"))
                .param("now", Listings.utc(clock.instant()))
                .query((row, n) -> new Backlog(
                        row.getString("account"),
                        row.getLong("dirty"),
                        row.getObject("oldest", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Every account that was ever told. */
    public List<Flush> flushes() {
        return jdbc.sql(sql.get("flushes")).query(RecordMapper.of(Flush.class)).list();
    }

    private static String[] place(String cursor) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int bar = plain.indexOf('|');
            if (bar > 0) {
                return new String[] {plain.substring(0, bar), plain.substring(bar + 1)};
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(unknown(cursor), e);
        }
        throw new IllegalArgumentException(unknown(cursor));
    }

    private static String unknown(String cursor) {
        return "cursor '" + cursor + "' is not one that a page gave as next_cursor; ask without it for the first page";
    }

    private static ListingView view(Listing row) {
        return new ListingView(
                row.account(),
                row.platformSku(),
                row.sku(),
                row.state(),
                row.desired(),
                row.told(),
                time(row.toldAt()),
                row.listed(),
                time(row.readAt()),
                row.dirtySince() != null,
                row.drift(),
                row.lastError());
    }

    private static String time(OffsetDateTime time) {
        return time == null ? null : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
}
