package io.openclaw.sandbox.partner;

import io.openclaw.sandbox.demo.ShopifyOrder;
import io.openclaw.sandbox.ledger.Ids;
import io.openclaw.sandbox.ledger.Json;
import io.openclaw.sandbox.ledger.PartnerStore;
import io.openclaw.sandbox.parcel.Pace;
import io.openclaw.sandbox.push.HubOrders;
import io.openclaw.store.Sql;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Orders that somebody pushed in the shop's name, as everybody does who tries the hub with a payload of his own: the shop
 * never sold them, and would answer 404 when the hub confirms their shipment. It takes them into its books when it is first
 * asked for them, by what the hub has.
 */
@Component
public final class PushedByHand {

    private static final Logger LOG = LoggerFactory.getLogger(PushedByHand.class);
    private static final Sql SQL = Sql.of("sandbox");

    /** They have no number among the orders of the shop's own buyers. */
    private static final long NO_NUMBER = 0;

    private final PartnerStore store;
    private final HubOrders hub;
    private final Ids ids;

    public PushedByHand(PartnerStore store, HubOrders hub, Ids ids) {
        this.store = store;
        this.hub = hub;
        this.ids = ids;
    }

    /**
     * Makes an order the shop's own that it does not know and the hub does; changes nothing otherwise.
     *
     * @return false when that could not be found out now
     */
    boolean adopt(String account, long id) {
        return id == 0 || known(store.read().queryForList(SQL.get("shop-order-of"), account, id)) || ask(account, id);
    }

    /**
     * The same, and what was edited since: whoever pushes an order by hand pushes its edits so, too. What is open of it is what the hub has
     * of it now, less what the shop was told has left.
     */
    boolean adoptAnew(String account, long id) {
        return id == 0 || !never(account, id) || ask(account, id);
    }

    private boolean ask(String account, long id) {
        try {
            hub.find(account, Long.toString(id)).ifPresent(seen -> store.write(writing -> {
                        take(writing.jdbc(), account, id, seen);
                        return null;
                    })
                    .join());
            return true;
        } catch (IOException e) {
            LOG.info("{} does not know order {}, and the hub could not be asked for it: {}", account, id, e.toString());
            return false;
        }
    }

    private void take(JdbcTemplate jdbc, String account, long id, Map<String, Object> seen) {
        List<Map<String, Object>> rows = jdbc.queryForList(SQL.get("shop-order-of"), account, id);
        if (rows.isEmpty()) {
            Map<String, Object> order = HandMadeOrder.of(id, seen, ids::next);
            Object open = Json.child(order, ShopifyOrder.FULFILLMENT_ORDER).get("id");
            jdbc.update(SQL.get("shop-order"), account, id, NO_NUMBER, open, Pace.now(), Json.text(order));
            return;
        }
        Map<String, Object> order = Json.object((String) rows.get(0).get("body"));
        if (HandMadeOrder.edited(order, seen, ids::next)) {
            jdbc.update(SQL.get("shop-order-changed"), Pace.now(), Json.text(order), account, id);
        }
    }

    /** Whether the shop never sold the order, be it that it took it into its books since. */
    boolean never(String account, long id) {
        return store.read().queryForList(SQL.get("shop-order-of"), account, id).stream()
                .noneMatch(row -> ((Number) row.get("number")).longValue() != NO_NUMBER);
    }

    private static boolean known(List<?> rows) {
        return !rows.isEmpty();
    }
}
