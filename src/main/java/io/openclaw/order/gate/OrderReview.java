package io.openclaw.order.gate;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.order.HoldCode;
import io.openclaw.rates.CashServices;
import io.openclaw.store.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the held orders whose cause may be gone. Each is then judged in a transaction of its own. */
@Component("orderReview")
public class OrderReview {

    private static final int PAGE = 500;
    /** Longer than any push takes from the inbox to the pool while nothing is wrong. */
    private static final Duration LATELY = Duration.ofMinutes(5);

    private static final Map<Account.Mode, String> ACCOUNT_MODES = Map.of(
            Account.Mode.OFF, HoldCode.ACCOUNT_OFF.code(),
            Account.Mode.IMPORT_ONLY, HoldCode.ACCOUNT_IMPORT_ONLY.code(),
            Account.Mode.SHADOW, HoldCode.ACCOUNT_SHADOW.code());

    private final Accounts accounts;
    private final CashServices cash;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Sql sql = Sql.of("order-hold");

    public OrderReview(Accounts accounts, CashServices cash, JdbcClient jdbc, Clock clock) {
        this.accounts = accounts;
        this.cash = cash;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Numbers of the orders that wait for a product's data or for a code that is mapped to it. */
    public List<String> waitingForSku(String tenant, String sku) {
        return jdbc.sql(sql.get("waiting-for-sku"))
                .param("tenant", tenant)
                .param("sku", sku)
                .query(String.class)
                .list();
    }

    /** Numbers of an account's held orders, fetched page by page while they are worked on. */
    public Iterator<String> heldOfAccount(String account) {
        return new Pages(account);
    }

    /** Numbers of the orders that time itself may have freed, at most some hundreds at once. */
    public List<String> due() {
        Instant now = clock.instant();
        Set<String> due = new LinkedHashSet<>();
        jdbc.sql(sql.get("held-to-cool-off")).param("page", PAGE).query((java.sql.ResultSet row) -> {
            if (!Instant.parse(row.getString("note")).isAfter(now)) {
                due.add(row.getString("order_no"));
            }
        });
        accounts.all(Account.Kind.PLATFORM).forEach(account -> due.addAll(heldForWhatItWas(account)));
        due.addAll(nowCollected());
        due.addAll(jdbc.sql(sql.get("lately-solved"))
                .param("lately", now.minus(LATELY).atOffset(ZoneOffset.UTC))
                .param("page", PAGE)
                .query(String.class)
                .list());
        return new ArrayList<>(due);
    }

    /** A rate card that says of a service that it collects is told to nobody. */
    private List<String> nowCollected() {
        List<String> held = new ArrayList<>();
        jdbc.sql(sql.get("held-for-cash")).param("page", PAGE).query((java.sql.ResultSet row) -> {
            if (cash.reach(row.getString("tenant"), row.getString("ship_country"))) {
                held.add(row.getString("order_no"));
            }
        });
        return held;
    }

    /** An edit of an account is told as an event; this finds what was held for the account as it was, told or not. */
    private List<String> heldForWhatItWas(Account account) {
        List<String> others = new ArrayList<>(ACCOUNT_MODES.values());
        String now = ACCOUNT_MODES.get(account.mode());
        others.remove(now);
        List<String> held = new ArrayList<>(jdbc.sql(sql.get("held-for-other-mode"))
                .param("account", account.id())
                .param("codes", others)
                .param("page", PAGE)
                .query(String.class)
                .list());
        Instant actFrom = account.actFrom() == null ? Instant.EPOCH : account.actFrom();
        held.addAll(jdbc.sql(sql.get("held-before-act-from"))
                .param("account", account.id())
                .param("act_from", actFrom.atOffset(ZoneOffset.UTC))
                .param("page", PAGE)
                .query(String.class)
                .list());
        return held;
    }

    private final class Pages implements Iterator<String> {

        private final String account;
        private Iterator<String> page;
        private String last = "";
        private boolean more = true;

        Pages(String account) {
            this.account = account;
        }

        @Override
        public boolean hasNext() {
            if (more && (page == null || !page.hasNext())) {
                List<String> next = jdbc.sql(sql.get("held-of-account"))
                        .param("account", account)
                        .param("after", last)
                        .param("page", PAGE)
                        .query(String.class)
                        .list();
                more = next.size() == PAGE;
                page = next.iterator();
            }
            return page.hasNext();
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            last = page.next();
            return last;
        }
    }
}
