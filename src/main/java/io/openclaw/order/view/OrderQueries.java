package io.openclaw.order.view;

import io.openclaw.order.OrderStatus;
import io.openclaw.store.OneMoment;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Orders for the open API, with everything the other rooms know of them. It reads and never locks; a document, and a page of them, is of one moment. */
@Component("orderQueries")
public class OrderQueries {

    /** How many orders a page by status looks at before it hands out what it has. */
    private static final int LOOKED_AT = 5_000;

    private final JdbcClient jdbc;
    private final OrderViews views;
    private final StatusFacts statusFacts;
    private final OneMoment moment;
    private final Sql sql = Sql.of("order-view");

    public OrderQueries(JdbcClient jdbc, OrderViews views, StatusFacts statusFacts, OneMoment moment) {
        this.jdbc = jdbc;
        this.views = views;
        this.statusFacts = statusFacts;
        this.moment = moment;
    }

    /**
     * One order by the hub's number.
     *
     * @param accounts the accounts the client may see; null for all
     * @param locale in which remedies are worded
     */
    public Optional<OrderView> find(String tenant, String orderNo, Set<String> accounts, Locale locale) {
        if (accounts != null && accounts.isEmpty()) {
            return Optional.empty();
        }
        JdbcClient.StatementSpec statement = jdbc.sql(
                        sql.get("one") + (accounts == null ? "" : "\n" + sql.get("accounts")))
                .param("tenant", tenant)
                .param("order_no", orderNo);
        if (accounts != null) {
            statement = statement.param("accounts", accounts);
        }
        JdbcClient.StatementSpec one = statement;
        return moment.read(
                () -> views.of(one.query(String.class).list(), locale).stream().findFirst());
    }

    /** A page of orders, ascending by (updated_at, order_no). An {@link IllegalArgumentException} says what is wrong with the query. */
    public OrderPage page(OrderQuery query, Locale locale) {
        if (query.accounts() != null && query.accounts().isEmpty()) {
            return new OrderPage(List.of(), null);
        }
        PageCursor after = query.cursor() == null ? null : PageCursor.of(query.cursor());
        return moment.read(() -> page(query, after, locale));
    }

    private OrderPage page(OrderQuery query, PageCursor after, Locale locale) {
        PageCursor at = after;
        List<String> found = new ArrayList<>();
        int batch = query.status() == null ? query.limit() : OrderQuery.MOST;
        int seen = 0;
        while (true) {
            List<PageCursor> rows = keys(query, at, batch + 1);
            boolean more = rows.size() > batch;
            List<PageCursor> looked = more ? rows.subList(0, batch) : rows;
            Set<String> fitting = fitting(query.status(), looked);
            for (PageCursor row : looked) {
                at = row;
                if (fitting.contains(row.orderNo())) {
                    found.add(row.orderNo());
                }
                if (found.size() == query.limit()) {
                    boolean last = !more && row == looked.get(looked.size() - 1);
                    return new OrderPage(views.of(found, locale), last ? null : at.text());
                }
            }
            seen += looked.size();
            if (!more || seen >= LOOKED_AT) {
                return new OrderPage(views.of(found, locale), more ? at.text() : null);
            }
        }
    }

    private Set<String> fitting(OrderStatus status, List<PageCursor> rows) {
        Map<String, OrderStatus> statuses = new HashMap<>();
        List<String> numbers = rows.stream().map(PageCursor::orderNo).toList();
        if (status == null) {
            return Set.copyOf(numbers);
        }
        statuses.putAll(statusFacts.statuses(numbers));
        statuses.values().removeIf(other -> other != status);
        return statuses.keySet();
    }

    private List<PageCursor> keys(OrderQuery query, PageCursor after, int limit) {
        StringBuilder text = new StringBuilder(sql.get("page"));
        Map<String, Object> params = new HashMap<>();
        params.put("tenant", query.tenant());
        params.put("limit", limit);
        condition(text, params, "accounts", query.accounts());
        condition(text, params, "account", query.account());
        condition(text, params, "platform_order_id", query.platformOrderId());
        condition(text, params, "platform_order_no", query.platformOrderNo());
        condition(text, params, "updated_after", utc(query.updatedAfter()));
        if (query.status() != null) {
            text.append('\n').append(sql.get("status-" + query.status().word()));
        }
        if (after != null) {
            condition(text, params, "cursor_at", utc(after.updatedAt()));
            params.put("cursor_no", after.orderNo());
        }
        text.append('\n').append(sql.get(few(query) ? "page-end-of-few" : "page-end"));
        return jdbc.sql(text.toString())
                .params(params)
                .query((ResultSet row, int n) -> new PageCursor(
                        row.getObject("updated_at", OffsetDateTime.class).toInstant(), row.getString("order_no")))
                .list();
    }

    /** A shop's number names an order or two, and what stands still is a small part of a pool. */
    private static boolean few(OrderQuery query) {
        return query.platformOrderId() != null
                || query.platformOrderNo() != null
                || query.status() == OrderStatus.ON_HOLD
                || query.status() == OrderStatus.BACKORDERED;
    }

    private void condition(StringBuilder text, Map<String, Object> params, String name, Object value) {
        if (value != null) {
            text.append('\n').append(sql.get(name));
            params.put(name, value);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
