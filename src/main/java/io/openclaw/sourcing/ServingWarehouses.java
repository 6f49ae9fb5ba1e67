package io.openclaw.sourcing;

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

    ServingWarehouses(SourcingConfig config, Accounts accounts, RuleVersions versions) {
        this.config = config;
        this.accounts = accounts;
        this.versions = versions;
        remember();
    }

    /** Notes the rules in force, so that it can be said later why a channel drew on other warehouses. */
    public void remember() {
        versions.note(KIND, config.text());
    }

    @Override
    public List<String> warehouses(String account, Collection<String> carrying) {
        return warehouses(config.rules(), account, carrying);
    }

    @Override
    public List<Version> since(OffsetDateTime moment) {
        String source = "file " + config.path().getFileName() + " edited";
        List<Version> all = new ArrayList<>();
        SourcingRules own = config.rules();
        String noted = null;
        for (RuleVersions.Version version : versions.since(KIND, moment)) {
            noted = version.body();
            try {
                SourcingRules rules = noted.equals(config.text()) ? own : config.parse(noted);
                all.add(new Version(
                        version.since(), source, (account, carrying) -> warehouses(rules, account, carrying)));
            } catch (RuleFileException e) {
                LOG.debug(
                        "rules of {} name what is no more, nothing is said of them: {}",
                        version.since(),
                        e.getMessage());
            }
        }
        if (noted == null || !noted.equals(config.text())) {
            // Another hub reads another file, or this one could not be noted: what is in force here counts here, and
            // last.
            OffsetDateTime last =
                    all.isEmpty() ? moment : all.get(all.size() - 1).since();
            all.add(new Version(
                    last.isAfter(moment) ? last : moment,
                    source,
                    (account, carrying) -> warehouses(own, account, carrying)));
        }
        return all;
    }

    private List<String> warehouses(SourcingRules rules, String account, Collection<String> carrying) {
        return List.copyOf(rules.reachable(account, null, carrying, new WarehouseFacts(rules, accounts)));
    }
}
