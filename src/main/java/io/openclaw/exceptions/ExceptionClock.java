package io.openclaw.exceptions;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds what has waited too long: holds, labels nobody knows of, parcels nobody scanned, parcels nobody hears of, ship-by dates that come near. */
@Component("exceptionClock")
public class ExceptionClock {

    /**
     * Something that is due; as it is, the data of {@code case.due}.
     *
     * @param reason null where it is that of the cause
     * @param since when it began to wait; with cause and subject it identifies the occasion
     */
    public record CaseDue(
            String tenant,
            String account,
            String orderNo,
            String fulfillmentNo,
            String parcelNo,
            String cause,
            String reason,
            String message,
            Instant since) {

        /** One occasion is told once, by whichever hub is first. */
        public String key() {
            return cause + ":" + orderNo + ":" + fulfillmentNo + ":" + since.toEpochMilli();
        }
    }

    private static final String WAITED = "waited_too_long";
    /** How long the hub may take to have an order cancelled by its platform. */
    private static final Duration CANCELLING = Duration.ofHours(1);

    private static final Set<String> CLOCKS = Set.of(
            WAITED, "hold_too_long", "ship_by_risk", "label_outcome_unknown", "no_first_scan", "tracking_silent");

    private final JdbcClient jdbc;
    private final CaseRules rules;
    private final CaseTexts texts;
    private final Accounts accounts;
    private final Clock clock;
    private final Sql sql = Sql.of("exceptions");

    public ExceptionClock(JdbcClient jdbc, CaseRules rules, CaseTexts texts, Accounts accounts, Clock clock) {
        this.jdbc = jdbc;
        this.rules = rules;
        this.texts = texts;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** Whether there is a query for the clock of that cause. */
    static boolean knows(String cause) {
        return CLOCKS.contains(cause);
    }

    /** Everything that is due now, at most 200 of a cause. Only accounts the hub acts for are looked at. */
    public List<CaseDue> due() {
        List<CaseDue> due = new ArrayList<>();
        for (CaseRule rule : rules.all()) {
            due.addAll(due(rule, null));
        }
        return due;
    }

    /**
     * Whether it is due still. Its order stays locked until the transaction ends, so that what would end the case was either seen
     * here or finds the case.
     */
    public boolean still(CaseDue found) {
        jdbc.sql(sql.get("lock-order"))
                .param("order", found.orderNo())
                .query(String.class)
                .list();
        return rules.all().stream()
                .filter(rule -> rule.cause().equals(found.cause()))
                .flatMap(rule -> due(rule, found.orderNo()).stream())
                .anyMatch(due -> due.key().equals(found.key()));
    }

    /** @param orderNo of this order alone; null for as many as one look takes */
    private List<CaseDue> due(CaseRule rule, String orderNo) {
        List<Account> live = accounts.all(Account.Kind.PLATFORM).stream()
                .filter(a -> a.mode() == Account.Mode.LIVE)
                .toList();
        List<CaseDue> due = new ArrayList<>();
        rule.clock().forEach((milestone, after) -> {
            Look look = new Look(rule, milestone, orderNo);
            if (rule.cause().equals(WAITED)) {
                due.addAll(due(look, after, ids(live, a -> !cancels(a))));
                due.addAll(due(look, after.plus(CANCELLING), ids(live, ExceptionClock::cancels)));
            } else {
                due.addAll(due(look, after, ids(live, a -> true)));
            }
        });
        return due;
    }

    /** Whether the hub itself cancels what has waited too long; a case is for what it did not get done. */
    private static boolean cancels(Account account) {
        return "hub".equals(account.policy("cancel_backorders", "case"));
    }

    private static List<String> ids(List<Account> accounts, Predicate<Account> which) {
        return accounts.stream().filter(which).map(Account::id).toList();
    }

    private record Look(CaseRule rule, String milestone, String orderNo) {}

    private List<CaseDue> due(Look look, Duration after, List<String> live) {
        if (live.isEmpty()) {
            return List.of();
        }
        CaseRule rule = look.rule();
        Instant now = clock.instant();
        String frame = sql.get(look.orderNo() == null ? "clock-first" : "clock-of-order");
        return jdbc.sql(frame.replace("{clock}", sql.get("due-" + rule.cause())))
                .param("order", look.orderNo())
                .params(Map.of(
                        "accounts",
                        live,
                        "milestone",
                        look.milestone(),
                        "before",
                        CaseStore.utc(now.minus(after)),
                        "ahead",
                        CaseStore.utc(now.plus(after)),
                        "except",
                        rule.clockExcept().isEmpty() ? List.of("-") : rule.clockExcept()))
                .query((rs, i) -> new CaseDue(
                        rs.getString("tenant"),
                        rs.getString("account"),
                        rs.getString("order_no"),
                        rs.getString("fulfillment_no"),
                        rs.getString("parcel_no"),
                        rule.cause(),
                        rs.getString("reason"),
                        texts.message(rule.cause(), null, Locale.ENGLISH) + " (" + rs.getString("detail") + ", since "
                                + rs.getObject("since", OffsetDateTime.class).toInstant() + ")",
                        rs.getObject("since", OffsetDateTime.class).toInstant()))
                .list();
    }
}
