package io.openclaw.operations;

import io.openclaw.account.Account;
import io.openclaw.account.Accounts;
import io.openclaw.account.ConfiguredAccounts;
import io.openclaw.account.NamesAccounts;
import io.openclaw.account.PartnersFileException;
import io.openclaw.reload.RefusedFile;
import io.openclaw.reload.WatchedFile;
import io.openclaw.rulefile.RuleFileException;
import io.openclaw.tracking.DataFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
            @Value("${openclaw.routes-dir:routes}") Path routesDir,
            ObjectProvider<ProducerTemplate> routes) {
        accounts.beforeChange((change, after) -> {
            connectors(change, after, routesDir.resolve("connectors"), accounts.path());
            rules.forEach(each -> named(each, after, accounts.path()));
        });
        accounts.onChange(change -> {
            change.touched().forEach(account -> tell(routes.getObject(), Map.of("account", account)));
            // Whose it was is known to nobody else any more.
            change.removed()
                    .forEach((account, tenant) ->
                            tell(routes.getObject(), Map.of("account", account, "tenant", tenant)));
        });
        return new WatchedFile(accounts.path(), () -> {
            try {
                accounts.reload();
            } catch (PartnersFileException e) {
                int line = YamlPlace.line(accounts.path(), e.problems().get(0));
                throw new RefusedFile(accounts.path().toString(), line, String.join("; ", e.problems()), e);
            }
        });
    }

    /** An account without its connector could do nothing, and what is pushed to it would be turned away. */
    private static void connectors(ConfiguredAccounts.Change change, Accounts after, Path folder, Path file) {
        List<String> missing = new ArrayList<>();
        change.touched().map(after::get).forEach(account -> {
            Path connector = folder.resolve(account.kind().word()).resolve(account.vendor() + ".camel.yaml");
            if (account.mode() != Account.Mode.OFF && !Files.exists(connector)) {
                missing.add("accounts." + account.id() + ".vendor '" + account.vendor() + "' has no connector: "
                        + connector + " has to be there first");
            }
        });
        if (!missing.isEmpty()) {
            throw new PartnersFileException(file, missing);
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
