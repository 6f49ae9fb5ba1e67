package io.openclaw;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Profile;

/** Every room of the hub; the simulated partners have a configuration of their own and run without these. */
@Configuration(proxyBeanMethods = false)
@Profile("!partners")
@ComponentScan(
        basePackages = "io.openclaw",
        excludeFilters = {
            @ComponentScan.Filter(type = FilterType.REGEX, pattern = "io\\.openclaw\\.sandbox\\..*"),
            @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = OpenClawApplication.class)
        })
public class HubConfiguration {

    /** Business time. Leases and budgets go by the database's clock instead. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
