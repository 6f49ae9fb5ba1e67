package io.openclaw.sourcing.rules;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.rulefile.RuleVersions;
import io.openclaw.stock.ChannelSupply;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Which warehouses the rules let an account draw on, for whatever order, and what of them sourcing refuses all the same: all of a
 * warehouse whose account does not act, and the units that even the rule which leaves least there leaves.
 */
@Component
public class ServingWarehouses implements ChannelSupply {

    private static final Logger LOG = LoggerFactory.getLogger(ServingWarehouses.class);
    private static final String RULES = "sourcing";
    private static final String MODES = "warehouses";

    private final SourcingConfig config;
    private final Accounts accounts;
    private final RuleVersions versions;

    public ServingWarehouses(SourcingConfig config, Accounts accounts, RuleVersions versions) {
        this.config = config;
        this.accounts = accounts;
        this.versions = versions;
        remember();
    }

    /** Notes the rules and the warehouses' modes in force, so that it can be said later why a channel could sell more or less. */
    public void remember() {
        versions.note(RULES, config.inForce().text());
        versions.note(MODES, modes());
    }

    @Override
    public List<String> warehouses(String account, Collection<String> carrying) {
        return now().warehouses(account, carrying);
    }

    @Override
    public List<Source> sources(String account, Collection<String> carrying) {
        return now().sources(account, carrying);
    }

    private At now() {
        return new At(config.rules(), accounts, warehouse -> WarehouseFacts.mode(accounts, warehouse));
    }

    @Override
    public List<Version> since(OffsetDateTime moment) {
        List<Edit> rules = ruleEdits(moment);
        List<Edit> modes = modeEdits(moment);
        // The first of each was in force at the moment; what follows came since.
        At at = modes.get(0).takenOver(rules.get(0).takenOver(now()));
        List<Version> all = new ArrayList<>();
        all.add(new Version(rules.get(0).since(), rules.get(0).source(), at));
        List<Edit> later = Stream.concat(rules.stream().skip(1), modes.stream().skip(1))
                .sorted(Comparator.comparing(Edit::since))
                .toList();
        for (Edit edit : later) {
            at = edit.takenOver(at);
            all.add(new Version(edit.since(), edit.source(), at));
        }
        return all;
    }

    private List<Edit> ruleEdits(OffsetDateTime moment) {
        String source = "file " + config.path().getFileName() + " edited";
        List<Edit> edits = new ArrayList<>();
        SourcingConfig.InForce present = config.inForce();
        for (RuleVersions.Version version : versions.since(RULES, moment, present.text())) {
            try {
                SourcingRules rules =
                        version.body().equals(present.text()) ? present.rules() : config.parse(version.body());
                edits.add(new Edit(version.since(), source, rules, null));
            } catch (RuleFileException e) {
                LOG.debug(
                        "rules of {} name what is no more, nothing is said of them: {}",
                        version.since(),
                        e.getMessage());
            }
        }
        return edits;
    }

    private List<Edit> modeEdits(OffsetDateTime moment) {
        return versions.since(MODES, moment, modes()).stream()
                .map(version -> new Edit(version.since(), "accounts of partners.yaml edited", null, version.body()))
                .toList();
    }

    /** The mode of each warehouse, one a line. */
    private String modes() {
        return accounts.all(Account.Kind.WAREHOUSE).stream()
                .map(account -> account.id() + " " + account.mode())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, Account.Mode> modes(String written) {
        Map<String, Account.Mode> modes = new TreeMap<>();
        written.lines().forEach(line -> {
            int space = line.lastIndexOf(' ');
            modes.put(line.substring(0, space), Account.Mode.valueOf(line.substring(space + 1)));
        });
        return modes;
    }

    /** Other rules, or other modes of warehouses; the other of the two is null. */
    private record Edit(OffsetDateTime since, String source, SourcingRules rules, String modes) {

        At takenOver(At before) {
            if (rules != null) {
                return new At(rules, before.accounts(), before.mode());
            }
            Map<String, Account.Mode> of = ServingWarehouses.modes(modes);
            return new At(before.rules(), before.accounts(), warehouse -> Optional.ofNullable(of.get(warehouse)));
        }
    }

    /** What decides at one moment. */
    private record At(SourcingRules rules, Accounts accounts, Function<String, Optional<Account.Mode>> mode)
            implements ChannelSupply {

        @Override
        public List<String> warehouses(String account, Collection<String> carrying) {
            return List.copyOf(leaving(account, carrying).keySet());
        }

        @Override
        public List<Source> sources(String account, Collection<String> carrying) {
            boolean shadow = accounts.find(account)
                    .map(shop -> shop.mode() == Account.Mode.SHADOW)
                    .orElse(false);
            return leaving(account, carrying).entrySet().stream()
                    .map(left -> new Source(
                            left.getKey(),
                            WarehouseFacts.closed(mode.apply(left.getKey()), shadow)
                                    .orElse(null),
                            left.getValue()))
                    .toList();
        }

        private Map<String, Integer> leaving(String account, Collection<String> carrying) {
            return rules.leaving(account, null, carrying, new WarehouseFacts(rules, accounts));
        }
    }
}
