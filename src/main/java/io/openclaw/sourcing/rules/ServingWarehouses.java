package io.openclaw.sourcing.rules;

import io.openclaw.account.Accounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.RuleVersions;
import io.openclaw.stock.ChannelSupply;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Which warehouses the rules let an account draw on, for whatever order. */
@Component
public class ServingWarehouses implements ChannelSupply {

    private static final Logger LOG = LoggerFactory.getLogger(ServingWarehouses.class);
    private static final String KIND = "sourcing";

    private final SourcingConfig config;
    private final Accounts accounts;
    private final RuleVersions versions;

    public ServingWarehouses(SourcingConfig config, Accounts accounts, RuleVersions versions) {
        this.config = config;
        this.accounts = accounts;
        this.versions = versions;
        remember();
    }

    /** Notes the rules in force, so that it can be said later why a channel drew on other warehouses. */
    public void remember() {
        versions.note(KIND, config.inForce().text());
    }

    @Override
    public List<String> warehouses(String account, Collection<String> carrying) {
        return warehouses(config.rules(), account, carrying);
    }

    @Override
    public List<Version> since(OffsetDateTime moment) {
        String source = "file " + config.path().getFileName() + " edited";
        List<Version> all = new ArrayList<>();
        SourcingConfig.InForce present = config.inForce();
        for (RuleVersions.Version version : versions.since(KIND, moment, present.text())) {
            try {
                SourcingRules rules =
                        version.body().equals(present.text()) ? present.rules() : config.parse(version.body());
                all.add(new Version(
                        version.since(), source, (account, carrying) -> warehouses(rules, account, carrying)));
            } catch (RuleFileException e) {
                LOG.debug(
                        "rules of {} name what is no more, nothing is said of them: {}",
                        version.since(),
                        e.getMessage());
            }
        }
        return all;
    }

    private List<String> warehouses(SourcingRules rules, String account, Collection<String> carrying) {
        return List.copyOf(rules.reachable(account, null, carrying, new WarehouseFacts(rules, accounts)));
    }
}
