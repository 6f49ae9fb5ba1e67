package io.openclaw.partner;

import io.openclaw.account.Account;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/** The exchange variables and properties a vendor route runs with. */
public final class Vars {

    /** Name of the account that is asked. */
    public static final String ACCOUNT = "account";
    /** The {@link Account} itself. */
    public static final String SHOP = "shop";
    /** The account's own limits by throttle id. */
    public static final String LIMITS = "limits";

    public static final String EVENT = "event";
    public static final String TENANT = "tenant";
    /** What the operation was asked with; the body changes with every call. */
    public static final String REQUEST = "request";
    /** HTTP status of the last answer. */
    public static final String STATUS = "status";
    /** Set by {@code partner:verify} alone: the push under way is proved to come from its partner. */
    public static final String VERIFIED = "push.verified";
    /** Exchange property: {@link OperationScope} of the running operation. */
    public static final String SCOPE = "OpenClawOperation";

    /** Exchange property: names of the budgets that the work of this exchange has drawn on. */
    public static final String DRAWN = "OpenClawDrawn";

    private Vars() {}

    /** The account a vendor route runs for. */
    public static Account shop(Exchange exchange) {
        Object shop = exchange.getVariable(SHOP);
        if (shop instanceof Account account) {
            return account;
        }
        throw new IllegalStateException(
                "variable " + SHOP + " holds no account: this step belongs in a connector's route,"
                        + " reached by platform:, carrier:, warehouse: or erp:");
    }

    /** The running operation; one without a name where the route was reached otherwise. */
    public static OperationScope scope(Exchange exchange) {
        OperationScope scope = exchange.getProperty(SCOPE, OperationScope.class);
        if (scope == null) {
            scope = new OperationScope(null, null, null);
            exchange.setProperty(SCOPE, scope);
        }
        return scope;
    }

    /** Names of the budgets that the work of an exchange has drawn on so far, through all its operations. */
    @SuppressWarnings("unchecked")
    public static Set<String> drawn(Exchange exchange) {
        Set<String> drawn = exchange.getProperty(DRAWN, Set.class);
        if (drawn == null) {
            drawn = ConcurrentHashMap.newKeySet();
            exchange.setProperty(DRAWN, drawn);
        }
        return drawn;
    }

    /** A variable that is a map, or an empty one. */
    public static Map<?, ?> map(Exchange exchange, String name) {
        return exchange.getVariable(name) instanceof Map<?, ?> map ? map : Map.of();
    }
}
