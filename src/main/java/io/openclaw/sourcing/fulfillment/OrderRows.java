package io.openclaw.sourcing.fulfillment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.sourcing.plan.Demand;
import io.openclaw.store.FieldCipher;
import io.openclaw.store.Sql;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What sourcing reads of an order: routing facts, what is wanted of each line, what is served already. */
@Component
public class OrderRows {

    private static final String BATTERY = "battery_";

    /** What the gate takes for paid. */
    private static final Set<String> PAID = Set.of("paid", "cod", "partially_refunded");

    private final JdbcClient jdbc;
    private final FieldCipher cipher;
    private final ObjectMapper json = new ObjectMapper();
    private final Sql sql = Sql.of("sourcing");

    public OrderRows(JdbcClient jdbc, FieldCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
    }

    /**
     * Head of an order.
     *
     * @param allocation none, released, planned or backordered
     * @param parentNo the channel's number of the order it split this one from, or null
     * @param postalCode of the destination, in clear here alone; or null
     * @param since when it came to be served: released, else placed
     * @param cod to be paid when it is handed over
     * @param holds how many stand
     */
    public record Head(
            String orderNo,
            String tenant,
            String account,
            String state,
            String allocation,
            int version,
            String parentNo,
            String country,
            String postalCode,
            OffsetDateTime since,
            OffsetDateTime shipBy,
            OffsetDateTime deliverBy,
            String currency,
            BigDecimal total,
            List<String> tags,
            Demand.ShippingMethod shippingMethod,
            boolean cod,
            int holds) {

        /** Whether stock may be promised to it: released by the gate, nothing against it since. */
        public boolean actionable() {
            return Set.of("open", "partially_cancelled").contains(state) && holds == 0 && !allocation.equals("none");
        }

        boolean cancelled() {
            return state.equals("cancelled");
        }
    }

    /** Units of one line: how many the buyer still wants, how many a live fulfillment serves, how many of these left. */
    public record LineNeed(
            int lineNo,
            String platformSku,
            String sku,
            BigDecimal unitPrice,
            String shipTogether,
            String ioss,
            int wanted,
            int live,
            int outbound) {

        /** Not served by any live fulfillment. */
        public int unserved() {
            return Math.max(0, wanted - live);
        }

        /** True when the fulfillments that have not left carry no more than is still to be sent. */
        boolean withinWishes() {
            return live - outbound <= Math.max(0, wanted - outbound);
        }

        /** True when the fulfillments that have not left serve exactly what is to be sent. */
        boolean met() {
            return Math.max(0, wanted - outbound) == live - outbound;
        }
    }

    /** Holds the order's row until the transaction ends. */
    public void lock(String orderNo) {
        jdbc.sql(sql.get("order-lock"))
                .param("order_no", orderNo)
                .query(String.class)
                .optional()
                .orElseThrow(() -> new IllegalArgumentException("there is no order " + orderNo));
    }

    public Head head(String orderNo) {
        return jdbc.sql(sql.get("order"))
                .param("order_no", orderNo)
                .query((row, n) -> head(row))
                .optional()
                .orElseThrow(() -> new IllegalArgumentException("there is no order " + orderNo));
    }

    /** Every line; nothing is wanted of one that needs no shipping. */
    public List<LineNeed> needs(String orderNo) {
        Map<Integer, int[]> served = new HashMap<>();
        jdbc.sql(sql.get("live-lines")).param("order_no", orderNo).query((ResultSet row) -> {
            int[] sums = served.computeIfAbsent(row.getInt("line_no"), line -> new int[2]);
            sums[0] += row.getInt("quantity");
            sums[1] += row.getString("status").equals("outbound") ? row.getInt("quantity") : 0;
        });
        List<LineNeed> needs = new ArrayList<>();
        jdbc.sql(sql.get("lines")).param("order_no", orderNo).query((ResultSet row) -> {
            int[] sums = served.getOrDefault(row.getInt("line_no"), new int[2]);
            needs.add(need(row, sums[0], sums[1]));
        });
        return needs;
    }

    /** Whether every unit that was to be sent is cancelled. One that left elsewhere was wanted. */
    boolean nothingWanted(String orderNo) {
        return jdbc.sql(sql.get("lines-wanted"))
                        .param("order_no", orderNo)
                        .query(Integer.class)
                        .single()
                == 0;
    }

    /** Whether an order was found to differ from its labels, and not to agree with them since. */
    boolean offLabel(String orderNo) {
        return jdbc.sql(sql.get("off-label"))
                .param("order_no", orderNo)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    void offLabel(String orderNo, boolean off) {
        jdbc.sql(sql.get("off-label-set"))
                .param("order_no", orderNo)
                .param("off_label", off)
                .update();
    }

    /** Whether an edit of the order waits until it is known whether a warehouse has taken the order. */
    boolean editWaits(String orderNo) {
        return jdbc.sql(sql.get("edit-waits"))
                .param("order_no", orderNo)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    void editWaits(String orderNo, boolean waits) {
        jdbc.sql(sql.get("edit-waits-set"))
                .param("order_no", orderNo)
                .param("waits", waits)
                .update();
    }

    /**
     * Why an order must not leave although it is the order its labels were made for: {@code payment} where it is not paid (any more),
     * {@code test} where it is a test, {@code risk} where the platform doubts it and nobody has accepted that, {@code merchant_hold} where the
     * seller holds it there; empty where nothing is against it. What has left is no longer held, so the former two are read of the order
     * itself, not of its holds.
     */
    List<String> notToLeave(String orderNo) {
        return jdbc.sql(sql.get("not-to-leave"))
                .param("order_no", orderNo)
                .query((row, n) -> {
                    List<String> why = new ArrayList<>();
                    if (!PAID.contains(row.getString("payment_status"))
                            && !"on_terms".equals(row.getString("payment_detail"))) {
                        why.add("payment");
                    }
                    if (row.getBoolean("test")) {
                        why.add("test");
                    }
                    if (row.getBoolean("doubted")) {
                        why.add("risk");
                    }
                    if (row.getBoolean("held_by_seller")) {
                        why.add("merchant_hold");
                    }
                    return List.copyOf(why);
                })
                .single();
    }

    /**
     * Whether each of the fulfillments whose label was asked for was asked for with the order's present address. Where nobody kept
     * which address that was, it is not known, and taken for another.
     */
    boolean addressedAsLabelled(String orderNo, List<Live> fulfillments) {
        if (fulfillments.isEmpty()) {
            return true;
        }
        Map<String, Set<JsonNode>> labelled = new HashMap<>();
        jdbc.sql(sql.get("labels-asked"))
                .param(
                        "fulfillments",
                        fulfillments.stream().map(f -> f.ref().fulfillmentNo()).toList())
                .query((ResultSet row) -> {
                    Set<JsonNode> addresses =
                            labelled.computeIfAbsent(row.getString("fulfillment_no"), no -> new HashSet<>());
                    JsonNode address = address(row.getBytes("asked_ship_to_enc"));
                    if (address != null) {
                        addresses.add(address);
                    }
                });
        if (labelled.isEmpty()) {
            return true;
        }
        JsonNode present = jdbc.sql(sql.get("ship-to"))
                .param("order_no", orderNo)
                .query((row, n) -> Optional.ofNullable(address(row.getBytes("ship_to_enc"))))
                .single()
                .orElse(null);
        return present != null && labelled.values().stream().allMatch(Set.of(present)::equals);
    }

    /** Components by bundle SKU; a SKU that is no bundle is not in it. */
    public Map<String, Map<String, Integer>> bundles(String tenant, Set<String> skus) {
        Map<String, Map<String, Integer>> bundles = new HashMap<>();
        if (!skus.isEmpty()) {
            jdbc.sql(sql.get("bundles"))
                    .param("tenant", tenant)
                    .param("skus", skus)
                    .query((ResultSet row) -> {
                        bundles.computeIfAbsent(row.getString("sku"), sku -> new HashMap<>())
                                .put(row.getString("component"), row.getInt("quantity"));
                    });
        }
        return bundles;
    }

    /** What is known of the given SKUs; one that nobody registered is not in it. */
    public Map<String, Demand.Goods> goods(String tenant, Set<String> skus) {
        Map<String, Demand.Goods> goods = new HashMap<>();
        if (!skus.isEmpty()) {
            jdbc.sql(sql.get("goods"))
                    .param("tenant", tenant)
                    .param("skus", skus)
                    .query((ResultSet row) -> {
                        goods.put(row.getString("sku"), goods(row));
                    });
        }
        return goods;
    }

    /** Parcels an order has that were not taken back. */
    public int parcels(String orderNo) {
        return jdbc.sql(sql.get("parcels-live"))
                .param("order_no", orderNo)
                .query(Integer.class)
                .single();
    }

    /** The last orders that were to be served, the latest first. */
    public List<Head> last(String tenant, int most) {
        return jdbc.sql(sql.get("last-orders"))
                .param("tenant", tenant)
                .param("last", most)
                .query((row, n) -> head(row))
                .list();
    }

    /** Every line of the given orders with all that is wanted of it, as if nothing were served. */
    public Map<String, List<LineNeed>> needs(List<String> orderNos) {
        Map<String, List<LineNeed>> needs = new HashMap<>();
        if (!orderNos.isEmpty()) {
            jdbc.sql(sql.get("lines-of-orders")).param("order_nos", orderNos).query((ResultSet row) -> {
                needs.computeIfAbsent(row.getString("order_no"), no -> new ArrayList<>())
                        .add(need(row, 0, 0));
            });
        }
        return needs;
    }

    /** Units by warehouse and SKU that the given orders have taken, whether they are still there or have left. */
    public Map<String, Map<String, Integer>> taken(List<String> orderNos) {
        Map<String, Map<String, Integer>> taken = new HashMap<>();
        if (!orderNos.isEmpty()) {
            jdbc.sql(sql.get("reserved-by-orders")).param("order_nos", orderNos).query((ResultSet row) -> {
                taken.computeIfAbsent(row.getString("warehouse"), w -> new HashMap<>())
                        .put(row.getString("sku"), row.getInt("units"));
            });
        }
        return taken;
    }

    private Head head(ResultSet row) throws SQLException {
        String tags = row.getString("tags");
        OffsetDateTime released = row.getObject("released_at", OffsetDateTime.class);
        return new Head(
                row.getString("order_no"),
                row.getString("tenant"),
                row.getString("account"),
                row.getString("state"),
                row.getString("allocation"),
                row.getInt("version"),
                row.getString("parent_no"),
                row.getString("ship_country"),
                postalCode(row.getBytes("ship_to_enc")),
                released == null ? row.getObject("placed_at", OffsetDateTime.class) : released,
                row.getObject("ship_by", OffsetDateTime.class),
                row.getObject("deliver_by", OffsetDateTime.class),
                row.getString("currency"),
                row.getBigDecimal("total"),
                tags == null || tags.isBlank() ? List.of() : List.of(tags.split("\\s*,\\s*")),
                shippingMethod(row.getString("shipping_method")),
                "cod".equals(row.getString("payment_status")),
                row.getInt("holds"));
    }

    private Demand.ShippingMethod shippingMethod(String stored) {
        JsonNode method = parsed(stored);
        return method == null
                ? null
                : new Demand.ShippingMethod(
                        method.path("title").asText(null), method.path("code").asText(null));
    }

    private String postalCode(byte[] stored) {
        JsonNode address = address(stored);
        return address == null ? null : address.path("postal_code").asText(null);
    }

    private JsonNode address(byte[] stored) {
        return parsed(cipher.decryptText(stored));
    }

    private JsonNode parsed(String text) {
        try {
            return text == null ? null : json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is stored of an order is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static LineNeed need(ResultSet row, int live, int outbound) throws SQLException {
        return new LineNeed(
                row.getInt("line_no"),
                row.getString("platform_sku"),
                row.getString("sku"),
                row.getBigDecimal("unit_price"),
                row.getString("ship_together"),
                row.getString("ioss"),
                row.getInt("wanted"),
                live,
                outbound);
    }

    private static Demand.Goods goods(ResultSet row) throws SQLException {
        Set<String> special = new TreeSet<>();
        String battery = row.getString("battery");
        if (battery != null && !battery.isBlank()) {
            special.add(BATTERY + battery.strip());
        }
        for (String flag : List.of("liquid", "magnetic", "powder")) {
            if (row.getBoolean(flag)) {
                special.add(flag);
            }
        }
        return new Demand.Goods(
                row.getObject("weight_g", Integer.class),
                row.getObject("length_mm", Integer.class),
                row.getObject("width_mm", Integer.class),
                row.getObject("height_mm", Integer.class),
                Math.max(1, row.getInt("boxes_per_unit")),
                Set.copyOf(special),
                row.getString("category"),
                row.getString("home_warehouse"));
    }
}
