package io.openclaw.sourcing;

import io.openclaw.account.Accounts;
import io.openclaw.rates.RateConfig;
import org.springframework.stereotype.Component;

/** Sourcing by the rules and rate cards that are in force when an order is decided. */
@Component
class RuleSourcing implements Sourcing {

    private final SourcingConfig config;
    private final RateConfig rates;
    private final Accounts accounts;

    RuleSourcing(SourcingConfig config, RateConfig rates, Accounts accounts) {
        this.config = config;
        this.rates = rates;
        this.accounts = accounts;
    }

    @Override
    public SourcingPlan plan(Demand demand, Supply supply) {
        return new Planner(config.rules(), rates.book(), accounts).plan(demand, supply);
    }
}
