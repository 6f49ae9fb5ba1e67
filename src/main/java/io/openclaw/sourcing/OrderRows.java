package io.openclaw.sourcing;

import io.openclaw.store.Sql;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What sourcing reads of an order: routing facts, what is wanted of each line, what is served already. */
@Component
class OrderRows {

    private final JdbcClient jdbc;
    private final Sql sql = Sql.of("sourcing");

    OrderRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Head of an order.
     *
     * @param allocation none, released, planned or backordered
     * @param holds how many stand
     */
    record Head(
            String orderNo,
            String tenant,
            String account,
            String state,
            String allocation,
            int version,
            String country,
            OffsetDateTime shipBy,
            String currency,
            BigDecimal total,
            List<String> tags,
            int holds) {

        /** Whether stock may be promised to it: released by the gate, nothing against it since. */
        boolean actionable() {
            return Set.of("open", "partially_cancelled").contains(state) && holds == 0 && !allocation.equals("none");
        }

        boolean cancelled() {
            return state.equals("cancelled");
        }

        private static Head map(ResultSet row, int number) throws SQLException {
            String tags = row.getString("tags");
            return new Head(
                    row.getString("order_no"),
                    row.getString("tenant"),
                    row.getString("account"),
                    row.getString("state"),
                    row.getString("allocation"),
                    row.getInt("version"),
                    row.getString("ship_country"),
                    row.getObject("ship_by", OffsetDateTime.class),
                    row.getString("currency"),
                    row.getBigDecimal("total"),
                    tags == null || tags.isBlank() ? List.of() : List.of(tags.split("\\s*,\\s*")),
                    row.getInt("holds"));
        }
    }

    /** Units of one line: how many the buyer still wants, how many a live fulfillment serves, how many of these left. */
    record LineNeed(int lineNo, String platformSku, String sku, String ioss, int wanted, int live, int outbound) {

        /** Not served by any live fulfillment. */
        int unserved() {
            return Math.max(0, wanted - live);
        }

        /** True when the fulfillments that have not left serve exactly what is to be sent. */
        boolean met() {
            return Math.max(0, wanted - outbound) == live - outbound;
        }
    }

    /** Holds the order's row until the transaction ends. */
    void lock(String orderNo) {
        jdbc.sql(sql.get("order-lock"))
                .param("order_no", orderNo)
                .query(String.class)
                .optional()
                .orElseThrow(() -> new IllegalArgumentException("there is no order " + orderNo));
    }

    Head head(String orderNo) {
        return jdbc.sql(sql.get("order"))
                .param("order_no", orderNo)
                .query(Head::map)
                .optional()
                .orElseThrow(() -> new IllegalArgumentException("there is no order " + orderNo));
    }

    /** Every line; nothing is wanted of one that needs no shipping. */
    List<LineNeed> needs(String orderNo) {
        Map<Integer, int[]> served = new HashMap<>();
        jdbc.sql(sql.get("live-lines")).param("order_no", orderNo).query((ResultSet row) -> {
            int[] sums = served.computeIfAbsent(row.getInt("line_no"), line -> new int[2]);
            sums[0] += row.getInt("quantity");
            sums[1] += row.getString("status").equals("outbound") ? row.getInt("quantity") : 0;
        });
        List<LineNeed> needs = new ArrayList<>();
        jdbc.sql(sql.get("lines")).param("order_no", orderNo).query((ResultSet row) -> {
            int[] sums = served.getOrDefault(row.getInt("line_no"), new int[2]);
            needs.add(new LineNeed(
                    row.getInt("line_no"),
                    row.getString("platform_sku"),
                    row.getString("sku"),
                    row.getString("ioss"),
                    row.getInt("wanted"),
                    sums[0],
                    sums[1]));
        });
        return needs;
    }

    /** Components by bundle SKU; a SKU that is no bundle is not in it. */
    Map<String, Map<String, Integer>> bundles(String tenant, Set<String> skus) {
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
}
