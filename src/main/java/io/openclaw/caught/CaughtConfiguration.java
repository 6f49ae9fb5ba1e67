package io.openclaw.caught;

import org.apache.camel.processor.errorhandler.ExceptionPolicyStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives Camel's error handlers their way to choose an {@code onException}; a {@code doCatch} needs no bean. */
@Configuration(proxyBeanMethods = false)
class CaughtConfiguration {

    @Bean
    ExceptionPolicyStrategy caughtPolicy() {
        return new CaughtPolicy();
    }
}
