package io.openclaw.operations;

import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Hawtio needs to show the hub. */
@Configuration(proxyBeanMethods = false)
class HawtioConfiguration {

    @Bean
    CamelContextConfiguration drawableRoutes() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                DrawableRoutes.in(context);
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // Routes that come later are told by it as well.
            }
        };
    }
}
