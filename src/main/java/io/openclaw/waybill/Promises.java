package io.openclaw.waybill;

import io.openclaw.store.Sql;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what fulfillments have, as sold and as it lies on the shelf. */
@Component
public class Promises {

    private final JdbcClient jdbc;
    private final Sql sql = Sql.of("waybill");

    Promises(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Promised of(String fulfillmentNo) {
        Map<String, Map<String, Integer>> recipes = new TreeMap<>();
        at("fulfillment-recipes", fulfillmentNo).query(row -> {
            recipes.computeIfAbsent(row.getString("sku"), sku -> new TreeMap<>())
                    .put(row.getString("component"), row.getInt("quantity"));
        });
        return Promised.of(
                units("fulfillment-sold", fulfillmentNo), units("fulfillment-reserved", fulfillmentNo), recipes);
    }

    /** Units by stocked SKU that have left the books with it so far. */
    public Map<String, Integer> left(String fulfillmentNo) {
        return units("fulfillment-left", fulfillmentNo);
    }

    private Map<String, Integer> units(String statement, String fulfillmentNo) {
        Map<String, Integer> units = new TreeMap<>();
        at(statement, fulfillmentNo).query(row -> {
            units.put(row.getString("sku"), row.getInt("units"));
        });
        return units;
    }

    private JdbcClient.StatementSpec at(String statement, String fulfillmentNo) {
        return jdbc.sql(sql.get(statement)).param("fulfillment_no", fulfillmentNo);
    }
}
