package io.openclaw.operations;

import io.openclaw.api.Apps;
import io.openclaw.exceptions.CaseRules;
import io.openclaw.listing.EveryListing;
import io.openclaw.rates.RateConfig;
import io.openclaw.reload.WatchedFile;
import io.openclaw.sourcing.rules.RuleCurrencies;
import io.openclaw.sourcing.rules.ServiceNames;
import io.openclaw.sourcing.rules.ServingWarehouses;
import io.openclaw.sourcing.rules.SourcingConfig;
import io.openclaw.stock.StockPolicies;
import io.openclaw.tracking.CodeTables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes edits of the carriers' code tables, the sourcing rules, the rate cards, the causes of exception cases and the apps of the API over. */
@Configuration(proxyBeanMethods = false)
class TableReload {

    @Bean
    WatchedFile watchedCodeTables(CodeTables tables) {
        return new WatchedFile(tables.path(), tables::reload);
    }

    @Bean
    WatchedFile watchedSourcing(
            SourcingConfig sourcing,
            ServingWarehouses serving,
            EveryListing listings,
            ServiceNames services,
            RuleCurrencies currencies) {
        // Which warehouses a channel draws on shows in its figures.
        return new WatchedFile(sourcing.path(), sourcing::reload, () -> {
            services.say();
            currencies.say();
            listings.mark();
            serving.remember();
        });
    }

    @Bean
    WatchedFile watchedStockPolicy(StockPolicies policies, EveryListing listings) {
        // Shares, caps and what is kept back show in every channel's figures.
        return new WatchedFile(policies.path(), policies::reload, () -> {
            listings.mark();
            policies.remember();
        });
    }

    @Bean
    WatchedFile watchedCaseRules(CaseRules rules) {
        return new WatchedFile(rules.path(), rules::reload);
    }

    @Bean
    WatchedFile watchedApps(Apps apps) {
        return new WatchedFile(apps.path(), apps::reload);
    }

    @Bean
    WatchedFile watchedRates(RateConfig rates, ServiceNames services, RuleCurrencies currencies) {
        return new WatchedFile(rates.path(), rates::reload, () -> {
            services.say();
            currencies.say();
        });
    }
}
