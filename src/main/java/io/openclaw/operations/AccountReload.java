package io.openclaw.operations;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.account.ConfiguredAccounts;
import io.openclaw.account.NamesAccounts;
import io.openclaw.account.PartnersFileException;
import io.openclaw.channel.Channels;
import io.openclaw.partner.component.Connectors;
import io.openclaw.reload.RefusedFile;
import io.openclaw.reload.WatchedFile;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.sourcing.rules.ServingWarehouses;
import io.openclaw.tracking.DataFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Takes an edit of {@code config/partners.yaml} over and tells the route {@code account-changes} of every account it
 * touched, so that what waited for the edit is looked at again.
 */
@Configuration(proxyBeanMethods = false)
class AccountReload {

    private static final Logger LOG = LoggerFactory.getLogger(AccountReload.class);
    private static final String ROUTE = "direct:account-changes";

    @Bean
    WatchedFile watchedAccounts(
            ConfiguredAccounts accounts,
            List<NamesAccounts> rules,
            Connectors connectors,
            ObjectProvider<ProducerTemplate> routes,
            ObjectProvider<Channels> channels,
            ObjectProvider<ServingWarehouses> serving) {
        accounts.beforeChange((change, after) -> {
            connectors(change, after, connectors, accounts.path());
            rules.forEach(each -> named(each, after, accounts.path()));
        });
        accounts.onChange(change -> {
            change.touched().forEach(account -> accounts.find(account)
                    .ifPresent(edited -> lacking(edited, connectors, accounts.path())));
            // What waits because of the account's vendor, address or secret does not wait out its time.
            channels.ifAvailable(all -> change.touched().forEach(all::hurry));
            change.touched().forEach(account -> tell(routes.getObject(), Map.of("account", account)));
            // Whose it was is known to nobody else any more.
            change.removed()
                    .forEach((account, tenant) ->
                            tell(routes.getObject(), Map.of("account", account, "tenant", tenant)));
        });
        return new WatchedFile(
                accounts.path(),
                () -> {
                    try {
                        accounts.reload();
                    } catch (PartnersFileException e) {
                        throw refused(accounts.path(), e);
                    }
                },
                // A warehouse that takes no orders has nothing to sell: the figures' history says since when.
                () -> serving.ifAvailable(ServingWarehouses::remember));
    }

    /** At the line of the first problem; the others bear theirs. */
    private static RefusedFile refused(Path file, PartnersFileException e) {
        List<String> problems = e.problems();
        StringBuilder reason = new StringBuilder(YamlPlace.unplaced(problems.get(0)));
        problems.stream().skip(1).forEach(problem -> reason.append("; line ")
                .append(YamlPlace.line(file, problem))
                .append(": ")
                .append(YamlPlace.unplaced(problem)));
        return new RefusedFile(file.toString(), YamlPlace.line(file, problems.get(0)), reason.toString(), e);
    }

    /**
     * An account without its connector could do nothing, and what is pushed to it would be turned away. Accounts that the edit
     * leaves alone are not looked at: it is not its author's mistake.
     */
    private static void connectors(ConfiguredAccounts.Change change, Accounts after, Connectors connectors, Path file) {
        List<String> problems = new ArrayList<>();
        change.touched().map(after::get).forEach(account -> {
            connectors.missing(account).ifPresent(problems::add);
            problems.addAll(connectors.unread(account));
        });
        if (!problems.isEmpty()) {
            throw new PartnersFileException(file, problems);
        }
    }

    private static void named(NamesAccounts rules, Accounts after, Path file) {
        try {
            rules.check(after);
        } catch (RuleFileException | DataFile.Invalid e) {
            throw new PartnersFileException(
                    file,
                    List.of("accounts lacks one that is still named: " + e.getMessage() + "; take it out there first"));
        }
    }

    /** One account's mistake does not keep the hub down: what an edit is refused for is said at the start. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> accountsAtStart(
            ConfiguredAccounts accounts, Connectors connectors, Environment environment) {
        return ready -> {
            if (!environment.acceptsProfiles(Profiles.of("sandbox"))) {
                wellKnown(accounts);
            }
            eachAtStart(accounts, connectors);
        };
    }

    /** The file comes with the sandbox's secrets as defaults: with those, whoever has read it is believed. */
    static void wellKnown(ConfiguredAccounts accounts) {
        List<String> known = accounts.all().stream()
                .filter(account -> account.mode() != Account.Mode.OFF)
                .filter(account -> account.secrets().contains("sandbox-" + account.id() + "-secret"))
                .map(Account::id)
                .toList();
        if (!known.isEmpty()) {
            LOG.warn(
                    "OC-ACCOUNT-SANDBOX the secrets of {} are the sandbox's, which everybody knows: set those {} names, or the accounts off",
                    String.join(", ", known),
                    accounts.path());
        }
    }

    private static void eachAtStart(ConfiguredAccounts accounts, Connectors connectors) {
        accounts.all().forEach(account -> {
            connectors
                    .missing(account)
                    .ifPresent(problem -> say(
                            "OC-ACCOUNT-CONNECTOR",
                            accounts.path(),
                            problem + "; until then the account does nothing, and what is sent to it is turned away"));
            connectors.unread(account).forEach(problem -> say("OC-ACCOUNT-UNREAD", accounts.path(), problem));
            lacking(account, connectors, accounts.path());
        });
    }

    private static void lacking(Account account, Connectors connectors, Path file) {
        connectors.lacking(account).forEach(problem -> say("OC-ACCOUNT-OPERATION", file, problem));
    }

    private static void say(String code, Path file, String problem) {
        LOG.warn("{} {}:{}: {}", code, file, YamlPlace.line(file, problem), problem);
    }

    /** The new accounts are in force already: that nobody could be told of one must not look like a refused edit. */
    private static void tell(ProducerTemplate routes, Map<String, Object> change) {
        try {
            routes.sendBody(ROUTE, change);
        } catch (CamelExecutionException e) {
            LOG.error(
                    "OC-ACCOUNT-UNTOLD {} is in force as edited, but {} could not tell of it",
                    change.get("account"),
                    ROUTE,
                    e);
        }
    }
}
