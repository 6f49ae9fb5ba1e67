package io.openclaw.partner.component;

import io.openclaw.account.Account;
import io.openclaw.order.OrderDocument;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Results the domain takes as records. */
@Configuration(proxyBeanMethods = false)
class OperationTypeConfiguration {

    @Bean
    OperationType normalizedOrder() {
        return new OperationType(Account.Kind.PLATFORM, "normalize-order", OrderDocument.class);
    }
}
