package io.openclaw.order;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.Sql;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What it means for the pool that a platform has deleted an order: the order stays as it is, and people are told where it is under way. */
@Component("orderDeletion")
public class OrderDeletion {

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Sql sql = Sql.of("order");

    public OrderDeletion(JdbcClient jdbc, Accounts accounts) {
        this.jdbc = jdbc;
        this.accounts = accounts;
    }

    /**
     * An order that was deleted while it is under way; as it is, the data of {@code order.deleted}.
     *
     * @param message for people
     */
    public record Deleted(String orderNo, String tenant, String account, String platformOrderNo, String message) {}

    /**
     * The order, where the hub still acts on it: it is neither cancelled, closed nor delivered, no test and not the platform's own to
     * ship, and its account is live. Its row is held until the caller's transaction ends.
     *
     * @param platformOrderId the platform's id
     * @return one, or none
     */
    public List<Deleted> open(String tenant, String account, String platformOrderId) {
        boolean live = accounts.find(account)
                .filter(shop -> shop.mode() == Account.Mode.LIVE)
                .isPresent();
        return !live
                ? List.of()
                : jdbc.sql(sql.get("deleted-under-way"))
                        .param("tenant", tenant)
                        .param("account", account)
                        .param("id", platformOrderId)
                        .query((row, n) -> new Deleted(
                                row.getString("order_no"),
                                tenant,
                                account,
                                row.getString("platform_order_no"),
                                "The order was deleted at the platform (" + row.getString("platform_order_no")
                                        + "): nothing more can be confirmed there"))
                        .list();
    }
}
