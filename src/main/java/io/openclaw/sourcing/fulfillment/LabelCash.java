package io.openclaw.sourcing.fulfillment;

import io.openclaw.order.Money;
import io.openclaw.store.Sql;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a label collects on delivery beside what its order has due. The whole amount goes with the order's first parcel. */
@Component
public class LabelCash {

    private final JdbcClient jdbc;
    private final String asked = Sql.of("sourcing").get("cash-asked");

    public LabelCash(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Sum(BigDecimal amount, String currency) {

        static Sum of(ResultSet row, String amount, String currency) throws SQLException {
            BigDecimal units = row.getBigDecimal(amount);
            return units == null || units.signum() == 0
                    ? null
                    : new Sum(units.stripTrailingZeros(), row.getString(currency));
        }

        String words() {
            return Money.text(amount, currency) + " " + currency;
        }
    }

    /** In words, where a label of these fulfillments collects something else than is due of the order now; empty where none does. */
    Optional<String> difference(String orderNo, List<Live> fulfillments) {
        if (fulfillments.isEmpty()) {
            return Optional.empty();
        }
        return jdbc
                .sql(asked)
                .param("order_no", orderNo)
                .param(
                        "fulfillments",
                        fulfillments.stream().map(f -> f.ref().fulfillmentNo()).toList())
                .query((row, n) -> difference(
                        row.getString("parcel_no"),
                        Sum.of(row, "asked_cod", "asked_cod_currency"),
                        Sum.of(row, "due", "due_currency")))
                .list()
                .stream()
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static String difference(String parcelNo, Sum asked, Sum due) {
        if (Objects.equals(asked, due)) {
            return null;
        }
        return "The label of " + parcelNo + " collects " + (asked == null ? "nothing" : asked.words())
                + " on delivery, and " + (due == null ? "nothing is due any more" : due.words() + " is due now");
    }
}
