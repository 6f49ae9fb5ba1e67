package io.openclaw.inbox;

import io.openclaw.account.Accounts;
import io.openclaw.channel.Channels;
import io.openclaw.channel.Pressure;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** What stands in front of the hub's HTTP routes. */
@Configuration(proxyBeanMethods = false)
class InboxConfiguration {

    private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 10;

    @Bean("platform-http-engine")
    PlatformHttpEngine platformHttpEngine(@Value("${server.port:8080}") int port) {
        return new CallerThreadHttp(port);
    }

    @Bean
    FilterRegistrationBean<ReadinessFilter> readinessFilter(Channels channels, ApplicationAvailability availability) {
        FilterRegistrationBean<ReadinessFilter> registration = new FilterRegistrationBean<>(
                new ReadinessFilter(() -> availability.getLivenessState() == LivenessState.CORRECT, channels::isOpen));
        registration.setOrder(FIRST);
        return registration;
    }

    @Bean
    FilterRegistrationBean<RawBodyFilter> rawBodyFilter(
            Accounts accounts, Pressure pressure, @Value("${openclaw.inbox.max-body-bytes:1048576}") int limit) {
        FilterRegistrationBean<RawBodyFilter> registration =
                new FilterRegistrationBean<>(new RawBodyFilter(accounts, limit, pressure));
        registration.addUrlPatterns("/webhooks/*");
        registration.setOrder(FIRST + 1);
        return registration;
    }
}
