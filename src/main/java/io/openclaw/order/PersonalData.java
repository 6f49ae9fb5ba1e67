package io.openclaw.order;

import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Erases what identifies a person once an order is over: address, buyer, notes, those of its cases too, labels. Some platforms demand it within 30
 * days of delivery (Amazon's data protection policy), and of a request for the buyer's sake (Shopify's customers/redact). Raw pushes go by their own age.
 */
@Component("personalData")
public class PersonalData {

    private static final int PAGE = 1_000;
    private static final int SHOWN = 20;
    private static final String WAITS =
            "The platform asks for the buyer's data to be erased; the order is under way, so they go when it is over";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration kept;
    private final Sql sql = Sql.of("order");

    /** @param kept how long after an order's end, property {@code openclaw.retention.personal-data} */
    public PersonalData(JdbcClient jdbc, Clock clock, @Value("${openclaw.retention.personal-data:30d}") Duration kept) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.kept = kept;
    }

    /** Numbers of the orders whose time is up, at most some at once. */
    public List<String> due() {
        return jdbc.sql(sql.get("erasure-due"))
                .param("until", OffsetDateTime.ofInstant(clock.instant().minus(kept), ZoneOffset.UTC))
                .param("page", PAGE)
                .query(String.class)
                .list();
    }

    /**
     * Notes that a platform asked for the erasure of these orders; one that is not over yet is erased when it is. Asked again, nothing changes.
     *
     * @param platformOrderIds the platform's ids; those the hub does not know are passed over
     * @param everything all orders of the account instead
     */
    @Transactional
    public void ask(String tenant, String account, List<String> platformOrderIds, boolean everything) {
        if (!everything && platformOrderIds.isEmpty()) {
            return;
        }
        JdbcClient.StatementSpec meant = jdbc.sql(
                        sql.get(everything ? "erasure-of-all-to-be-asked" : "erasure-to-be-asked"))
                .param("tenant", tenant)
                .param("account", account);
        // In the order of their numbers, as whoever holds several orders takes them.
        (everything ? meant : meant.param("ids", platformOrderIds))
                .query(String.class).list().stream().sorted().forEach(this::ask);
    }

    private void ask(String orderNo) {
        jdbc.sql(sql.get("ask-erasure"))
                .param("order_no", orderNo)
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }

    /**
     * What became of a request to erase.
     *
     * @param known orders of it that the hub holds
     * @param waiting orders of these whose data are still there, because they are under way
     * @param orders one for each of those that wait; none where a whole account was asked for
     */
    public record Asked(int known, int waiting, List<Waiting> orders) {}

    /** An order whose data go when it is over; {@code message} says so to whoever sees its case. */
    public record Waiting(String orderNo, String tenant, String account, String message) {}

    /** How far the erasure of these orders has come; for the parameters see {@link #ask}. */
    public Asked waiting(String tenant, String account, List<String> platformOrderIds, boolean everything) {
        if (everything) {
            return jdbc.sql(sql.get("personal-data-of-all"))
                    .param("tenant", tenant)
                    .param("account", account)
                    .query((row, n) -> new Asked(row.getInt("known"), row.getInt("waiting"), List.of()))
                    .single();
        }
        Map<String, Boolean> erased = erased(tenant, account, platformOrderIds);
        List<Waiting> waiting = erased.entrySet().stream()
                .filter(order -> !order.getValue())
                .map(order -> new Waiting(order.getKey(), tenant, account, WAITS))
                .toList();
        return new Asked(erased.size(), waiting.size(), waiting);
    }

    /**
     * A request to hand out what is known of a buyer.
     *
     * @param reference the platform's words for the request; nothing personal
     * @param known orders that hold data of it
     */
    public record HandOut(
            String tenant, String account, String reference, int known, List<String> orders, String message) {}

    /** The orders that hold what a platform wants to have handed out. */
    public HandOut held(String tenant, String account, List<String> platformOrderIds, String reference) {
        List<String> orders = erased(tenant, account, platformOrderIds).entrySet().stream()
                .filter(order -> !order.getValue())
                .map(Map.Entry::getKey)
                .toList();
        String message = "The data of a buyer are asked for (" + reference + "): "
                + (orders.isEmpty()
                        ? "the hub holds none of the orders it names any more"
                        : "hand the shop's owner what GET /api/v2.1/orders/{order_no} shows of " + shown(orders));
        return new HandOut(tenant, account, reference, orders.size(), orders, message);
    }

    private static String shown(List<String> orders) {
        return String.join(", ", orders.subList(0, Math.min(SHOWN, orders.size())))
                + (orders.size() > SHOWN ? " and " + (orders.size() - SHOWN) + " more" : "");
    }

    /** Numbers of the known orders, and whether their data are gone. */
    private Map<String, Boolean> erased(String tenant, String account, List<String> platformOrderIds) {
        Map<String, Boolean> erased = new LinkedHashMap<>();
        if (!platformOrderIds.isEmpty()) {
            jdbc.sql(sql.get("personal-data-of"))
                    .param("tenant", tenant)
                    .param("account", account)
                    .param("ids", platformOrderIds)
                    .query((ResultSet row) -> {
                        erased.put(row.getString("order_no"), row.getObject("erased_at") != null);
                    });
        }
        return erased;
    }

    /**
     * An order whose data are gone.
     *
     * @param asked whether its platform had asked for it
     */
    public record Erased(String orderNo, String tenant, String account, boolean asked) {}

    /** Erases one order's personal data; a second time does nothing. */
    @Transactional
    public Erased erase(String orderNo) {
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        jdbc.sql(sql.get("erase-order"))
                .param("order_no", orderNo)
                .param("now", now)
                .update();
        jdbc.sql(sql.get("erase-customization")).param("order_no", orderNo).update();
        jdbc.sql(sql.get("erase-asked-addresses")).param("order_no", orderNo).update();
        jdbc.sql(sql.get("erase-case-notes")).param("order_no", orderNo).update();
        jdbc.sql(sql.get("erase-labels")).param("order_no", orderNo).update();
        return jdbc.sql(sql.get("erasure-asked"))
                .param("order_no", orderNo)
                .query((row, n) -> new Erased(
                        orderNo,
                        row.getString("tenant"),
                        row.getString("account"),
                        row.getObject("erasure_asked_at") != null))
                .single();
    }
}
