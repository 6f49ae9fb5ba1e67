package io.openclaw.sourcing;

import io.openclaw.account.Accounts;
import io.openclaw.stock.ChannelSupply;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;

/** Which warehouses the rules let an account draw on, for whatever order. */
@Component
class ServingWarehouses implements ChannelSupply {

    private final SourcingConfig config;
    private final Accounts accounts;

    ServingWarehouses(SourcingConfig config, Accounts accounts) {
        this.config = config;
        this.accounts = accounts;
    }

    @Override
    public List<String> warehouses(String account, Collection<String> carrying) {
        SourcingRules rules = config.rules();
        return List.copyOf(rules.reachable(account, null, carrying, new WarehouseFacts(rules, accounts)));
    }
}
