package io.openclaw.order;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.store.Sql;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What it means for the pool that a buyer asks at the platform to send goods back: the order stays as it is, and people are told. */
@Component("returnRequests")
public class ReturnRequests {

    private static final String CAUSE = "return_requested";

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Sql sql = Sql.of("order");

    public ReturnRequests(JdbcClient jdbc, Accounts accounts) {
        this.jdbc = jdbc;
        this.accounts = accounts;
    }

    /** The data of {@code case.due}. It says nothing of the buyer's own words. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Asked(String tenant, String account, String orderNo, String cause, String message) {}

    /**
     * One, or none: of an order that the hub does not have, or has for an account it does not act for, others take care.
     *
     * @param request canonical document of {@code normalize-return-request}
     */
    public List<Asked> asked(String tenant, String account, Map<String, Object> request) {
        boolean live = accounts.find(account)
                .filter(shop -> shop.mode() == Account.Mode.LIVE)
                .isPresent();
        return !live
                ? List.of()
                : jdbc
                        .sql(sql.get("return-asked"))
                        .param("tenant", tenant)
                        .param("account", account)
                        .param("id", request.get("platform_order_id"))
                        .query(String.class)
                        .list()
                        .stream()
                        .map(orderNo -> new Asked(tenant, account, orderNo, CAUSE, words(request)))
                        .toList();
    }

    private static String words(Map<String, Object> request) {
        StringJoiner words = new StringJoiner(", ");
        words.add("The buyer asks to send goods back");
        if (request.get("reference") instanceof String reference) {
            words.add(CanonicalText.of(reference, 60));
        }
        if (request.get("quantity") instanceof Number units && units.intValue() > 0) {
            words.add(units + (units.intValue() == 1 ? " unit" : " units"));
        }
        String why = request.get("reasons") instanceof List<?> reasons
                ? reasons.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : "";
        return words + (why.isEmpty() ? "" : " (" + CanonicalText.of(why, 200) + ")");
    }
}
