package io.openclaw.sourcing.fulfillment;

import io.openclaw.account.Accounts;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.sourcing.plan.Packing;
import io.openclaw.stock.ShortPicks;
import io.openclaw.stock.StockKey;
import io.openclaw.stock.StockLedger;
import io.openclaw.store.Sql;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Fits fulfillments nobody works on yet to an order that was edited, in place: what is wanted still keeps its units, what is
 * not is given back, what came on top is added where the same warehouse has it. The caller holds the order's row.
 */
@Component
public class FulfillmentEdits {

    private final JdbcClient jdbc;
    private final OrderRows orders;
    private final FulfillmentRows fulfillments;
    private final StockLedger ledger;
    private final ShortPicks shortPicks;
    private final Accounts accounts;
    private final Sql sql = Sql.of("sourcing");

    public FulfillmentEdits(
            JdbcClient jdbc,
            OrderRows orders,
            FulfillmentRows fulfillments,
            StockLedger ledger,
            ShortPicks shortPicks,
            Accounts accounts) {
        this.jdbc = jdbc;
        this.orders = orders;
        this.fulfillments = fulfillments;
        this.ledger = ledger;
        this.shortPicks = shortPicks;
        this.accounts = accounts;
    }

    /**
     * What was done.
     *
     * @param emptied fulfillments nothing is left of
     * @param changed rows that have units again, or fewer
     * @param rest whether units are wanted that none of the fulfillments could take in
     */
    record Fit(List<Live> emptied, Set<StockKey> changed, boolean rest) {}

    /** Whether it has units of a line the order wants fewer of than its fulfillments that have not left carry. */
    boolean carriesTooMuch(Live fulfillment, List<OrderRows.LineNeed> needs) {
        Set<Integer> tooMuch = new HashSet<>();
        needs.stream().filter(need -> !need.withinWishes()).forEach(need -> tooMuch.add(need.lineNo()));
        return carries(fulfillment, tooMuch);
    }

    /** Whether it has units of any of these lines of its order. */
    boolean carries(Live fulfillment, Set<Integer> lines) {
        String orderNo = fulfillment.ref().orderNo();
        return parts(fulfillment).stream()
                .anyMatch(part -> part.orderNo().equals(orderNo) && lines.contains(part.lineNo()));
    }

    /** A line of a fulfillment, of whichever order. */
    private record Part(String orderNo, int lineNo, String sku, int quantity) {}

    /** Whether every line of the fulfillments is of the goods its order line is of today. */
    boolean sameGoods(List<Live> waiting, List<OrderRows.LineNeed> needs) {
        Map<Integer, String> skus = new HashMap<>();
        needs.forEach(need -> skus.put(need.lineNo(), need.sku()));
        for (Live fulfillment : waiting) {
            for (Part part : parts(fulfillment)) {
                if (part.orderNo().equals(fulfillment.ref().orderNo())
                        && skus.get(part.lineNo()) != null
                        && !part.sku().equals(skus.get(part.lineNo()))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether each of the fulfillments is one parcel with one label, and stays so whatever is wanted. */
    boolean oneParcelEach(OrderRows.Head head, List<Live> waiting, List<OrderRows.LineNeed> needs) {
        if (waiting.stream().anyMatch(f -> fulfillments.parcels(f.ref()).size() != 1)) {
            return false;
        }
        List<Part> wanted = needs.stream()
                .filter(need -> need.sku() != null && need.wanted() > 0)
                .map(need -> new Part(head.orderNo(), need.lineNo(), need.sku(), need.wanted()))
                .toList();
        return goods(head.tenant(), demand(head.tenant(), wanted)).values().stream()
                .allMatch(one -> one.boxes() == 1);
    }

    private Map<String, Demand.Goods> goods(String tenant, List<Demand.Line> lines) {
        Set<String> skus = new HashSet<>();
        lines.forEach(line -> {
            skus.add(line.sku());
            skus.addAll(line.components().keySet());
        });
        return skus.isEmpty() ? Map.of() : orders.goods(tenant, skus);
    }

    Fit fit(OrderRows.Head head, List<OrderRows.LineNeed> needs, List<Live> waiting) {
        Map<Integer, OrderRows.LineNeed> lines = new LinkedHashMap<>();
        Map<Integer, Integer> open = new TreeMap<>();
        needs.forEach(need -> {
            lines.put(need.lineNo(), need);
            open.put(need.lineNo(), Math.max(0, need.wanted() - need.outbound()));
        });
        List<Live> emptied = new ArrayList<>();
        Map<Live, List<Part>> kept = new LinkedHashMap<>();
        TreeSet<StockKey> changed = new TreeSet<>();
        for (Live fulfillment : waiting) {
            List<Part> before = parts(fulfillment);
            List<Part> after = new ArrayList<>();
            for (Part part : before) {
                int units = part.orderNo().equals(head.orderNo()) ? keep(part, lines, open) : part.quantity();
                if (units > 0) {
                    after.add(new Part(part.orderNo(), part.lineNo(), part.sku(), units));
                }
            }
            if (after.isEmpty()) {
                emptied.add(fulfillment);
                changed.addAll(end(fulfillment));
            } else {
                if (!after.equals(before)) {
                    changed.addAll(rewrite(head, fulfillment, after).freed());
                }
                kept.put(fulfillment, after);
            }
        }
        open.values().removeIf(units -> units == 0);
        boolean rest = !open.isEmpty() && !addTo(head, kept, lines, open, changed);
        fulfillments.recount(head.orderNo());
        return new Fit(emptied, changed, rest);
    }

    /**
     * Units by stocked SKU that left with a fulfillment that left in part and are not off the books yet. The notice that told of it has let
     * leave what did, by what was promised; where it has not, the lines and today's recipes say what left.
     */
    Map<String, Integer> leftPartly(Live fulfillment) {
        return ledger.hasLeft(fulfillment.ref().fulfillmentNo())
                ? Map.of()
                : Demand.units(demand(fulfillment.ref().tenant(), parts(fulfillment)));
    }

    /**
     * Ends a fulfillment of which units have left and the rest was to follow: it becomes what has left, and has left. What of its lines that is,
     * today's recipes say. Where they cannot, all of it counts as gone: goods that have left are not sent again before somebody looked.
     *
     * @return units by stocked SKU that have left; empty where none has, and nothing was changed
     */
    Map<String, Integer> endDeparted(Live fulfillment) {
        String fulfillmentNo = fulfillment.ref().fulfillmentNo();
        Map<String, Integer> left = ledger.left(fulfillmentNo);
        if (left.isEmpty() || !fulfillments.departed(fulfillmentNo)) {
            return Map.of();
        }
        List<Part> before = parts(fulfillment);
        List<Demand.Line> demand = demand(fulfillment.ref().tenant(), before);
        Map<String, Integer> rest = new TreeMap<>(left);
        List<Part> gone = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Part part = before.get(i);
            int units = part.quantity();
            for (Map.Entry<String, Integer> component :
                    demand.get(i).components().entrySet()) {
                int each = component.getValue() / part.quantity();
                units = Math.min(units, rest.getOrDefault(component.getKey(), 0) / each);
            }
            if (units > 0) {
                int whole = units;
                demand.get(i)
                        .components()
                        .forEach((sku, all) -> rest.merge(sku, -all / part.quantity() * whole, Integer::sum));
                gone.add(new Part(part.orderNo(), part.lineNo(), part.sku(), units));
            }
        }
        if (!gone.isEmpty()) {
            lines(fulfillmentNo, gone);
        }
        return left;
    }

    private void lines(String fulfillmentNo, List<Part> parts) {
        jdbc.sql(sql.get("fulfillment-lines-delete"))
                .param("fulfillment_no", fulfillmentNo)
                .update();
        parts.forEach(part -> jdbc.sql(sql.get("fulfillment-line-insert"))
                .param("fulfillment_no", fulfillmentNo)
                .param("order_no", part.orderNo())
                .param("line_no", part.lineNo())
                .param("sku", part.sku())
                .param("quantity", part.quantity())
                .update());
    }

    private List<StockKey> end(Live emptied) {
        String fulfillmentNo = emptied.ref().fulfillmentNo();
        fulfillments.cancel(fulfillmentNo);
        fulfillments.ordersOf(fulfillmentNo).forEach(fulfillments::recount);
        return ledger.release(fulfillmentNo);
    }

    private static int keep(Part part, Map<Integer, OrderRows.LineNeed> lines, Map<Integer, Integer> open) {
        OrderRows.LineNeed need = lines.get(part.lineNo());
        if (need == null || !part.sku().equals(need.sku())) {
            return 0;
        }
        int units = Math.min(part.quantity(), open.get(part.lineNo()));
        open.merge(part.lineNo(), -units, Integer::sum);
        return units;
    }

    /** Puts all that is open into the first fulfillment whose warehouse has it, and has not gone short of it for this order. */
    private boolean addTo(
            OrderRows.Head head,
            Map<Live, List<Part>> kept,
            Map<Integer, OrderRows.LineNeed> lines,
            Map<Integer, Integer> open,
            Set<StockKey> changed) {
        if (open.keySet().stream().anyMatch(line -> lines.get(line).sku() == null)) {
            return false;
        }
        List<Part> added = new ArrayList<>();
        open.forEach((line, units) ->
                added.add(new Part(head.orderNo(), line, lines.get(line).sku(), units)));
        Set<String> wanted = Demand.units(demand(head.tenant(), added)).keySet();
        for (Map.Entry<Live, List<Part>> entry : kept.entrySet()) {
            String warehouse = entry.getKey().ref().warehouse();
            if (shortPicks.passedOver(head.orderNo(), warehouse, wanted)) {
                continue;
            }
            Map<String, Part> after = new LinkedHashMap<>();
            entry.getValue().forEach(part -> after.put(part.orderNo() + "/" + part.lineNo(), part));
            added.forEach(part -> after.merge(
                    part.orderNo() + "/" + part.lineNo(),
                    part,
                    (there, more) -> new Part(
                            there.orderNo(), there.lineNo(), there.sku(), there.quantity() + more.quantity())));
            if (rewrite(head, entry.getKey(), List.copyOf(after.values())).done()) {
                wanted.forEach(sku -> changed.add(new StockKey(head.tenant(), warehouse, sku)));
                return true;
            }
        }
        return false;
    }

    private StockLedger.Resized rewrite(OrderRows.Head head, Live fulfillment, List<Part> after) {
        String fulfillmentNo = fulfillment.ref().fulfillmentNo();
        List<Demand.Line> demand = demand(head.tenant(), after);
        Map<String, Demand.Goods> goods = goods(head.tenant(), demand);
        Packing.Parcel parcel = Packing.parcels(sku -> goods.getOrDefault(sku, Demand.Goods.UNKNOWN), demand, false)
                .get(0);
        Runnable paperwork = () -> {
            lines(fulfillmentNo, after);
            fulfillments.refit(fulfillment.ref(), parcel);
        };
        if (!accounts.find(head.account()).map(a -> a.hubDoes("deduct")).orElse(true)) {
            paperwork.run();
            return new StockLedger.Resized(true, List.of(), List.of());
        }
        return ledger.resize(
                new StockKey(head.tenant(), fulfillment.ref().warehouse(), ""),
                fulfillment.ref().orderNo(),
                fulfillmentNo,
                head.account(),
                Demand.units(demand),
                paperwork);
    }

    private List<Demand.Line> demand(String tenant, List<Part> parts) {
        Set<String> skus = new HashSet<>();
        parts.forEach(part -> skus.add(part.sku()));
        Map<String, Map<String, Integer>> bundles = orders.bundles(tenant, skus);
        List<Demand.Line> lines = new ArrayList<>();
        for (Part part : parts) {
            Map<String, Integer> components = new TreeMap<>();
            bundles.getOrDefault(part.sku(), Map.of(part.sku(), 1))
                    .forEach((sku, each) -> components.put(sku, Math.multiplyExact(each, part.quantity())));
            lines.add(new Demand.Line(part.lineNo(), null, part.sku(), part.quantity(), null, null, null, components));
        }
        return lines;
    }

    private List<Part> parts(Live fulfillment) {
        return jdbc.sql(sql.get("fulfillment-parts"))
                .param("fulfillment_no", fulfillment.ref().fulfillmentNo())
                .query((ResultSet row, int n) -> new Part(
                        row.getString("order_no"), row.getInt("line_no"), row.getString("sku"), row.getInt("quantity")))
                .list();
    }
}
