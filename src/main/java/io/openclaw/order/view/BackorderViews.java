package io.openclaw.order.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.order.view.OrderView.BackorderView;
import io.openclaw.store.Sql;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What backordered orders wait for, as their latest sourcing decision says. */
@Component
public class BackorderViews {

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Sql sql = Sql.of("order-view");

    public BackorderViews(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    public Map<String, BackorderView> of(Collection<String> orderNos) {
        Map<String, BackorderView> waiting = new HashMap<>();
        RowCallbackHandler add = row -> waiting.put(row.getString("order_no"), view(row));
        jdbc.sql(sql.get("backorders")).param("order_nos", orderNos).query(add);
        return waiting;
    }

    private BackorderView view(ResultSet row) throws SQLException {
        JsonNode explanation = read(row.getString("explanation"));
        String accounts = row.getString("waits_for");
        List<String> skus = new ArrayList<>();
        explanation.path("short_skus").forEach(sku -> skus.add(sku.asText()));
        return new BackorderView(
                row.getString("cause"),
                accounts == null
                        ? List.of()
                        : Arrays.stream(accounts.split(","))
                                .filter(name -> !name.isEmpty())
                                .toList(),
                List.copyOf(skus),
                explanation.path("decision").asText(null),
                row.getString("queue"),
                OrderViews.instant(row, "decided_at"),
                OrderViews.instant(row, "cancel_at"));
    }

    private JsonNode read(String explanation) {
        try {
            return json.readTree(explanation);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
