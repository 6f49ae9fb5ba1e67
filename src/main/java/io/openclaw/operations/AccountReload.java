package io.openclaw.operations;

import io.openclaw.account.ConfiguredAccounts;
import io.openclaw.account.PartnersFileException;
import io.openclaw.reload.RefusedFile;
import io.openclaw.reload.WatchedFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
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
    WatchedFile watchedAccounts(ConfiguredAccounts accounts, ObjectProvider<ProducerTemplate> routes) {
        accounts.onChange(change -> Stream.of(change.added(), change.changed(), change.removed())
                .flatMap(List::stream)
                .forEach(account -> tell(routes.getObject(), account)));
        return new WatchedFile(accounts.path(), () -> {
            try {
                accounts.reload();
            } catch (PartnersFileException e) {
                int line = YamlPlace.line(accounts.path(), e.problems().get(0));
                throw new RefusedFile(accounts.path().toString(), line, String.join("; ", e.problems()), e);
            }
        });
    }

    /** The new accounts are in force already: that nobody could be told of one must not look like a refused edit. */
    private static void tell(ProducerTemplate routes, String account) {
        try {
            routes.sendBody(ROUTE, Map.of("account", account));
        } catch (CamelExecutionException e) {
            LOG.error("OC-ACCOUNT-UNTOLD {} is in force as edited, but {} could not tell of it", account, ROUTE, e);
        }
    }
}
