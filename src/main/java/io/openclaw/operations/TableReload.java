package io.openclaw.operations;

import io.openclaw.exceptions.CaseRules;
import io.openclaw.reload.WatchedFile;
import io.openclaw.sourcing.SourcingConfig;
import io.openclaw.stock.StockPolicies;
import io.openclaw.tracking.CodeTables;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes edits of the carriers' code tables, the sourcing rules and the causes of exception cases over. */
@Configuration(proxyBeanMethods = false)
class TableReload {

    @Bean
    WatchedFile watchedCodeTables(CodeTables tables) {
        return new WatchedFile(tables.path(), tables::reload);
    }

    @Bean
    WatchedFile watchedSourcing(SourcingConfig sourcing) {
        return new WatchedFile(sourcing.path(), sourcing::reload);
    }

    @Bean
    WatchedFile watchedStockPolicy(StockPolicies policies) {
        return new WatchedFile(policies.path(), policies::reload);
    }

    @Bean
    WatchedFile watchedCaseRules(CaseRules rules) {
        return new WatchedFile(rules.path(), rules::reload);
    }

    @Bean
    WatchedFile watchedSourcingRules(SourcingConfig sourcing) {
        return new WatchedFile(sourcing.path(), sourcing::reload);
    }
}
