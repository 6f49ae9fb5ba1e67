package io.openclaw.sourcing.plan;

import io.openclaw.account.Accounts;
import io.openclaw.rates.RateConfig;
import io.openclaw.sourcing.rules.SourcingConfig;
import org.springframework.stereotype.Component;

/** Sourcing by the rules and rate cards that are in force when an order is decided. */
@Component
public class RuleSourcing implements Sourcing {

    private final SourcingConfig config;
    private final RateConfig rates;
    private final Accounts accounts;

    public RuleSourcing(SourcingConfig config, RateConfig rates, Accounts accounts) {
        this.config = config;
        this.rates = rates;
        this.accounts = accounts;
    }

    @Override
    public SourcingPlan plan(Demand demand, Supply supply) {
        return new Planner(config.rules(), rates.book(), accounts).plan(demand, supply);
    }
}
