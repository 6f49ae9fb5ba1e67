package io.openclaw.tracking;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.RecordMapper;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which parcels are to be asked about, and by whom. An account polls when its policy {@code poll_tracking_minutes} says how
 * often; {@code poll_tracking_batch} is how many numbers it takes at once.
 */
@Component("trackingPolls")
public class TrackingPolls {

    /** What 17TRACK takes in one call, the smallest published limit. */
    private static final int BATCH = 40;

    /** A parcel older than this is asked about no more: its number may belong to another by now. */
    private static final Duration MAX_AGE = Duration.ofDays(120);

    /** The numbers of one question, held by this hub until the next is due. */
    public record PollBatch(List<String> waybillNos) {

        public PollBatch {
            waybillNos = List.copyOf(waybillNos);
        }

        public boolean due() {
            return !waybillNos.isEmpty();
        }
    }

    private record Due(String parcelNo, String waybillNo) {}

    private static final RecordMapper<Due> ROWS = RecordMapper.of(Due.class);

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Clock clock;
    private final Sql sql = Sql.of("tracking");

    public TrackingPolls(JdbcClient jdbc, Accounts accounts, Clock clock) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** Accounts that poll. */
    public List<String> accounts() {
        return accounts.all(Account.Kind.CARRIER).stream()
                .filter(a -> a.mode() == Account.Mode.LIVE && minutes(a) > 0)
                .map(Account::id)
                .sorted()
                .toList();
    }

    /** Whose account it is. */
    public String tenant(String accountId) {
        return accounts.get(accountId).tenant();
    }

    /** Takes the parcels of one question; those that another hub takes at the same moment, or that somebody holds, are left out. */
    public PollBatch claim(String accountId) {
        Account account = accounts.get(accountId);
        Instant now = clock.instant();
        Instant before = now.minus(Duration.ofMinutes(minutes(account)));
        List<Due> due = jdbc.sql(sql.get("due-polls"))
                .param("tenant", account.tenant())
                .param("account", account.id())
                .param("pollers", accounts())
                .param("since", TrackingStore.utc(now.minus(MAX_AGE)))
                .param("before", TrackingStore.utc(before))
                .param("batch", Integer.parseInt(account.policy("poll_tracking_batch", String.valueOf(BATCH))))
                .query(ROWS)
                .list();
        List<String> claimed = new ArrayList<>();
        for (Due parcel : due) {
            int moved = jdbc.sql(sql.get("claim-poll"))
                    .param("parcel", parcel.parcelNo())
                    .param("now", TrackingStore.utc(now))
                    .param("before", TrackingStore.utc(before))
                    .update();
            if (moved == 1) {
                claimed.add(parcel.waybillNo());
            }
        }
        // A partner may answer for a part of them only: not for the same part each time.
        Collections.shuffle(claimed);
        return new PollBatch(claimed);
    }

    private static long minutes(Account account) {
        return Long.parseLong(account.policy("poll_tracking_minutes", "0"));
    }
}
