package io.openclaw.operations;

import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What keeps the hub small. */
@Configuration(proxyBeanMethods = false)
class FootprintConfiguration {

    @Bean
    Footprint footprint() {
        return new Footprint();
    }

    @Bean
    CamelContextConfiguration sharedMBeanInfos() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                context.getCamelContextExtension().setManagementMBeanAssembler(new SharedMBeanInfos(context));
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // Routes that come later are assembled by it as well.
            }
        };
    }
}
