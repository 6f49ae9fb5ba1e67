package io.openclaw.operations;

import io.openclaw.account.ConfiguredAccounts;
import io.openclaw.reload.WatchedFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Takes an edit of {@code config/partners.yaml} over and tells the route {@code account-changes} of every account it
 * touched, so that what waited for the edit is looked at again.
 */
@Configuration(proxyBeanMethods = false)
class AccountReload {

    private static final String ROUTE = "direct:account-changes";

    @Bean
    WatchedFile watchedAccounts(ConfiguredAccounts accounts, ObjectProvider<ProducerTemplate> routes) {
        accounts.onChange(change -> Stream.of(change.added(), change.changed(), change.removed())
                .flatMap(List::stream)
                .forEach(account -> routes.getObject().sendBody(ROUTE, Map.of("account", account))));
        return new WatchedFile(accounts.path(), accounts::reload);
    }
}
