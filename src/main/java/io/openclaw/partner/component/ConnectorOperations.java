package io.openclaw.partner.component;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.reload.RouteFiles;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What a connector can do at all, for operations that a partner need not have: whom it has none for is not asked. An operation that was there
 * since the hub started counts as there, and so does every one of a connector that is away as a whole: their files come back.
 */
@Component("connectorOperations")
public class ConnectorOperations implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectorOperations.class);

    private final Accounts accounts;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private volatile CamelContext context;

    public ConnectorOperations(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.context = camelContext;
    }

    /** Whether to ask an account for an operation; the first no is told. */
    public boolean can(String accountId, String operation) {
        Account account = accounts.get(accountId);
        String route = account.vendor() + "." + operation;
        if (RouteFiles.hasRoute(context, route)) {
            seen.add(route);
            told.remove(accountId + " " + operation);
            return true;
        }
        if (seen.contains(route) || !there(account.vendor() + ".")) {
            return true;
        }
        if (told.add(accountId + " " + operation)) {
            LOG.info(
                    "OC-PARTNER-CANNOT {} is not asked for {}: its connector has no route {}. Put it into {} if it should be.",
                    accountId,
                    operation,
                    route,
                    VendorRoutes.file(account));
        }
        return false;
    }

    private boolean there(String prefix) {
        return context.getRoutes().stream().map(Route::getRouteId).anyMatch(id -> id.startsWith(prefix));
    }
}
